"""Which texts about delivery exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.delivery.models import Method, PickupPoint, Zone


@register(Method)
class MethodTexts(TranslationOptions):
    fields = ("name", "description")


@register(Zone)
class ZoneTexts(TranslationOptions):
    fields = ("name",)


@register(PickupPoint)
class PickupPointTexts(TranslationOptions):
    fields = ("name", "note")
