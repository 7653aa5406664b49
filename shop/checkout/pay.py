"""Pay an order online: to the payment service, back from it, and other ways on."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)
from django_htmx.http import HttpResponseClientRedirect
from kombu.exceptions import OperationalError

from shop.account.orders.order_pages import order_or_404
from shop.account.orders.order_view import OrderView
from shop.account.requests import member_of
from shop.forks.order.models import Order
from shop.identity.limits import may_try
from shop.orders import tasks
from shop.orders.paying import changing_method, online
from shop.orders.paying.online import CannotBePaid, Ways
from shop.payments.port import ProviderRefused, ProviderSilent
from shop.requests import ShopRequest, forms_only

# The page asks every 2 seconds, and less often once that has taken half a minute.
EAGER_LOOKS = 15


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: ShopRequest, number: str) -> HttpResponse:
    """Show what is to be paid and every way on; a POST leads to the service."""
    order = order_or_404(request, number)
    if request.method == "POST":
        return to_service(request, order)
    return _page(request, order)


@require_safe
def returned(request: ShopRequest, number: str) -> HttpResponse:
    """Wait for the service's word, after the shopper has come back, then tell."""
    order = order_or_404(request, number)
    looks = _looks(request)
    if looks == 0 and online.is_payable(order, at=timezone.now()):
        _ask(order)
    return _page(request, order, looks=looks)


@forms_only
def by_transfer(request: ShopRequest, number: str) -> HttpResponse:
    order = order_or_404(request, number)
    try:
        changing_method.pay_by_transfer(
            number=order.number, shopper=member_of(request), at=timezone.now()
        )
    except CannotBePaid:
        messages.info(request, _("Nothing was changed: your order stands as below."))
    except (ProviderSilent, ProviderRefused):
        messages.error(
            request,
            _(
                "The payment service does not answer just now, so nothing was "
                "changed. Please try again in a moment."
            ),
        )
        return redirect("checkout:pay", number=order.number)
    else:
        messages.success(request, _("You can pay by bank transfer."))
    return redirect("customer:order", number=order.number)


def to_service(request: ShopRequest, order: Order) -> HttpResponse:
    """Send the shopper to the page of the payment service, or say why not."""
    begin = partial(
        online.begin, number=order.number, ways=_ways(order), at=timezone.now()
    )
    try:
        return redirect(begin())
    except CannotBePaid:
        return redirect("checkout:thank-you", number=order.number)
    except ProviderSilent:
        messages.error(
            request,
            _(
                "The payment page does not answer just now. Your order is kept; "
                "please try again in a moment."
            ),
        )
    except ProviderRefused:
        messages.error(
            request,
            _("This order cannot be paid online. Please choose another way to pay."),
        )
    return redirect("checkout:pay", number=order.number)


def _ways(order: Order) -> Ways:
    """The same for every request, whatever language it is made in."""
    with translation.override(order.language):
        back, unpaid = (
            settings.SITE_URL + reverse(f"checkout:{name}", args=[order.number])
            for name in ("returned", "pay")
        )
    return Ways(success_url=back, cancel_url=unpaid)


def _ask(order: Order) -> None:
    """Have a worker ask the service: its news may be slow, or lost."""
    if not may_try("ask-payment", order.number, times=20, seconds=600):
        return
    try:
        tasks.ask_about.delay(order.number)
    except OperationalError:
        return  # the sweep asks


def _looks(request: ShopRequest) -> int:
    looks = request.GET.get("looks", "0")
    return int(looks[:3]) if looks.isascii() and looks.isdigit() else 0


def _page(
    request: ShopRequest, order: Order, *, looks: int | None = None
) -> HttpResponse:
    view = OrderView(order)
    if order.paid_at or not (view.owing.online or view.is_stopped):
        return _redirect(request, reverse("checkout:thank-you", args=[order.number]))
    context: dict[str, Any] = {
        "view": view,
        "is_payable": online.is_payable(order, at=timezone.now()),
    }
    if looks is not None and context["is_payable"]:
        context |= {
            "waits": True,
            "next_look": looks + 1,
            "pause": 2 if looks < EAGER_LOOKS else 10,
            "takes_long": looks >= EAGER_LOOKS,
        }
    template = "checkout/_pay.html" if request.htmx else "checkout/pay.html"
    return render(request, template, context)


def _redirect(request: ShopRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
