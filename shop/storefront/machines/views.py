"""What machines ask for by itself: the same for everybody, and kept for a while."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, conditional_page, require_safe

from shop.components.languages import tag_of
from shop.requests import ShopRequest
from shop.storefront.categories import tree_of
from shop.storefront.machines import feeds, merchant_files, robots, sitemaps
from shop.storefront.machines.addresses import LANGUAGES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAPER = "#fbf8f3"
View = Callable[..., HttpResponse]


def kept_for(age: timedelta) -> Callable[[View], View]:
    """Let anybody keep the answer for so long, and then ask whether it is the same."""

    def decorate(view: View) -> View:
        @require_safe
        @conditional_page
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, public=True, max_age=int(age.total_seconds()))
            return response

        return kept

    return decorate


def _language() -> str:
    return get_language() or LANGUAGES[0]


def _merchant_stat() -> os.stat_result | None:
    with suppress(OSError):
        return merchant_files.path_of(_language()).stat()
    return None


def _merchant_etag(_request: HttpRequest) -> str | None:
    found = _merchant_stat()
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}"' if found else None


def _merchant_modified(_request: HttpRequest) -> datetime | None:
    found = _merchant_stat()
    return datetime.fromtimestamp(int(found.st_mtime), UTC) if found else None


@kept_for(DAY)
def robots_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(robots.write(), "text/plain; charset=utf-8")


@kept_for(HOUR)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemaps.index(), "application/xml; charset=utf-8")


@kept_for(HOUR)
def sitemap(request: ShopRequest, name: str) -> HttpResponse:
    kind, _dash, part = name.partition("-")
    if kind == "products":
        entries = sitemaps.products(int(part))
    elif kind == "categories":
        entries = sitemaps.categories(tree_of(request))
    else:
        entries = sitemaps.pages()
    text = sitemaps.file(entries, language=_language())
    return HttpResponse(text, "application/xml; charset=utf-8")


@kept_for(HOUR)
def new_goods(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feeds.new_goods(), "application/atom+xml; charset=utf-8")


@require_safe
@condition(etag_func=_merchant_etag, last_modified_func=_merchant_modified)
def merchant(request: HttpRequest) -> HttpResponseBase:
    """The file that a worker wrote last."""
    path = merchant_files.path_of(_language())
    if not path.exists():
        return HttpResponseNotFound("Not written yet: see in an hour.\n", "text/plain")
    response = FileResponse(path.open("rb"), content_type="application/xml")
    patch_cache_control(response, public=True, max_age=int(HOUR.total_seconds()))
    return response


@kept_for(DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to keep the shop among its own things."""
    front = reverse("home")
    return JsonResponse(
        {
            "id": front,
            "name": str(settings.OSCAR_SHOP_NAME),
            "short_name": str(settings.OSCAR_SHOP_NAME),
            "description": _("Good things for the kitchen and the home."),
            "lang": tag_of(_language()),
            "start_url": front,
            "scope": "/",
            # With the way back and the address: a shop is a site, not a machine.
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [
                _icon("mark.svg", "any", "image/svg+xml"),
                _icon("icons/icon-192.png", "192x192"),
                _icon("icons/icon-512.png", "512x512"),
                _icon("icons/icon-maskable-512.png", "512x512")
                | {"purpose": "maskable"},
            ],
        },
        content_type="application/manifest+json",
    )


def _icon(name: str, sizes: str, kind: str = "image/png") -> dict[str, str]:
    return {"src": static(f"shop/{name}"), "sizes": sizes, "type": kind}
