"""What an order does with a voucher from points. The bridge, as settlement.py is.

Each function is called in the transaction of the order's own change, with its row
locked, and may be repeated without harm. Orders without a voucher pass through.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from loyalty import reading, vouchers, why
from loyalty.reading import Freed
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.rewards.voucher_discount import applied

#: What keeps an order from using the voucher that its basket was priced with.
REFUSALS = (
    vouchers.AccountClosed,
    vouchers.AccountFrozen,
    vouchers.NoSuchVoucher,
    vouchers.PointsOwed,
    vouchers.VoucherIsOver,
    vouchers.VoucherIsUsed,
)


@dataclass(frozen=True, kw_only=True)
class VoucherBack:
    """Points of a voucher that came back: `on_voucher`, or to the member."""

    on_voucher: int = 0
    as_points: Freed = field(default_factory=Freed)

    @property
    def points(self) -> int:
        freed = self.as_points
        return self.on_voucher + freed.usable + freed.repaid + freed.expired


def use(*, order: Order, basket: Basket, at: datetime) -> None:
    """Let the order have its part of the voucher. Raises REFUSALS."""
    found = applied(basket)
    if found and order.voucher_points:
        vouchers.use(
            member=order.user,
            voucher=found.voucher.version,
            used_by=order.number,
            points=order.voucher_points,
            at=at,
        )


def undo(
    *, order: Order, points: int, reference: str, at: datetime, was_sent: bool = True
) -> VoucherBack:
    """Give `points` of the order's part back: to the voucher, or as points.

    They are points again where the voucher no longer runs, and get days of grace only
    where the order was sent.
    """
    voucher = _voucher_of(order, points)
    if voucher is None:
        return VoucherBack()
    posting = vouchers.return_to(
        member=order.user,
        voucher=voucher,
        used_by=order.number,
        points=points,
        reference=reference,
        at=at,
        why=why.voucher_given_back(
            voucher=vouchers.reference_of(voucher), used_by=order.number
        ),
        with_grace=was_sent,
    )
    if posting is None:
        return VoucherBack(on_voucher=points)
    return VoucherBack(as_points=reading.freed(posting=posting, at=at))


def foresee(*, order: Order, points: int, at: datetime) -> int:
    """How many of so many points would go back to the voucher, if they came now."""
    voucher = _voucher_of(order, points)
    runs = voucher is not None and voucher.open and voucher.expires_at > at
    return points if runs else 0


def told(back: VoucherBack) -> dict[str, Any]:
    """What became of a voucher's points, as mails say it."""
    freed = back.as_points
    return {
        "voucher_points": back.on_voucher,
        "voucher_points_restored": freed.usable + freed.repaid + freed.expired,
    }


def _voucher_of(order: Order, points: int) -> vouchers.Voucher | None:
    if not points or order.user is None:
        return None
    return reading.voucher_used_by(member=order.user, order=order.number)
