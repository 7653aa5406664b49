"""Read an order: what happened to it, and what is still to come."""

from collections.abc import Iterator

from shop.delivery.pickups import pickup_of
from shop.forks.order.models import CAME_TO_NOTHING, Order
from shop.orders.told.moments import Happened, Moment, arranged


def tell_history(order: Order) -> tuple[Moment, ...]:
    """Return the moments of `order`, the earliest first and then what is to come."""
    return arranged([*_steps(order), *_returns(order), *_goodwill(order)])


def _steps(order: Order) -> Iterator[Moment]:
    yield Moment(kind=Happened.PLACED, at=order.date_placed)
    yield Moment(kind=Happened.PAID, at=order.paid_at)
    if pickup_of(order):
        yield Moment(kind=Happened.READY, at=order.ready_at)
        yield Moment(kind=Happened.COLLECTED, at=order.delivered_at)
    else:
        yield Moment(kind=Happened.SHIPPED, at=order.shipped_at)
        yield Moment(kind=Happened.DELIVERED, at=order.delivered_at)
    if order.status in CAME_TO_NOTHING:
        yield Moment(kind=Happened(order.status), at=order.cancelled_at)


def _returns(order: Order) -> Iterator[Moment]:
    for back in order.returns.all():
        yield Moment(
            kind=Happened.TAKEN_BACK,
            at=back.received_at,
            pieces=tuple(
                (part.quantity, str(part.line.name)) for part in back.lines.all()
            ),
            money=back.money,
            points_restored=back.points_back,
            points_revoked=back.points_revoked,
            reason=back.reason,
        )


def _goodwill(order: Order) -> Iterator[Moment]:
    for given in order.goodwill.all():
        yield Moment(
            kind=Happened.GOODWILL,
            at=given.given_at,
            money=given.money,
            reason=given.reason,
        )
