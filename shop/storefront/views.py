"""The pages for browsing: home, all products, a category, a product."""

import re
from urllib.parse import unquote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.forks.catalogue.models import Product
from shop.requests import ShopRequest
from shop.storefront import styleguide as samples
from shop.storefront.announcing import announced
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.counting import tally
from shop.storefront.facets import facets_of
from shop.storefront.front import front_tiles
from shop.storefront.listing import Choice, Pages, Stall, orders
from shop.storefront.machines import heads
from shop.storefront.machines.addresses import last_page, moved
from shop.storefront.offers import open_offers
from shop.storefront.product_page import product_page
from shop.storefront.tiles import tiles

KEY = re.compile(r"\d{1,9}")  # as in addresses


@require_safe
def home(request: ShopRequest) -> HttpResponse:
    newest, popular = front_tiles(request)
    return render(
        request,
        "storefront/home.html",
        {
            "head": heads.of_home(),
            "categories": tree_of(request).roots,
            "offers": announced(tree_of(request), at=timezone.now()),
            "newest": newest,
            "popular": popular,
        },
    )


@require_safe
def index(request: ShopRequest) -> HttpResponse:
    return _list(request, None)


@require_safe
def category(request: ShopRequest, pk: str, category_slug: str = "") -> HttpResponse:
    shelf = tree_of(request).by_id.get(int(pk))
    if shelf is None:
        raise Http404(_("There is no such category."))
    if request.path != unquote(shelf.url):
        return moved(request, shelf.url)
    return _list(request, shelf)


@require_safe
def detail(request: ShopRequest, pk: str, product_slug: str = "") -> HttpResponse:
    chosen = request.GET.get("variant", "")
    try:
        page = product_page(
            request, int(pk), int(chosen) if KEY.fullmatch(chosen) else None
        )
    except Http404:
        variants = Product.objects.public().filter(parent__is_public=True)
        if variant := variants.filter(pk=pk).first():
            return moved(request, variant.parent.get_absolute_url(), variant=pk)
        raise
    address = page.product.get_absolute_url()
    if request.path != unquote(address):
        return moved(request, address)
    return render(
        request,
        "storefront/product.html",
        {
            "head": heads.of_product(page),
            "page": page,
            "category": page.trail[-1] if page.trail else None,
        },
    )


@require_safe
def styleguide(request: ShopRequest) -> HttpResponse:
    return render(request, "storefront/styleguide.html", samples.samples(request))


def _list(request: ShopRequest, shelf: Shelf | None) -> HttpResponse:
    tree = tree_of(request)
    stall = Stall(tree, tally(), open_offers(tree, at=timezone.now()), shelf=shelf)
    choice = Choice.read(request.GET, stall.known)
    pages = Pages(stall.rows(choice), count=stall.count(choice))
    if pages.is_beyond(request.GET.get("page")):
        return last_page(request, pages.num_pages)
    page = pages.get_page(request.GET.get("page"))
    trail = tree.above(shelf) if shelf else []
    return render(
        request,
        "storefront/category.html",
        {
            "head": heads.of_list(shelf, above=trail, page=page, asked=request.GET),
            "category": shelf,
            "trail": trail,
            "below": tree.below(shelf) if shelf else tree.roots,
            "facets": facets_of(stall, choice),
            "choice": choice,
            "orders": orders(choice),
            "page": page,
            "tiles": tiles(
                request,
                pages.rows_of(page),
                on_offer=stall.on_offer,
                wanted=choice.wanted(),
            )
            if pages.count
            else [],
        },
    )
