"""Pages of returns: choose, see what comes back, ask; then follow it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from shop.account.orders.order_pages import order_or_404
from shop.account.requests import member_of
from shop.account.returns.return_forms import ReturnForm
from shop.account.returns.return_view import ReturnView, foreseen_rows
from shop.account.tabs import tabs
from shop.delivery.pickups import open_points
from shop.forks.order.models import Order
from shop.orders.status import ImpossibleStep
from shop.orders.undoing.returning import TooManyPieces
from shop.requests import forms_only
from shop.returns import asking, ending, pieces, sending, window
from shop.returns.asking import ForeseenChanged, WindowClosed
from shop.returns.chances import Obstacle, obstacle
from shop.returns.models import ReturnRequest


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Choose what comes back; nothing is asked for before it was shown (L15)."""
    order = order_or_404(request, number)
    if request.method == "POST" and (earlier := _asked_before(request, order)):
        return redirect("customer:return", number, earlier.number)
    if refusal := _refusal(order):
        status = 200 if request.method != "POST" else 409
        return _page(request, order, {"refusal": refusal}, status=status)
    goods: dict[str, Any] = {
        "lines": list(order.lines.all()),
        "free": pieces.free(order=order),
    }
    if request.method != "POST":
        form = ReturnForm(initial={"reference": asking.new_reference()}, **goods)
        return _page(request, order, {"form": form})
    if "change" in request.POST:
        form = ReturnForm(initial=request.POST.dict(), **goods)
        return _page(request, order, {"form": form})
    form = ReturnForm(request.POST, **goods)
    if not form.is_valid():
        return _page(request, order, {"form": form}, status=422)
    return _answer(request, order, form)


def _answer(request: HttpRequest, order: Order, form: ReturnForm) -> HttpResponse:
    """Show what comes back or, if that was seen and confirmed, ask for it."""
    wishes, changed = form.wishes(), False
    try:
        if "confirm" in request.POST:
            try:
                asked = asking.request_return(
                    number=order.number,
                    shopper=member_of(request),
                    wishes=wishes,
                    quote=form.cleaned_data["quote"],
                    reference=form.cleaned_data["reference"],
                    requested_at=timezone.now(),
                )
            except ForeseenChanged:
                changed = True
            else:
                return redirect("customer:return", order.number, asked.number)
        foreseen = asking.foresee(order=order, wishes=wishes, at=timezone.now())
    except (ImpossibleStep, WindowClosed, TooManyPieces):
        form.add_error(None, _refusal(order) or _("Somebody was quicker: look again."))
        return _page(request, order, {"form": form}, status=409)
    return render(
        request,
        "account/returns/confirm.html",
        {
            "order": order,
            "form": form,
            "foreseen": foreseen,
            "rows": foreseen_rows(foreseen),
            "changed": changed,
            "tabs": tabs("orders"),
        },
        status=409 if changed else 200,
    )


@require_safe
def show(request: HttpRequest, number: str, return_number: str) -> HttpResponse:
    view = _view(request, number, return_number)
    rows = foreseen_rows(view.foreseen) if view.foreseen else []
    return render(
        request,
        "account/returns/return.html",
        {
            "view": view,
            "rows": rows,
            "tabs": tabs("orders"),
            "drop_off_points": open_points() if "points" in request.GET else None,
        },
    )


@require_safe
def label(request: HttpRequest, number: str, return_number: str) -> HttpResponse:
    """What is printed and stuck on the parcel, and what goes into it."""
    view = _view(request, number, return_number)
    if not view.request.is_open:
        raise Http404
    return render(request, "account/returns/label.html", {"view": view})


@forms_only
def mark_sent(request: HttpRequest, number: str, return_number: str) -> HttpResponse:
    view = _view(request, number, return_number)
    try:
        sending.mark_sent(
            number=view.request.number,
            shopper=member_of(request),
            at=timezone.now(),
        )
    except ending.NotOpen:
        messages.error(request, _("We have received this return already."))
    return redirect("customer:return", number, return_number)


@forms_only
def cancel(request: HttpRequest, number: str, return_number: str) -> HttpResponse:
    view = _view(request, number, return_number)
    try:
        ending.cancel(
            number=view.request.number, shopper=member_of(request), at=timezone.now()
        )
    except ending.NotOpen:
        messages.error(
            request, _("Some of it has arrived already: it cannot be cancelled.")
        )
    else:
        messages.success(request, _("The return is cancelled: you keep the goods."))
    return redirect("customer:return", number, return_number)


def _asked_before(request: HttpRequest, order: Order) -> ReturnRequest | None:
    """What a form that is sent twice has asked for the first time (S02)."""
    reference = request.POST.get("reference", "")
    if "confirm" not in request.POST or not reference.isalnum():
        return None
    return order.return_requests.filter(reference=reference).first()


def _refusal(order: Order) -> str:
    """Why nothing of this order can be sent back now, in words."""
    last = window.last_day(order)
    match obstacle(order, at=timezone.now()):
        case None:
            return ""
        case Obstacle.ORDER_IS_OVER:
            return _("This order was cancelled: there is nothing to send back.")
        case Obstacle.NOT_ARRIVED:
            return _("You can send things back once the order has arrived.")
        case Obstacle.TOO_LATE:
            return _(
                "The time for returns ended on %(day)s. If something is wrong with the "
                "goods, please write to us."
            ) % {"day": date_format(last) if last else ""}
        case Obstacle.NOTHING_LEFT:
            return _("Everything of this order is back or on its way back already.")


def _view(request: HttpRequest, number: str, return_number: str) -> ReturnView:
    order = order_or_404(request, number)
    found = (
        order.return_requests.select_related("withdrawal")
        .prefetch_related("lines")
        .filter(number=return_number)
        .first()
    )
    if found is None:
        raise Http404
    found.order = order
    return ReturnView(found)


def _page(
    request: HttpRequest, order: Order, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "account/returns/ask.html",
        {
            "order": order,
            "last_day": window.last_day(order),
            "tabs": tabs("orders"),
            **context,
        },
        status=status,
    )
