"""Which refund is meant, and how a difference of orders and money was settled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.staff.shell.forms import reason_field


class SettleForm(forms.Form):
    provider = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    what = forms.CharField(widget=forms.HiddenInput, max_length=40)
    subject = forms.CharField(widget=forms.HiddenInput, max_length=255)
    reason = reason_field(
        required=True,
        help_text=_("For the log: who has the money now, and how that is known."),
    )


class RefundForm(forms.Form):
    reference = forms.CharField(max_length=120)
