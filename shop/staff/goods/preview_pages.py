"""A product as shoppers will see it, before they do."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop.catalogue import changing
from shop.forks.catalogue.models import Product
from shop.requests import ShopRequest
from shop.staff.goods.desk import PRODUCTS
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404
from shop.storefront.machines import heads
from shop.storefront.product_page import product_page


@staff_page(*PRODUCTS.permissions)
@require_safe
def preview_product(request: HttpRequest, product_id: int) -> HttpResponse:
    require_any(actor(request), changing.PERMISSION)
    kept = kept_or_404(Product, product_id)
    chosen = kept.pk if kept.is_child else None
    page = product_page(
        cast(ShopRequest, request),
        kept.parent_id or kept.pk,
        chosen,
        drafts=True,
    )
    context = {
        "head": heads.of_product(page),
        "page": page,
        "product": kept,
        "category": page.trail[-1] if page.trail else None,
    }
    return render(request, "staff/goods/preview.html", context)
