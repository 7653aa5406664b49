"""What visitors send about their basket."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.baskets.filling import MOST_PIECES
from shop.components.fields import TypedField
from shop.typed.signs import compact

QUANTITY_ERRORS = {
    "required": _("Please say how many."),
    "invalid": _("A quantity is a whole number."),
    "min_value": _("A quantity cannot be negative."),
    "max_value": _("A basket takes at most %(limit_value)s pieces."),
}


class AddForm(forms.Form):
    product_id = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": _("Please choose a product or a variant first.")},
    )
    quantity = forms.IntegerField(
        min_value=1,
        max_value=MOST_PIECES,
        error_messages=QUANTITY_ERRORS
        | {"min_value": _("Please take at least one piece.")},
    )


class ChangeForm(forms.Form):
    line_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    quantity = forms.IntegerField(
        min_value=0, max_value=MOST_PIECES, error_messages=QUANTITY_ERRORS
    )


class LineForm(forms.Form):
    line_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class VoucherForm(forms.Form):
    code = TypedField(
        read=compact,
        label=_("Voucher code"),
        max_length=128,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Please enter the code of your voucher.")},
    )
