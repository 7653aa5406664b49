"""What staff write about products, their kinds and their categories."""

from typing import Any

from django.forms import Textarea
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.catalogue import forms
from oscar.core.utils import slugify
from treebeard.forms import movenodeform_factory

from shop.forks.catalogue.models import Category
from shop.forks.dashboard.bilingual import InEveryLanguage, in_every_language

SEO_TEXTS = in_every_language("meta_title", "meta_description")
SEO_FIELDS = [*SEO_TEXTS, "slug"]
PLAIN_AREAS = dict.fromkeys(in_every_language("meta_description"), Textarea)


class ProductForm(InEveryLanguage, forms.ProductForm):
    seo_fields = SEO_FIELDS

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
            "slug",
            *SEO_TEXTS,
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
        return self.cleaned_data["code"] or slugify(
            self.cleaned_data.get("name_en", "")
        )


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


class WrittenCategoryForm(InEveryLanguage, forms.CategoryForm):
    seo_fields = SEO_FIELDS


CategoryForm = movenodeform_factory(
    Category,
    form=WrittenCategoryForm,
    fields=[
        *in_every_language("name"),
        "slug",
        *in_every_language("description"),
        "tint",
        "image",
        "is_public",
        "exclude_from_menu",
        *SEO_TEXTS,
    ],
    exclude=["ancestors_are_public"],
    widgets=PLAIN_AREAS,
)
