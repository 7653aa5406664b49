"""A shopper calls an order off: look at what goes back, then confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.account.orders.order_pages import order_or_404
from shop.account.orders.order_view import OrderView
from shop.account.requests import member_of
from shop.account.tabs import tabs
from shop.forks.order.models import Order, OrderStatus
from shop.orders.undoing import calling_off
from shop.payments.port import ProviderRefused, ProviderSilent
from shop.returns.chances import OrderReturns


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Show exactly what goes back; a POST of what was seen cancels."""
    order = order_or_404(request, number)
    if request.method != "POST":
        return _page(request, order)
    problem, status = "", 409
    try:
        calling_off.cancel_by_shopper(
            number=order.number,
            shopper=member_of(request),
            cancelled_at=timezone.now(),
            seen=request.POST.get("seen", "") or "nothing",
        )
    except calling_off.TooLate:
        problem = _("Nothing was cancelled: the order has changed meanwhile.")
    except calling_off.CameOutOtherwise:
        problem = _(
            "Nothing was cancelled yet: what goes back to you has changed meanwhile. "
            "Please look again."
        )
    except calling_off.PaymentUnderWay:
        problem = _(
            "Nothing was cancelled: the order is just being paid in another window. "
            "Close it, and cancel again."
        )
    except (ProviderSilent, ProviderRefused):
        status = 503
        problem = _(
            "The payment service does not answer just now, so nothing was cancelled. "
            "Please try again in a moment."
        )
    else:
        messages.success(request, _("Your order is cancelled."))
        return redirect("customer:order", number=order.number)
    return _page(request, order_or_404(request, number), status=status, problem=problem)


def _page(
    request: HttpRequest, order: Order, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    if order.status == OrderStatus.CANCELLED and not problem:
        return redirect("customer:order", number=order.number)
    context: dict[str, Any] = {
        "view": OrderView(order),
        "returns": OrderReturns(order, timezone.now()),
        "tabs": tabs("orders"),
        "problem": problem,
    }
    if calling_off.can_be_called_off(order):
        context["goes_back"] = calling_off.preview(order=order, at=timezone.now())
    return render(request, "account/cancel.html", context, status=status)
