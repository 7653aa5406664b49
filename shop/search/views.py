"""Searching: the page of results, and suggestions while typing."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shop.forks.catalogue.models import Product
from shop.requests import ShopRequest
from shop.search import tasks
from shop.search.asking import clean
from shop.search.completing import complete, goes_on
from shop.search.queries import Found, find, popular, suggest
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.tiles import Tile, tiles, with_parts

PER_PAGE = 20
SUGGESTED = 5
WORDS_SUGGESTED = SHELVES_SUGGESTED = 3
POPULAR = 4


@require_safe
def search(request: ShopRequest) -> HttpResponse:
    words = clean(request.GET.get("q", ""))
    literally = request.GET.get("literally") == "1"
    found = find(words, language=_language(), literally=literally)
    ids = found.documents.values_list("product_id", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "search_words": words,
        "found": found,
        "page": page,
        "tiles": _tiles(request, list(page.object_list)),
    }
    if context["tiles"]:
        return render(request, "search/results.html", context)
    context |= _ways_on(request, words, found, literally=literally)
    answer = render(request, "search/results.html", context)
    # Kept, it would be counted once, however often it is asked for.
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def suggestions(request: ShopRequest) -> HttpResponse:
    typed, language = clean(request.GET.get("q", "")), _language()
    return render(
        request,
        "search/_suggestions.html",
        {
            "typed": typed,
            "shelves": _shelves(request, typed),
            "words": complete(typed, language=language, limit=WORDS_SUGGESTED),
            "tiles": _tiles(
                request, suggest(typed, language=language, limit=SUGGESTED)
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
        "popular": _tiles(request, popular(POPULAR)),
    }


def _shelves(request: ShopRequest, typed: str) -> list[Shelf]:
    named = (shelf for shelf in tree_of(request).shelves if goes_on(typed, shelf.name))
    return list(named)[:SHELVES_SUGGESTED]


def _tiles(request: ShopRequest, ids: Sequence[int]) -> list[Tile]:
    loaded = with_parts(Product.objects.browsable()).in_bulk(ids)
    return tiles(request, [loaded[pk] for pk in ids if pk in loaded])


def _language() -> str:
    return get_language() or "en"
