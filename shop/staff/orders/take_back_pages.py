"""Pieces of an order taken back: choose, look at what goes back, confirm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.components.numbers import money, points
from shop.forks.order.models import Order
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import returning
from shop.returns import taking_back
from shop.returns.seen import seen
from shop.staff.orders import sheet
from shop.staff.orders.desk import ORDERS
from shop.staff.orders.step_pages import refused_step
from shop.staff.orders.take_back_forms import PiecesForm, TakeBackForm
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import CHANGE, new_reference

CHANGED_MEANWHILE = (
    taking_back.SettlementChanged,
    taking_back.ReferenceReused,
    returning.TooManyPieces,
)


@staff_page(*ORDERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    if not actor(request).has_perm("order.take_back"):
        raise PermissionDenied
    order = sheet.find(number)
    if request.method == "POST":
        return _confirmed(request, order)
    return _choosing(request, order)


def _choosing(request: HttpRequest, order: Order) -> HttpResponse:
    lines = sheet.returnable_lines(order)
    pieces = PiecesForm(request.GET or None, lines=lines)
    if not pieces.is_bound or not pieces.is_valid():
        return _page(
            request, order, {"pieces": pieces}, status=422 if pieces.is_bound else 200
        )
    if CHANGE in request.GET:
        return _page(request, order, {"pieces": pieces})
    quantities = pieces.quantities()
    try:
        settlement = taking_back.preview(order=order, quantities=quantities)
    except ImpossibleStep:
        return _page(request, order, {"pieces": pieces}, status=409)
    form = TakeBackForm(
        lines=lines,
        initial={
            "reference": new_reference(),
            "seen": seen(settlement),
            **{f"line-{line}": quantity for line, quantity in quantities.items()},
        },
    )
    return _page(
        request, order, {"pieces": pieces, "form": form, "settlement": settlement}
    )


def _confirmed(request: HttpRequest, order: Order) -> HttpResponse:
    form = TakeBackForm(request.POST, lines=list(order.lines.all()))
    if not form.is_valid():
        return _page(request, order, {"form": form, "pieces": form}, status=422)
    try:
        back = taking_back.take_back(
            number=order.number,
            actor=actor(request),
            quantities=form.quantities(),
            reason=form.cleaned_data["reason"],
            restock=form.cleaned_data["restock"],
            reference=form.cleaned_data["reference"],
            received_at=timezone.now(),
            previewed=form.cleaned_data["seen"],
        )
    except ImpossibleStep as error:
        return refused_step(request, order.number, error)
    except CHANGED_MEANWHILE:
        return _page(
            request,
            sheet.find(order.number),
            {
                "pieces": PiecesForm(lines=sheet.returnable_lines(order)),
                "changed": True,
            },
            status=409,
        )
    messages.success(
        request,
        _("Taken back: %(money)s to refund, %(restored)s restored, %(revoked)s taken.")
        % {
            "money": money(back.money, order.currency),
            "restored": points(back.points_back),
            "revoked": points(back.points_revoked),
        },
    )
    return redirect("staff:order", number=order.number)


def _page(
    request: HttpRequest, order: Order, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "staff/orders/take_back.html",
        {"order": order, "lines": sheet.returnable_lines(order), **context},
        status=status,
    )
