"""What staff write about products, their kinds and their categories."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import Textarea
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
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


def _picture_of_attribute(attribute: Any) -> PictureField:
    return PictureField(label=attribute.name, required=attribute.required)


class ProductForm(WithAddress, InEveryLanguage, forms.ProductForm):
    seo_fields = SEO_FIELDS
    FIELD_FACTORIES = {
        **forms.ProductForm.FIELD_FACTORIES,
        "image": _picture_of_attribute,
    }

    class Meta(forms.ProductForm.Meta):
        fields = [
            *in_every_language("title"),
            "upc",
            *in_every_language("description"),
            "is_public",
            "is_discountable",
            "max_points_share",
            "weight_g",
            "structure",
            *SEO_FIELDS,
        ]
        widgets = {**forms.ProductForm.Meta.widgets, **PLAIN_AREAS}
        help_texts = {
            "max_points_share": _(
                "0 means that points do not pay for this product, 100 that they may "
                "pay for all of it. Variants follow the product they belong to."
            )
        }

    def __init__(self, *args: Any, parent=None, **kwargs: Any) -> None:
        super().__init__(*args, parent=parent, **kwargs)
        if not parent:
            self.fields["title_en"].required = True

    def delete_non_child_fields(self) -> None:
        super().delete_non_child_fields()
        for name in (*in_every_language("description"), "max_points_share"):
            del self.fields[name]


class StockRecordForm(forms.StockRecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].validators += [
            MinValueValidator(0, _("A price cannot be negative.")),
            MaxValueValidator(DEAREST, _("A price has at most seven digits.")),
        ]

    def clean_num_in_stock(self) -> int | None:
        """What orders are promised stays (S01)."""
        pieces = self.cleaned_data["num_in_stock"]
        promised = self.instance.num_allocated
        if pieces is not None and promised and pieces < promised:
            raise ValidationError(
                ngettext(
                    "%(count)d piece is promised to orders.",
                    "%(count)d pieces are promised to orders.",
                    promised,
                )
                % {"count": promised}
            )
        return pieces


class ProductImageForm(forms.ProductImageForm):
    class Meta(forms.ProductImageForm.Meta):
        field_classes = {"original": PictureField}


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
