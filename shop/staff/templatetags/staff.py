"""What the staff pages' templates need of the staff's own arithmetic."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timesince import timesince

from loyalty.reading import OpenLot
from shop.audit.models import Entry
from shop.delivery import methods
from shop.forks.order.models import Line, Order, OrderStatus
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt
from shop.staff.shell import wording
from shop.staff.shell.navigation import Section, sections_for

register = template.Library()

BADGES = {
    OrderStatus.AWAITING_PAYMENT: "caution",
    OrderStatus.CONFIRMED: "plain",
    OrderStatus.READY: "plain",
    OrderStatus.SHIPPED: "plain",
    OrderStatus.DELIVERED: "success",
    OrderStatus.CANCELLED: "danger",
    OrderStatus.LAPSED: "danger",
}

ATTEMPT_BADGES = {
    PaymentAttempt.State.OPEN: "caution",
    PaymentAttempt.State.PAID: "success",
    PaymentAttempt.State.LATE: "danger",
    PaymentAttempt.State.WRONG: "danger",
}


@register.simple_tag(takes_context=True)
def staff_sections(context: Mapping[str, Any]) -> list[Section]:
    """The navigation of the person who is signed in."""
    request: HttpRequest = context["request"]
    return sections_for(request.user)  # type: ignore[arg-type]


@register.simple_tag(takes_context=True)
def in_section(context: Mapping[str, Any], section: Section) -> bool:
    """Whether this page belongs to the section."""
    path: str = context["request"].path
    home = section.name == "staff:today"
    return path == section.url or (not home and path.startswith(section.url))


@register.filter
def at(figures: Mapping[str, Any], name: str) -> Any:
    """What a mapping holds under a name that is no Python name."""
    return figures.get(name)


@register.filter(name="is")
def is_(value: str, other: str) -> bool:
    return value == other


@register.filter
def left(line: Line) -> int:
    """How many pieces of a line can still come back."""
    return line.quantity - line.returned_quantity


@register.filter
def chosen(form: Form, line: Line) -> int | str:
    """How many pieces of a line were chosen."""
    return form[f"line-{line.pk}"].value() or 0


@register.filter
def left_in_lot(lot: OpenLot) -> int:
    return lot.available + lot.pending + lot.held


@register.filter
def shopper_name(order: Order) -> str:
    """Who ordered: the name on the parcel, else the account's."""
    if order.shipping_address:
        return order.shipping_address.name
    return order.user.get_full_name() if order.user else ""


@register.filter
def delivery_name(order: Order) -> str:
    """The way of delivery in the reader's language."""
    return methods.called(order.shipping_code, otherwise=order.shipping_method)


@register.filter
def mail_label(kind: str) -> str:
    return wording.mail(kind)


@register.filter
def message_badge(message: Message) -> str:
    return {"due": "caution", "sent": "success", "failed": "danger"}[message.state]


@register.filter
def attempt_badge(attempt: PaymentAttempt) -> str:
    return ATTEMPT_BADGES.get(PaymentAttempt.State(attempt.state), "plain")


@register.filter
def waited(since: datetime) -> str:
    """How long something waits, to the nearest unit that matters."""
    return timesince(since, depth=1)


@register.filter
def subject_label(entry: Entry) -> str:
    return wording.subject(entry.subject)


@register.filter
def subject_url(entry: Entry) -> str:
    """Where the thing an entry is about can be seen, if anywhere."""
    kind, _colon, key = entry.subject.partition(":")
    if kind == "order":
        return reverse("staff:order", args=[key])
    if kind == "return":
        return reverse("staff:return", args=[key])
    if kind == "member" and key.isdecimal():
        return reverse("staff:member", args=[key])
    if kind in ("zone", "method", "pickup-point"):
        return reverse("staff:delivery")
    return reverse("staff:rule") if kind == "rule" else ""


@register.filter
def badge_kind(order: Order) -> str:
    return BADGES[OrderStatus(order.status)]


@register.filter
def status_label(order: Order) -> str | Promise:
    return OrderStatus(order.status).label


@register.filter
def action_label(entry: Entry) -> str:
    return wording.action(entry.action)


@register.filter
def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """What an entry changed: each name with its value before and after."""
    names = dict.fromkeys([*entry.before, *entry.after])
    return [
        (
            wording.fact(entry.action, name),
            wording.value(name, entry.before.get(name)),
            wording.value(name, entry.after.get(name)),
        )
        for name in names
    ]
