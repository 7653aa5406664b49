"""Searching: the page of results, and suggestions while typing."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shop.requests import ShopRequest
from shop.search.queries import clean, find, suggest
from shop.storefront.categories import tree_of
from shop.storefront.tiles import tiles_of

PER_PAGE = 20
SUGGESTED = 6


@require_safe
def search(request: ShopRequest) -> HttpResponse:
    words = clean(request.GET.get("q", ""))
    found = find(words, language=get_language() or "en")
    ids = found.documents.values_list("product_id", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "search/results.html",
        {
            "search_words": words,
            "is_close": found.is_close,
            "page": page,
            "tiles": tiles_of(request, page.object_list),
            "categories": tree_of(request).roots,
        },
    )


@require_safe
def suggestions(request: ShopRequest) -> HttpResponse:
    words = clean(request.GET.get("q", ""))
    ids = suggest(words, language=get_language() or "en", limit=SUGGESTED)
    return render(
        request,
        "search/_suggestions.html",
        {"words": words, "tiles": tiles_of(request, ids)},
    )
