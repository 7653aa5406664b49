"""A request as the shop's middleware and pages complete it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shop.typed import clients

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from oscar.apps.partner.strategy import Base

    from shop.forks.basket.models import Basket


class ShopRequest(HttpRequest):
    basket: Basket
    htmx: HtmxDetails
    strategy: Base


def forms_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer only what a form sends, and let it be known: nothing is to lead here."""
    only: Any = require_POST(view)
    only.takes_only_forms = True
    return only


def only_reads(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer who asks. A form changes nothing here: it is told so, token or not."""
    return csrf_exempt(require_safe(view))


def client_of(request: HttpRequest) -> str:
    """Whom a request is from, through trusted proxies only; empty where none can tell.

    Behind a proxy that is not named (settings.TRUSTED_PROXIES), all would be one (F26).
    """
    trusted = settings.TRUSTED_PROXIES
    if settings.BEHIND_PROXY and not trusted:
        return ""
    return clients.client(
        peer=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=trusted,
    )
