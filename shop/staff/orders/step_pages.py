"""The steps an order takes: paid, sent, ready, delivered, cancelled."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shop.components.numbers import money
from shop.forks.order.models import OrderStatus
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep, Step
from shop.orders.undoing import cancelling
from shop.staff.orders import sheet
from shop.staff.orders.cancel_forms import CancelForm
from shop.staff.orders.desk import ORDERS
from shop.staff.orders.order_pages import PERMISSIONS, order_page, possible_steps
from shop.staff.orders.paid_forms import PaidForm
from shop.staff.orders.parcel_forms import ParcelForm
from shop.staff.orders.parcel_pages import parcel_page
from shop.staff.shell.access import actor, require_any, staff_page


@staff_page(*ORDERS.permissions)
@require_POST
def mark_paid(request: HttpRequest, number: str) -> HttpResponse:
    """Say that the money has come: how much, and where that can be read (F23)."""
    require_any(actor(request), PERMISSIONS[Step.PAY])
    order = sheet.find(number)
    form = PaidForm(request.POST, order=order)
    if not form.is_valid():
        return order_page(request, number, paid_form=form, status=422)
    mark = partial(confirming.mark_paid, seen=form.seen())
    try:
        return _take_step(request, number, mark, _("The order is paid."))
    except confirming.AnotherAmount as other:
        form.add_error(
            "amount",
            _("The order comes to %(total)s. Nothing was marked.")
            % {"total": money(other.total, order.currency)},
        )
        return order_page(request, number, paid_form=form, status=422)


@staff_page(*ORDERS.permissions)
@require_POST
def mark_shipped(request: HttpRequest, number: str) -> HttpResponse:
    """Send an order off; what was typed about its parcel is never lost."""
    order = sheet.find(number)
    form = ParcelForm(request.POST)
    if not form.is_valid():
        if Step.SHIP in possible_steps(order):
            return order_page(request, number, parcel_form=form, status=422)
        return _refused_shipping(
            request, number, ImpossibleStep(Step.SHIP, order.status), form
        )
    try:
        shipping.mark_shipped(
            number=order.number,
            **form.cleaned_data,
            actor=actor(request),
            at=timezone.now(),
        )
    except ImpossibleStep as error:
        return _refused_shipping(request, number, error, form)
    messages.success(request, _("The order is on its way."))
    return redirect("staff:order", number=order.number)


@staff_page(*ORDERS.permissions)
@require_POST
def mark_ready(request: HttpRequest, number: str) -> HttpResponse:
    return _take_step(
        request,
        number,
        collecting.mark_ready,
        _("The order is ready. The shopper gets the code."),
    )


@staff_page(*ORDERS.permissions)
@require_POST
def mark_delivered(request: HttpRequest, number: str) -> HttpResponse:
    return _take_step(
        request, number, shipping.mark_delivered, _("The order is delivered.")
    )


@staff_page(*ORDERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    order = sheet.find(number)
    if not actor(request).has_perm(PERMISSIONS[Step.CANCEL]):
        raise PermissionDenied
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancelling.cancel(
                number=order.number,
                actor=actor(request),
                reason=form.cleaned_data["reason"],
                cancelled_at=timezone.now(),
            )
        except ImpossibleStep as error:
            return refused_step(request, number, error)
        messages.success(request, _("The order is cancelled."))
        return redirect("staff:order", number=order.number)
    possible_now = Step.CANCEL in possible_steps(order)
    return render(
        request,
        "staff/orders/cancel.html",
        {"order": order, "form": form, "possible": possible_now},
        status=422 if form.is_bound else 200,
    )


def refused_step(
    request: HttpRequest, number: str, error: ImpossibleStep
) -> HttpResponse:
    """The order as it stands now, saying what cannot be done to it."""
    messages.error(
        request,
        _("Nothing was changed: the order is “%(status)s” meanwhile.")
        % {"status": OrderStatus(error.status).label},
    )
    return order_page(request, number, status=409)


def _refused_shipping(
    request: HttpRequest, number: str, error: ImpossibleStep, form: ParcelForm
) -> HttpResponse:
    """One that somebody else has sent: what was typed can correct it."""
    if error.status != OrderStatus.SHIPPED:
        return refused_step(request, number, error)
    form.add_error(
        None,
        _("Somebody has sent this order meanwhile. Save to say it like this instead."),
    )
    return parcel_page(request, sheet.find(number), form, status=409)


def _take_step(
    request: HttpRequest, number: str, step: Callable[..., Any], done: str
) -> HttpResponse:
    order = sheet.find(number)
    try:
        step(number=order.number, actor=actor(request), at=timezone.now())
    except ImpossibleStep as error:
        return refused_step(request, number, error)
    except confirming.PaidBefore:
        messages.error(
            request,
            _(
                "The order was paid before, under another reference. This money is "
                "recorded, and waits under Refunds to go back."
            ),
        )
        return order_page(request, number, status=409)
    except confirming.PaymentWindowClosed:
        messages.error(
            request,
            _(
                "The order is over and not paid by this. The money is recorded, and "
                "waits under Refunds to go back."
            ),
        )
        return order_page(request, number, status=409)
    messages.success(request, done)
    return redirect("staff:order", number=order.number)
