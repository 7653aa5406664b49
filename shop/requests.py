"""A request as the shop's middleware and pages complete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from shop.typed import clients

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from oscar.apps.partner.strategy import Base

    from shop.forks.basket.models import Basket


class ShopRequest(HttpRequest):
    basket: Basket
    htmx: HtmxDetails
    strategy: Base


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
