"""A request as the shop's middleware and pages complete it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

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


def methods_of(view: Any) -> list[str] | None:
    """Which methods a view takes; None where it does not say.

    A class says it by what it answers, a function by Django's decorators, under
    whatever other ones these are.
    """
    if of_class := getattr(view, "view_class", None):
        names = [one for one in of_class.http_method_names if hasattr(of_class, one)]
        also = ["head"] if "get" in names and "head" not in names else []
        return [name.upper() for name in (*names, *also)]
    while view is not None:
        said = (
            inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        )
        if "request_method_list" in said:
            return said["request_method_list"]
        view = getattr(view, "__wrapped__", None)
    return None


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
