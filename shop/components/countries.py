"""Countries by their names."""

from babel import Locale
from django.utils.translation import get_language, to_locale
from oscar.apps.address.models import Country


def country_name(country: Country) -> str:
    """Name a country in the active language."""
    names = Locale.parse(to_locale(get_language() or "en")).territories
    return names.get(country.pk, country.printable_name)
