"""How much is in a piece, as staff say it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField
from shop.measures.content import Content, Unit


class ContentForm(forms.Form):
    """Nothing in `quantity` is: nothing is known of it, and no price per unit shown."""

    sku = TypedField(label=_("Article number"), max_length=128)
    quantity = forms.DecimalField(
        label=_("Net content"),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=9,
        decimal_places=3,
        help_text=_("Of one piece, without its wrapping. Empty: none."),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def clean(self) -> dict[str, Any]:
        kept = self.cleaned_data
        kept["content"] = Content.of(kept.get("quantity"), kept.get("unit", ""))
        return kept
