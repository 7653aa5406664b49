"""What staff saw on the account, or took in money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField
from shop.forks.order.models import Order, PaymentMethod
from shop.orders.paying.confirming import Seen


class PaidForm(forms.Form):
    """How much came, and where it can be read; typed, so that it is looked at."""

    amount = forms.DecimalField(
        label=_("Amount that came"), min_value=0, max_digits=12, decimal_places=2
    )
    reference = TypedField(
        label=_("Reference"),
        max_length=140,
        help_text=_("Of the statement, the receipt or the terminal."),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Money on a door's step has no statement.
        by_transfer = order.payment_method == PaymentMethod.BANK_TRANSFER
        self.fields["reference"].required = by_transfer

    def seen(self) -> Seen:
        return Seen(**self.cleaned_data)
