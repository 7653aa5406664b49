"""What happened to an order and what should come, in the words of staff."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.components.listing import listed
from shop.components.numbers import money
from shop.forks.order.models import Order, OrderStatus, PaymentMethod
from shop.orders.told.history import tell_history
from shop.orders.told.moments import Happened, Moment

LABELS = {
    Happened.PLACED: gettext_lazy("Placed"),
    Happened.PAID: gettext_lazy("Paid"),
    Happened.SHIPPED: gettext_lazy("Shipped"),
    Happened.DELIVERED: gettext_lazy("Delivered"),
    Happened.READY: gettext_lazy("Ready to be picked up"),
    Happened.COLLECTED: gettext_lazy("Handed over"),
    Happened.TAKEN_BACK: gettext_lazy("Pieces taken back"),
}


def events(order: Order) -> list[dict[str, Any]]:
    """Return the events as components/timeline.html takes them."""
    return [
        {
            "label": _label(moment, order),
            "at": moment.at,
            "note": _note(moment, order),
            "state": _state(moment),
        }
        for moment in tell_history(order)
    ]


def _state(moment: Moment) -> str:
    if moment.is_end:
        return "stopped"
    return "done" if moment.at else "next"


def _label(moment: Moment, order: Order) -> str:
    if moment.kind == Happened.GOODWILL:
        return _("%(money)s given out of goodwill") % {
            "money": money(moment.money, order.currency)
        }
    return str(LABELS.get(moment.kind) or OrderStatus(moment.kind).label)


def _note(moment: Moment, order: Order) -> str:
    match moment:
        case Moment(kind=Happened.PAID, at=None):
            return str(PaymentMethod(order.payment_method).label)
        case Moment(kind=Happened.TAKEN_BACK):
            return listed(f"{number} × {title}" for number, title in moment.pieces)
        case Moment(kind=Happened.GOODWILL):
            return moment.reason
    return ""
