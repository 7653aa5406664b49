"""What can still be asked for of an order, and what stands in the way."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from django.utils.functional import cached_property

from shop.forks.order.models import Order, OrderStatus
from shop.returns import pieces, window, withdrawing
from shop.returns.models import ReturnRequest


class Obstacle(Enum):
    """Why nothing of an order can be sent back now."""

    ORDER_IS_OVER = auto()
    NOT_ARRIVED = auto()
    TOO_LATE = auto()
    NOTHING_LEFT = auto()


def obstacle(order: Order, *, at: datetime) -> Obstacle | None:
    """What keeps an order from being sent back; None when some of it can be."""
    if order.status in withdrawing.OVER:
        return Obstacle.ORDER_IS_OVER
    if order.status != OrderStatus.DELIVERED:
        return Obstacle.NOT_ARRIVED
    if window.is_over(window.last_day(order), at=at):
        return Obstacle.TOO_LATE
    if not any(left > 0 for left in pieces.free(order=order).values()):
        return Obstacle.NOTHING_LEFT
    return None


@dataclass(frozen=True)
class OrderReturns:
    """What the page of an order says of returns; reads what was prefetched."""

    order: Order
    at: datetime

    @cached_property
    def requests(self) -> list[ReturnRequest]:
        return list(self.order.return_requests.all())

    @property
    def last_day(self) -> date | None:
        return window.last_day(self.order)

    @property
    def last_day_to_withdraw(self) -> date | None:
        return window.last_day_to_withdraw(self.order)

    @property
    def can_return(self) -> bool:
        return (
            self.order.status == OrderStatus.DELIVERED
            and self.some_is_free
            and not window.is_over(self.last_day, at=self.at)
        )

    @property
    def is_too_late(self) -> bool:
        return self.some_is_free and window.is_over(self.last_day, at=self.at)

    @property
    def can_withdraw(self) -> bool:
        return (
            self.order.status not in withdrawing.OVER
            and self.some_is_free
            and not window.is_over(self.last_day_to_withdraw, at=self.at)
        )

    @cached_property
    def some_is_free(self) -> bool:
        """Whether pieces are left that no open request awaits."""
        awaited = sum(
            line.open
            for request in self.requests
            if request.is_open
            for line in request.lines.all()
        )
        left = sum(
            line.quantity - line.returned_quantity for line in self.order.lines.all()
        )
        return left > awaited
