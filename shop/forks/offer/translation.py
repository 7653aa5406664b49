"""Which texts of an offer exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.forks.offer.models import ConditionalOffer


@register(ConditionalOffer)
class ConditionalOfferTexts(TranslationOptions):
    fields = ("name", "description")
