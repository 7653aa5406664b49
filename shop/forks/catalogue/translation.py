"""Which catalogue texts exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.forks.catalogue.models import (
    AttributeOption,
    Category,
    Option,
    Product,
    ProductAttribute,
    ProductClass,
    ProductImage,
)


@register(Product)
class ProductTexts(TranslationOptions):
    fields = ("title", "slug", "description", "meta_title", "meta_description")


@register(Category)
class CategoryTexts(TranslationOptions):
    fields = ("name", "slug", "description", "meta_title", "meta_description")


@register(ProductClass)
class ProductClassTexts(TranslationOptions):
    fields = ("name",)


@register(ProductAttribute)
class ProductAttributeTexts(TranslationOptions):
    fields = ("name",)


@register(AttributeOption)
class AttributeOptionTexts(TranslationOptions):
    fields = ("option",)


@register(Option)
class OptionTexts(TranslationOptions):
    fields = ("name",)


@register(ProductImage)
class ProductImageTexts(TranslationOptions):
    """What it shows, read out to those who do not see it."""

    fields = ("caption",)
