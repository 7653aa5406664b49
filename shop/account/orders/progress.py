"""What happened to an order and what comes, in its shopper's words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.components.numbers import money, points
from shop.forks.order.models import Order, OrderStatus, PaymentMethod
from shop.orders.told.history import tell_history
from shop.orders.told.moments import Happened, Moment

LABELS = {
    Happened.PLACED: gettext_lazy("Order placed"),
    Happened.PAID: gettext_lazy("Paid"),
    Happened.SHIPPED: gettext_lazy("On its way"),
    Happened.DELIVERED: gettext_lazy("Delivered"),
    Happened.READY: gettext_lazy("Ready to be picked up"),
    Happened.COLLECTED: gettext_lazy("Picked up"),
    Happened.GOODWILL: gettext_lazy("Money back out of goodwill"),
}
# What goes on and has no moment of its own.
NOW = {"at": None, "note": ""}


def events(order: Order) -> list[dict[str, Any]]:
    """Return the events as components/timeline.html takes them."""
    shown = [
        {
            "label": _label(moment),
            "at": moment.at,
            "note": _note(moment, order),
            "state": _state(moment),
        }
        for moment in tell_history(order)
    ]
    return _with_now(shown, order)


def _with_now(shown: list[dict[str, Any]], order: Order) -> list[dict[str, Any]]:
    """Mark what holds now: that is not what comes next, and may have no moment."""
    done = [event for event in shown if event["state"] != "next"]
    coming = [event for event in shown if event["state"] == "next"]
    match order.status:
        case OrderStatus.AWAITING_PAYMENT:
            coming[0]["state"] = "current"
        case OrderStatus.CONFIRMED:
            done.append(NOW | {"label": _("Being packed"), "state": "current"})
        case OrderStatus.SHIPPED | OrderStatus.READY:
            label = str(LABELS[Happened(order.status)])
            here = next(event for event in done if event["label"] == label)
            here["state"] = "current"
    return done + coming


def _state(moment: Moment) -> str:
    if moment.is_end:
        return "stopped"
    return "done" if moment.at else "next"


def _label(moment: Moment) -> str:
    if moment.kind == Happened.TAKEN_BACK:
        pieces = sum(quantity for quantity, _title in moment.pieces)
        return ngettext(
            "%(pieces)s piece taken back", "%(pieces)s pieces taken back", pieces
        ) % {"pieces": pieces}
    if moment.kind == Happened.PAID and not moment.at:
        return _("Payment")
    return str(LABELS.get(moment.kind) or OrderStatus(moment.kind).label)


def _note(moment: Moment, order: Order) -> str:
    match moment:
        case Moment(kind=Happened.PAID, at=None):
            on_delivery = order.payment_method == PaymentMethod.ON_DELIVERY
            return _("When you receive it") if on_delivery else ""
        case Moment(kind=Happened.GOODWILL):
            return money(moment.money, order.currency)
        case Moment(kind=Happened.TAKEN_BACK):
            return _went_back(moment)
    return ""


def _went_back(moment: Moment) -> str:
    parts = [_("%(money)s refunded") % {"money": money(moment.money)}]
    if moment.points_restored:
        parts.append(
            _("%(points)s given back") % {"points": points(moment.points_restored)}
        )
    if moment.points_revoked:
        parts.append(
            _("%(points)s taken from what it earned")
            % {"points": points(moment.points_revoked)}
        )
    return " · ".join(parts)
