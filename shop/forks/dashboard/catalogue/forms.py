"""What staff write about kinds of products, and prices of many at once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.catalogue import forms
from oscar.core.utils import slugify

from shop.forks.dashboard.bilingual import InEveryLanguage, in_every_language
from shop.forks.partner.models import DEAREST


class SetProductPriceForm(forms.SetProductPriceForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        prices = {
            name: value
            for name, value in cleaned.items()
            if name == "new_price" or name.startswith("price_")
        }
        for name, price in prices.items():
            if price is not None and price > DEAREST:
                self.add_error(name, _("A price has at most seven digits."))
        return cleaned


class ProductClassForm(InEveryLanguage, forms.ProductClassForm):
    class Meta(forms.ProductClassForm.Meta):
        fields = [
            *in_every_language("name"),
            "tax_category",
            "requires_shipping",
            "track_stock",
            "options",
        ]


class ProductAttributesForm(InEveryLanguage, forms.ProductAttributesForm):
    class Meta(forms.ProductAttributesForm.Meta):
        fields = [
            *in_every_language("name"),
            "code",
            "type",
            "option_group",
            "required",
        ]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"] or slugify(
            self.cleaned_data.get("name_en", "")
        )
        if not code and self.cleaned_data.get("name_en"):
            raise ValidationError(
                _("Please write a code: none can be made of the name.")
            )
        return code


class AttributeOptionForm(InEveryLanguage, forms.AttributeOptionForm):
    class Meta(forms.AttributeOptionForm.Meta):
        fields = in_every_language("option")


class OptionForm(InEveryLanguage, forms.OptionForm):
    class Meta(forms.OptionForm.Meta):
        fields = [
            *in_every_language("name"),
            "type",
            "required",
            "order",
            "help_text",
            "option_group",
        ]
