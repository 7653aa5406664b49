"""Searching: the page of results, and suggestions while typing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shop.requests import ShopRequest
from shop.search import tasks
from shop.search.asking import clean, read
from shop.search.completing import complete, goes_on
from shop.search.prices import price_in
from shop.search.queries import Found, find, popular, suggest, variants_called
from shop.search.services import services_for
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.counting import bits_of, tally, those_of
from shop.storefront.facets import facets_of
from shop.storefront.listing import ORDERS, Choice, Pages, Stall, orders
from shop.storefront.machines.addresses import last_page
from shop.storefront.offers import open_offers
from shop.storefront.tiles import tiles_at, tiles_of
from shop.storefront.wanted import Wanted

RESULT_ORDERS = {**ORDERS, "": _("Best match"), "new": ORDERS[""]}
SUGGESTED = 5
WORDS_SUGGESTED = SHELVES_SUGGESTED = 3
POPULAR = 4


@require_safe
def search(request: ShopRequest) -> HttpResponse:
    words = clean(request.GET.get("q", ""))
    literally = request.GET.get("literally") == "1"
    priced = price_in(words)
    asked = priced.rest if priced else words
    found = find(asked, language=_language(), literally=literally)
    tree = tree_of(request)
    whole = Stall(tree, tally(), open_offers(tree, at=timezone.now()))
    choice = Choice.read(request.GET, whole.known, orders=RESULT_ORDERS)
    places = found.places(ranked=not choice.order)
    stall = replace(whole, among=bits_of(places))
    pages = Pages(_results(found, stall, choice, places), count=stall.count(choice))
    if pages.is_beyond(request.GET.get("page")):
        return last_page(request, pages.num_pages)
    page = pages.get_page(request.GET.get("page"))
    beside = (("q", words), *((("literally", "1"),) if literally else ()))
    context = {
        "search_words": words,
        "found": found,
        "beside": beside,
        "services": services_for(words),
        "priced": priced,
        "facets": facets_of(stall, choice, beside=beside),
        "choice": choice,
        "orders": orders(choice, RESULT_ORDERS),
        "page": page,
        "tiles": tiles_at(
            request,
            pages.rows_of(page),
            on_offer=stall.on_offer,
            wanted=choice.wanted(beside=found.wanted),
        )
        if pages.count
        else [],
    }
    if pages.count or choice.values:
        return render(request, "search/results.html", context)
    context |= _ways_on(request, asked, found, literally=literally)
    answer = render(request, "search/results.html", context)
    # Kept, it would be counted once, however often it is asked for.
    answer["Cache-Control"] = "no-store"
    return answer


def _results(
    found: Found, stall: Stall, choice: Choice, places: Sequence[int]
) -> QuerySet | Sequence[int]:
    """The places of what was found and chosen, best first or in another order."""
    if not choice.order:
        return those_of(stall.chosen(choice), places)
    rows = stall.rows(choice)
    some = rows.filter(product_id__in=found.matching.values("product_id"))
    return some.values_list("place", flat=True)


@require_safe
def suggestions(request: ShopRequest) -> HttpResponse:
    typed, language = clean(request.GET.get("q", "")), _language()
    return render(
        request,
        "search/_suggestions.html",
        {
            "typed": typed,
            "shelves": _shelves(request, typed),
            "services": services_for(typed, is_begun=True),
            "words": complete(typed, language=language, limit=WORDS_SUGGESTED),
            "tiles": tiles_of(
                request,
                suggest(typed, language=language, limit=SUGGESTED),
                wanted=Wanted(ids=variants_called(read(typed))),
            ),
        },
    )


def _ways_on(
    request: ShopRequest, words: str, found: Found, *, literally: bool
) -> dict[str, Any]:
    """What helps who found nothing; what was looked for in vain is noted."""
    if words and not literally:
        tasks.note_later(words, timezone.localdate())
    near = find(words, language=_language()) if literally else found
    return {
        "instead": near.meaning.instead,
        "categories": tree_of(request).roots,
        "popular": tiles_of(request, popular(POPULAR)),
    }


def _shelves(request: ShopRequest, typed: str) -> list[Shelf]:
    named = (shelf for shelf in tree_of(request).shelves if goes_on(typed, shelf.name))
    return list(named)[:SHELVES_SUGGESTED]


def _language() -> str:
    return get_language() or "en"
