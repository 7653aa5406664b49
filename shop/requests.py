"""A request as the shop's middleware and pages complete it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

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
