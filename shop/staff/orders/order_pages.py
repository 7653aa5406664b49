"""One order, and its papers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import (
    require_safe,
)

from loyalty.reading import is_member
from shop.account.orders import document_page
from shop.audit.record import record
from shop.delivery.parcels import followed_at, parcel_of
from shop.delivery.pickups import pickup_of
from shop.forks.order.models import Order, OrderStatus
from shop.orders.paying import confirming
from shop.orders.status import Step, possible
from shop.orders.told.order import tell_order
from shop.orders.undoing import goodwill
from shop.payments import disputes
from shop.staff.orders import progress, sheet, summary
from shop.staff.orders.desk import ORDERS
from shop.staff.orders.order_finding import mail_about
from shop.staff.orders.paid_forms import PaidForm
from shop.staff.orders.parcel_forms import ParcelForm
from shop.staff.shell import finding
from shop.staff.shell.access import actor, staff_page

PERMISSIONS = {
    Step.PAY: "order.mark_paid",
    Step.SHIP: "order.mark_shipped",
    Step.READY: "order.mark_ready",
    Step.DELIVER: "order.mark_delivered",
    Step.CANCEL: "order.cancel_order",
    Step.TAKE_BACK: "order.take_back",
}


@staff_page(*ORDERS.permissions)
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    return order_page(request, number)


@staff_page(*ORDERS.permissions)
@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """An invoice or a credit note, as its shopper reads it."""
    order = sheet.find(number)
    document = get_object_or_404(order.documents, name=name)
    record(
        actor=actor(request),
        action="document.open",
        subject=f"order:{order.number}",
        recorded_at=timezone.now(),
        after={"document": document.name},
    )
    return document_page.show(
        request,
        document=document,
        back_url=reverse("staff:order", args=[order.number]),
    )


@staff_page(*ORDERS.permissions)
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


def order_page(
    request: HttpRequest,
    number: str,
    *,
    parcel_form: ParcelForm | None = None,
    paid_form: PaidForm | None = None,
    status: int = 200,
) -> HttpResponse:
    order = sheet.find(number)
    told = tell_order(order, named=True)
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
        "paid_form": paid_form or PaidForm(order=order),
        "on_its_way": order.status == OrderStatus.SHIPPED,
        "may_ship": person.has_perm(PERMISSIONS[Step.SHIP]),
        "returnable": sheet.returnable_lines(order),
        "steps": {
            step.name.lower(): person.has_perm(PERMISSIONS[step])
            for step in possible_steps(order)
            if step in PERMISSIONS
        },
    }
    context["disputes"] = disputes.standing(order=order)
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
        context["mail"] = mail_about(order.number)
    return render(request, "staff/orders/order.html", context, status=status)


def possible_steps(order: Order) -> list[Step]:
    return possible(
        status=order.status,
        paid=order.paid_at is not None,
        pickup=pickup_of(order) is not None,
    )
