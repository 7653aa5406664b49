"""Why a campaign is turned down, or ended before its time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.staff.shell.forms import reason_field


class TurnDownForm(forms.Form):
    reason = reason_field(
        required=True, help_text=_("What is to be changed. Whoever wrote it reads it.")
    )


class EndForm(forms.Form):
    reason = reason_field(required=True, help_text=_("It is in the log."))
