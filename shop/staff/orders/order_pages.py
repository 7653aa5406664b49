"""Orders: the list, one order, and the steps it takes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from loyalty.reading import is_member
from shop.account.orders import document_page
from shop.delivery.parcels import followed_at, parcel_of
from shop.delivery.pickups import pickup_of
from shop.forks.order.models import Order, OrderStatus
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep, Step, possible
from shop.orders.told.order import tell_order
from shop.orders.undoing import cancelling, goodwill
from shop.staff.orders import progress, sheet, summary
from shop.staff.orders.parcel_form import ParcelForm
from shop.staff.orders.parcels import parcel_page
from shop.staff.shell import finding, navigation
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import CancelForm, OrderSearchForm

PERMISSIONS = {
    Step.PAY: "order.mark_paid",
    Step.SHIP: "order.mark_shipped",
    Step.READY: "order.mark_ready",
    Step.DELIVER: "order.mark_delivered",
    Step.CANCEL: "order.cancel_order",
    Step.TAKE_BACK: "order.take_back",
}


@staff_page(*navigation.ORDERS)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    form = OrderSearchForm(request.GET)
    status, text, days = form.value("status"), form.value("text"), form.days()
    found = finding.orders(status=status, text=text, days=days)
    return render(
        request,
        "staff/orders/orders.html",
        {
            "form": form,
            "page": finding.page_of(found, request.GET.get("page")),
            "status": status,
            "statuses": OrderStatus.choices,
            "counts": finding.order_counts(),
        },
    )


@staff_page(*navigation.ORDERS)
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    return _order_page(request, number)


@staff_page(*navigation.ORDERS)
@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """An invoice or a credit note, as its shopper reads it."""
    order = sheet.find(number)
    return document_page.show(
        request,
        document=get_object_or_404(order.documents, name=name),
        back_url=reverse("staff:order", args=[order.number]),
    )


@staff_page(*navigation.ORDERS)
@require_safe
def delivery_note(request: HttpRequest, number: str) -> HttpResponse:
    """What goes into the parcel, without prices, in the language of the order."""
    order = sheet.find(number)
    with translation.override(order.language):
        response = render(
            request,
            "documents/delivery_note.html",
            {
                "order": order,
                "lines": tell_order(
                    order, lines=order.lines.order_by("partner_sku", "pk")
                ).lines,
                "goes_to": sheet.goes_to(order),
                "sent_at": order.shipped_at or order.ready_at,
                "seller": settings.SELLER_NAME,
            },
        )
    response["Content-Language"] = order.language
    return response


@staff_page(*navigation.ORDERS)
@require_POST
def mark_paid(request: HttpRequest, number: str) -> HttpResponse:
    return _take_step(request, number, confirming.mark_paid, _("The order is paid."))


@staff_page(*navigation.ORDERS)
@require_POST
def mark_shipped(request: HttpRequest, number: str) -> HttpResponse:
    """Send an order off; what was typed about its parcel is never lost."""
    order = sheet.find(number)
    form = ParcelForm(request.POST)
    if not form.is_valid():
        if Step.SHIP in _possible(order):
            return _order_page(request, number, parcel_form=form, status=422)
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


@staff_page(*navigation.ORDERS)
@require_POST
def mark_ready(request: HttpRequest, number: str) -> HttpResponse:
    return _take_step(
        request,
        number,
        collecting.mark_ready,
        _("The order is ready. The shopper gets the code."),
    )


@staff_page(*navigation.ORDERS)
@require_POST
def mark_delivered(request: HttpRequest, number: str) -> HttpResponse:
    return _take_step(
        request, number, shipping.mark_delivered, _("The order is delivered.")
    )


@staff_page(*navigation.ORDERS)
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
    possible_now = Step.CANCEL in _possible(order)
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
    return _order_page(request, number, status=409)


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
    except confirming.PaymentWindowClosed:
        messages.error(
            request,
            _(
                "The order is over and not paid by this. The money is recorded, and "
                "waits under Refunds to go back."
            ),
        )
        return _order_page(request, number, status=409)
    messages.success(request, done)
    return redirect("staff:order", number=order.number)


def _order_page(
    request: HttpRequest,
    number: str,
    *,
    parcel_form: ParcelForm | None = None,
    status: int = 200,
) -> HttpResponse:
    order = sheet.find(number)
    told = tell_order(order)
    person = actor(request)
    context: dict[str, Any] = {
        "order": order,
        "lines": told.lines,
        "rows": summary.rows(told),
        "vat_note": summary.vat_note(told, currency=order.currency),
        "events": progress.events(order),
        "pickup": pickup_of(order),
        "parcel": parcel_of(order),
        "followed_at": followed_at(parcel_of(order)),
        "parcel_form": parcel_form or ParcelForm(),
        "on_its_way": order.status == OrderStatus.SHIPPED,
        "may_ship": person.has_perm(PERMISSIONS[Step.SHIP]),
        "returnable": sheet.returnable_lines(order),
        "steps": {
            step.name.lower(): person.has_perm(PERMISSIONS[step])
            for step in _possible(order)
            if step in PERMISSIONS
        },
    }
    context["may_keep_late"] = confirming.is_over_unpaid(order) and person.has_perm(
        PERMISSIONS[Step.PAY]
    )
    if goodwill.can_be_given(order) and person.has_perm(goodwill.PERMISSION):
        context["steps"]["goodwill"] = True
    if order.user and person.has_perm("loyalty.view_account"):
        context["member"] = is_member(order.user)
    if person.has_perm("audit.view_entry"):
        context["log"] = finding.log_of(f"order:{order.number}")
    if person.has_perm("outbox.view_message"):
        context["mail"] = finding.mail_about(order.number)
    return render(request, "staff/orders/order.html", context, status=status)


def _possible(order: Order) -> list[Step]:
    return possible(
        status=order.status,
        paid=order.paid_at is not None,
        pickup=pickup_of(order) is not None,
    )
