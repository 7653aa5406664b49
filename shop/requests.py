"""A request as the shop's middleware and pages complete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from oscar.apps.partner.strategy import Base

    from shop.forks.basket.models import Basket


class ShopRequest(HttpRequest):
    basket: Basket
    htmx: HtmxDetails
    strategy: Base
