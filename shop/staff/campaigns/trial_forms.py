"""The example basket on which a campaign is tried."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField
from shop.forks.catalogue.models import Product
from shop.staff.campaigns.campaign_words import tier_choices
from shop.staff.campaigns.goods_finding import NoSuchProduct, read_products

ROWS = 3
MOST_PIECES = 999


class BasketForm(forms.Form):
    """Some products with their pieces; rows that are left empty hold nothing."""

    is_first = forms.BooleanField(
        label=_("It is the member’s first order"), required=False
    )
    tier = forms.ChoiceField(label=_("The member’s tier"), required=False)

    prefix = "basket"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [("", "–"), *tier_choices()]  # type: ignore[attr-defined]  # a field of choices
        for row in range(1, ROWS + 1):
            self.fields[f"product-{row}"] = TypedField(
                label=_("Product %(number)s") % {"number": row},
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"list": "goods", "autocomplete": "off"}),
            )
            self.fields[f"pieces-{row}"] = forms.IntegerField(
                label=_("Pieces"),
                required=False,
                min_value=1,
                max_value=MOST_PIECES,
                initial=1,
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [
            (self[f"product-{row}"], self[f"pieces-{row}"])
            for row in range(1, ROWS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.pieces: list[tuple[Product, int]] = []
        for row in range(1, ROWS + 1):
            typed = cleaned.get(f"product-{row}")
            if not typed:
                continue
            try:
                product = read_products(typed)[0]
            except NoSuchProduct:
                self.add_error(
                    f"product-{row}", _("No product has this number or title.")
                )
            else:
                self.pieces.append((product, cleaned.get(f"pieces-{row}") or 1))
        return cleaned
