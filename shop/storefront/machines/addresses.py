"""The address of a page in every language, and the way there from former ones."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import quote, urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import translation

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def in_every_language(address: Callable[[], str]) -> dict[str, str]:
    """What `address` gives in each language, without those in which it gives none."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language), suppress(NoReverseMatch):
            found[language] = address()
    return found


def absolute(path: str) -> str:
    """The whole address, by the shop's own name and never by the one it was asked by:
    what is kept for all must not say what one of them made up."""
    return urljoin(settings.SITE_URL, path)


def product_addresses() -> Callable[[int, Sequence[str | None]], dict[str, str]]:
    """How to say the whole addresses of a product by its number and its slugs, one a
    language: for thousands of them, of which none is looked up by itself."""
    places = in_every_language(_place)

    def addresses(pk: int, slugs: Sequence[str | None]) -> dict[str, str]:
        """A language without a slug has the first one's."""
        first = next(filter(None, slugs), "")
        return {
            language: absolute(place.replace("SLUG_0", f"{quote(slug or first)}_{pk}"))
            for (language, place), slug in zip(places.items(), slugs, strict=True)
        }

    return addresses


def _place() -> str:
    return reverse("catalogue:detail", kwargs={"product_slug": "SLUG", "pk": 0})


def moved(request: HttpRequest, address: str, **query: str) -> HttpResponse:
    """Lead to today's address for good, with what was asked for.

    Browsers ask again each time: a slug that was changed and changed back would
    otherwise lead them in a circle.
    """
    asked = request.GET.copy()
    for name, value in query.items():
        asked[name] = value
    response = redirect(
        f"{address}?{asked.urlencode()}" if asked else address, permanent=True
    )
    response["Cache-Control"] = "no-cache"
    return response
