"""Money out of goodwill: how much, and why."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.staff.shell.forms import reason_field

CENT = Decimal("0.01")


def _money() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Amount"), min_value=CENT, max_digits=12, decimal_places=2
    )


class AmountForm(forms.Form):
    money = _money()


class GiveForm(forms.Form):
    """The amount again, as it was looked at, and why."""

    money = _money()
    # The field that was looked at stands beside this one, with the usual id.
    money.widget = forms.HiddenInput({"id": "given_money"})
    reason = reason_field(
        required=True,
        help_text=_("For the log. The shopper gets a mail with the credit note."),
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)
