"""Why an order is cancelled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.staff.shell.forms import reason_field


class CancelForm(forms.Form):
    reason = reason_field(
        required=True,
        help_text=_("For the log. The shopper gets a mail about the cancellation."),
    )
