"""The pages for browsing: home, all products, a category, a product."""

from urllib.parse import unquote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.forks.catalogue.models import Product
from shop.requests import ShopRequest
from shop.storefront import styleguide as samples
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.counting import tally
from shop.storefront.facets import facets_of
from shop.storefront.front import front_tiles
from shop.storefront.listing import Choice, Pages, Stall, orders
from shop.storefront.offers import open_offers
from shop.storefront.product_page import product_page
from shop.storefront.tiles import tiles


@require_safe
def home(request: ShopRequest) -> HttpResponse:
    newest, popular = front_tiles(request)
    return render(
        request,
        "storefront/home.html",
        {
            "categories": tree_of(request).roots,
            "newest": newest,
            "popular": popular,
        },
    )


@require_safe
def index(request: ShopRequest) -> HttpResponse:
    return _list(request, None)


@require_safe
def category(request: ShopRequest, category_slug: str, pk: str) -> HttpResponse:
    shelf = tree_of(request).by_id.get(int(pk))
    if shelf is None:
        raise Http404(_("There is no such category."))
    if request.path != unquote(shelf.url):
        return redirect(shelf.url, permanent=True)
    return _list(request, shelf)


@require_safe
def detail(request: ShopRequest, product_slug: str, pk: str) -> HttpResponse:
    chosen = request.GET.get("variant", "")
    try:
        page = product_page(
            request, int(pk), int(chosen) if chosen.isdecimal() else None
        )
    except Http404:
        if (
            variant := Product.objects.public()
            .filter(pk=pk, parent__isnull=False)
            .first()
        ):
            address = variant.parent.get_absolute_url()
            return redirect(f"{address}?{urlencode({'variant': pk})}")
        raise
    address = page.product.get_absolute_url()
    if request.path != unquote(address):
        return redirect(address, permanent=True)
    return render(
        request,
        "storefront/product.html",
        {"page": page, "category": page.trail[-1] if page.trail else None},
    )


@require_safe
def styleguide(request: ShopRequest) -> HttpResponse:
    return render(request, "storefront/styleguide.html", samples.samples(request))


def _list(request: ShopRequest, shelf: Shelf | None) -> HttpResponse:
    tree = tree_of(request)
    stall = Stall(tree, tally(), open_offers(tree), shelf=shelf)
    choice = Choice.read(request.GET, stall.known)
    pages = Pages(stall.rows(choice), count=stall.count(choice))
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "storefront/category.html",
        {
            "category": shelf,
            "trail": tree.above(shelf) if shelf else [],
            "below": tree.below(shelf) if shelf else tree.roots,
            "facets": facets_of(stall, choice),
            "choice": choice,
            "orders": orders(choice),
            "page": page,
            "tiles": tiles(request, page.object_list) if page.paginator.count else [],
        },
    )
