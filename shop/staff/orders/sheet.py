"""One order as staff read it: what it costs, what happened, what may come next."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _

from shop.components.addresses import parcel_lines
from shop.components.listing import listed
from shop.components.numbers import money, points
from shop.delivery.pickups import address_lines, pickup_of
from shop.forks.order.models import Line, Order, OrderStatus, PaymentMethod
from shop.orders.numbers import read_number


@dataclass(frozen=True, kw_only=True)
class Event:
    """One point of an order's timeline."""

    label: str
    at: datetime | None = None
    note: str = ""
    state: str = "done"


def find(number: str) -> Order:
    """The order with everything its page shows; raises Http404."""
    if not number.isprintable():
        raise Http404
    found = (
        Order.objects.filter(number=read_number(number))
        .select_related(
            "user",
            "shipping_address__country",
            "payment",
            "pickup__point",
            "parcel__carrier",
        )
        .prefetch_related(
            "lines__product",
            "payment__refunds__attempt",
            "returns__lines__line",
            "returns__actor",
            "discounts",
            "documents",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def rows(order: Order) -> list[dict[str, object]]:
    """The order's amounts, as the summary table takes them."""
    lines = list(order.lines.all())
    goods = sum(
        (line.line_price_before_discounts_incl_tax for line in lines), Decimal()
    )
    paid_for_goods = sum((line.line_price_incl_tax for line in lines), Decimal())
    by_offers = goods - paid_for_goods - order.points_discount
    shown: list[dict[str, object]] = [{"label": _("Goods"), "amount": goods}]
    if by_offers:
        shown.append({"label": _("Offers"), "amount": -by_offers, "kind": "discount"})
    if order.points_redeemed:
        shown.append(
            {
                "label": _("Points"),
                "note": points(order.points_redeemed),
                "amount": -order.points_discount,
                "kind": "points",
            }
        )
    shown.append({"label": _("Delivery"), "amount": order.shipping_incl_tax})
    return shown


def vat_note(order: Order) -> str:
    """The VAT in the total, by rate."""
    parts = [
        _("%(amount)s at %(rate)s %%")
        % {"amount": money(amount, order.currency), "rate": f"{rate.normalize():f}"}
        for rate, amount in sorted(vat(order).items())
    ]
    return _("VAT included: %(parts)s") % {"parts": listed(parts)} if parts else ""


def vat(order: Order) -> Mapping[Decimal, Decimal]:
    """VAT by rate: the sum of that of the lines and of the delivery."""
    by_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in order.lines.all():
        by_rate[line.vat_rate] += line.line_price_incl_tax - line.line_price_excl_tax
    for portion in order.shipping_portions:
        by_rate[portion.vat_rate] += portion.vat
    return {rate: amount for rate, amount in by_rate.items() if amount}


def timeline(order: Order) -> list[Event]:
    """What happened to the order, in order, and what should come."""
    over = order.status in (OrderStatus.CANCELLED, OrderStatus.LAPSED)
    events = [
        Event(label=_("Placed"), at=order.date_placed),
        *_steps(order),
        *_returns(order),
        *_goodwill(order),
    ]
    done = sorted(
        (event for event in events if event.at), key=lambda event: event.at or 0
    )
    return done if over else done + [event for event in events if not event.at]


def returnable_lines(order: Order) -> list[Line]:
    """The lines of which pieces can still come back."""
    return [
        line for line in order.lines.all() if line.quantity > line.returned_quantity
    ]


def goes_to(order: Order) -> list[str]:
    """The address of its parcel or of its pick-up point, line by line."""
    if order.shipping_address:
        return parcel_lines(order.shipping_address)
    pickup = pickup_of(order)
    return address_lines(pickup.point) if pickup else []


def _steps(order: Order) -> Iterator[Event]:
    yield _event(
        _("Paid"), order.paid_at, note="" if order.paid_at else _payment_note(order)
    )
    if pickup_of(order):
        yield _event(_("Ready to be picked up"), order.ready_at)
        yield _event(_("Handed over"), order.delivered_at)
    else:
        yield _event(_("Shipped"), order.shipped_at)
        yield _event(_("Delivered"), order.delivered_at)
    if order.cancelled_at:
        label = str(OrderStatus(order.status).label)
        yield Event(label=label, at=order.cancelled_at, state="stopped")


def _event(label: str, at: datetime | None, *, note: str = "") -> Event:
    return Event(label=label, at=at, note=note, state="done" if at else "next")


def _payment_note(order: Order) -> str:
    return str(PaymentMethod(order.payment_method).label)


def _returns(order: Order) -> Iterator[Event]:
    for back in order.returns.all():
        pieces = listed(
            f"{line.quantity} × {line.line.title}" for line in back.lines.all()
        )
        yield Event(label=_("Pieces taken back"), at=back.received_at, note=pieces)


def _goodwill(order: Order) -> Iterator[Event]:
    for given in order.goodwill.all():
        label = _("%(money)s given out of goodwill") % {
            "money": money(given.money, order.currency)
        }
        yield Event(label=label, at=given.given_at, note=given.reason)
