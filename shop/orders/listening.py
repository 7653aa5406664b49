"""What shoppers hear by mail when something happens to their order.

Each mail goes out once for the happening it tells of; what it says is the happening's
facts, and what the order keeps for ever.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format

from shop.delivery.models import Pickup
from shop.delivery.pickups import address_lines, hours_in_words
from shop.forks.order.models import Order
from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.orders import mails
from shop.orders.fulfilling.collecting import shown
from shop.orders.models import Return
from shop.orders.paying.reconciling import Difference
from shop.payments.alerting import alert


@listens("mail", to="order.placed")
def _placed(happening: Happening) -> None:
    order = mails.order_of(happening)
    # Its shopper may have thought again since, and hears of that next.
    order.payment_method = happening.facts["payment_method"]
    mails.tell(happening, kind="order-placed", order=order, **mails.details(order))


@listens("mail", to="order.method-changed")
def _method_changed(happening: Happening) -> None:
    order = mails.order_of(happening)
    mails.tell(
        happening, kind="order-pay-by-transfer", order=order, **mails.details(order)
    )


@listens("mail", to="order.paid")
def _paid(happening: Happening) -> None:
    mails.tell(
        happening,
        kind="order-paid",
        points_earned=happening.facts["points_earned"],
        document=mails.document(happening.facts["invoice"]),
    )


@listens("mail", to="order.lapsed")
def _lapsed(happening: Happening) -> None:
    mails.tell(happening, kind="order-lapsed", **happening.facts)


@listens("mail", to="payment.came-late")
def _came_late(happening: Happening) -> None:
    mails.tell(happening, kind="payment-late", **happening.facts)


@listens("mail", to="payment.sent-back")
def _sent_back(happening: Happening) -> None:
    """What the order still needs, if it waits for its money, and until when."""
    order = mails.order_of(happening)
    facts = dict(happening.facts)
    pay_by = ""
    if due := facts.pop("pay_by_at"):
        local = timezone.localtime(
            datetime.fromisoformat(due), timezone.get_default_timezone()
        )
        with translation.override(order.language):
            pay_by = date_format(local, "DATETIME_FORMAT")
    mails.tell(happening, kind="money-sent-back", order=order, pay_by=pay_by, **facts)


@listens("mail", to="payment.came-wrong")
def _came_wrong(happening: Happening) -> None:
    alert(
        what="wrong-amount",
        facts={"order_number": happening.key, **happening.facts},
        reference=happening.reference,
        at=happening.happened_at,
    )


@listens("mail", to="payment.differs")
def _differs(happening: Happening) -> None:
    difference = Difference(
        what=happening.facts["difference"],
        order=happening.facts["order"],
        provider=happening.facts["provider"],
        subject=happening.key,
        amount=happening.facts["amount"],
    )
    alert(
        what="difference",
        facts={"difference": str(difference)},
        reference=happening.reference,
        at=happening.happened_at,
    )


@listens("mail", to="order.ready")
def _ready(happening: Happening) -> None:
    order = mails.order_of(happening)
    counter = _counter(order, happening)
    mails.tell(happening, kind="order-ready", order=order, **counter)


@listens("mail", to="order.uncollected")
def _uncollected(happening: Happening) -> None:
    order = mails.order_of(happening)
    counter = _counter(order, happening)
    mails.tell(happening, kind="pickup-reminder", order=order, **counter)


@listens("mail", to="order.shipped")
def _shipped(happening: Happening) -> None:
    mails.tell(happening, kind="order-shipped", **happening.facts)


@listens("mail", to="order.parcel-changed")
def _parcel_changed(happening: Happening) -> None:
    mails.tell(happening, kind="parcel-changed", **happening.facts)


@listens("mail", to="order.delivered")
def _delivered(happening: Happening) -> None:
    mails.tell(happening, kind="order-delivered")


@listens("mail", to="order.cancelled")
def _cancelled(happening: Happening) -> None:
    mails.tell(happening, kind="order-cancelled", **_credited(happening))


@listens("mail", to="order.taken-back")
def _taken_back(happening: Happening) -> None:
    returned = Return.objects.select_related("order").get(reference=happening.reference)
    parts = returned.lines.select_related("line").order_by("pk")
    pieces = mails.pieces(parts, language=returned.order.language)
    mails.tell(
        happening,
        kind="pieces-taken-back",
        **_credited(happening) | {"pieces": pieces},
    )


@listens("mail", to="order.goodwill-given")
def _goodwill_given(happening: Happening) -> None:
    mails.tell(happening, kind="goodwill-given", **_credited(happening))


def _credited(happening: Happening) -> dict[str, Any]:
    """What went back, with the credit note if there was an invoice."""
    facts = dict(happening.facts)
    if note := facts.pop("credit_note"):
        facts["document"] = mails.document(note)
    return facts


def _counter(order: Order, happening: Happening) -> dict[str, Any]:
    """Where an order lies, and under which code: that one is in nobody's facts."""
    pickup: Pickup = Pickup.objects.select_related("point").get(order=order)
    kept_until = datetime.fromisoformat(happening.facts["collect_by"])
    with translation.override(order.language):
        return {
            "code": shown(pickup.code),
            "point": address_lines(pickup.point),
            "hours": hours_in_words(pickup.point),
            "note": pickup.point.note,
            "kept_until": date_format(kept_until),
            "to_pay": happening.facts["to_pay"],
        }
