"""The address of a page in every language, and the way there from former ones."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import quote, urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import NoReverseMatch, is_valid_path, reverse
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
    asked = QueryDict(
        getattr(request, "whole_query", request.META.get("QUERY_STRING", "")),
        mutable=True,
    )
    for name, value in query.items():
        asked[name] = value
    response = redirect(
        f"{address}?{asked.urlencode()}" if asked else address, permanent=True
    )
    response["Cache-Control"] = "no-cache"
    return response


def last_page(request: HttpRequest, number: int) -> HttpResponse:
    """Lead from beyond the end of a list to where it ends today."""
    asked = request.GET.copy()
    asked["page"] = str(number)
    if number == 1:
        del asked["page"]
    return redirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)


def meant(path: str) -> str:
    """The page that an address spelled otherwise leads to; empty if there is none.

    Languages by other names (/EN/, /zh-cn/, /zh-Hans/), and slashes too many or one
    too few.
    """
    _root, first, *rest = re.sub("/{2,}", "/", path).split("/", 2)
    language = _language_called(first)
    if not language:
        return ""
    below = rest[0] if rest else ""
    right = f"/{language}/{below}"
    ends = [right] if right.endswith("/") else [right, f"{right}/"]
    with translation.override(language):
        found = (address for address in ends if is_valid_path(address))
        return next((address for address in found if address != path), "")


def _language_called(name: str) -> str:
    """A language of the shop by its own name, or one of its kind: zh-TW, en_GB."""
    code = name.lower().replace("_", "-")
    kind = code.partition("-")[0]
    kin = (language for language in LANGUAGES if language.partition("-")[0] == kind)
    return code if code in LANGUAGES else next(kin, "")
