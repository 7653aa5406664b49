"""Which texts of the shop exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.texts.models import Version


@register(Version)
class VersionTexts(TranslationOptions):
    fields = ("body",)
