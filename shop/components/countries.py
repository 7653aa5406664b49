"""Countries by their names."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.utils.translation import get_language, to_locale
from oscar.apps.address.models import Country


def country_name(country: Country) -> str:
    """Name a country in the active language."""
    names = _names(get_language() or "en")
    return names.get(country.pk, country.printable_name)


@cache
def _names(language: str) -> Mapping[str, str]:
    names: Mapping[str, str] = Locale.parse(to_locale(language)).territories
    return names
