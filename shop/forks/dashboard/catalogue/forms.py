"""What staff write about kinds of products and their categories."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Textarea
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.catalogue import forms
from oscar.core.utils import slugify
from treebeard.forms import movenodeform_factory

from shop.components.picture_field import PictureField
from shop.forks.catalogue.models import Category
from shop.forks.catalogue.slugs import FIRST
from shop.forks.dashboard.bilingual import InEveryLanguage, in_every_language
from shop.forks.partner.models import DEAREST

SEO_TEXTS = in_every_language("meta_title", "meta_description")
SLUGS = in_every_language("slug")
SEO_FIELDS = [*SEO_TEXTS, *SLUGS]
PLAIN_AREAS = dict.fromkeys(in_every_language("meta_description"), Textarea)


class WithAddress:
    """Asks for a slug where none can be made of the texts (F16)."""

    add_error: Callable[[str, Any], None]
    errors: Mapping[str, Any]
    fields: dict[str, Any]
    initial: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SLUGS:
            self.fields[name].required = False
            self.fields[name].help_text = _(
                "The words of its address in this language. Left empty, they are made"
                " of the name; former addresses lead to the one of today."
            )

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        for name in SLUGS:
            slug = cleaned.get(name)
            if slug and not slug.strip("-_"):
                self.add_error(name, _("Please write a letter or a digit in the slug."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        written = self.instance
        written.give_slugs()
        if written.slug_en:
            return
        # The page that shows the error leads to what is saved.
        written.slug_en = self.initial.get(FIRST, "")
        if not self.errors:
            self.add_error(
                FIRST, _("Please write a slug: no address can be made of the name.")
            )


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


class WrittenCategoryForm(WithAddress, InEveryLanguage, forms.CategoryForm):
    seo_fields = SEO_FIELDS

    class Meta(forms.CategoryForm.Meta):
        field_classes = {"image": PictureField}


CategoryForm = movenodeform_factory(
    Category,
    form=WrittenCategoryForm,
    fields=[
        *in_every_language("name"),
        *in_every_language("description"),
        "tint",
        "image",
        "is_public",
        "exclude_from_menu",
        *SEO_FIELDS,
    ],
    exclude=["ancestors_are_public"],
    widgets=PLAIN_AREAS,
)
