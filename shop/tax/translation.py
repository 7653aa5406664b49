"""Which texts about tax exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.tax.models import TaxCategory


@register(TaxCategory)
class TaxCategoryTexts(TranslationOptions):
    fields = ("name",)
