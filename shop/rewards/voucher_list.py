"""A member's vouchers from points as pages show them, and what became of each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty import reading
from loyalty.expiry import last_valid_date
from loyalty.people import Person
from loyalty.vouchers import Voucher, VoucherEntry


class State(StrEnum):
    RUNNING = "running"
    USED = "used"
    OVER = "over"
    GIVEN_BACK = "given-back"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One voucher; `orders` that have some of it, with how many points each."""

    voucher: Voucher
    state: State
    orders: tuple[tuple[str, int], ...]
    entries: tuple[VoucherEntry, ...]

    @property
    def last_day(self) -> date:
        return last_valid_date(self.voucher.expires_at)

    @property
    def is_part_used(self) -> bool:
        return bool(self.orders)

    def worth(self, points: int) -> Decimal | None:
        """What so many of its points are as a discount; None for delivery."""
        if self.voucher.amount is None:
            return None
        return Decimal(points) / self.voucher.points_per_unit

    @property
    def used_on(self) -> list[tuple[str, Decimal | None]]:
        return [(order, self.worth(points)) for order, points in self.orders]


def state_of(voucher: Voucher, *, at: datetime) -> State:
    if voucher.open and voucher.left and voucher.expires_at > at:
        return State.RUNNING
    if voucher.open and voucher.left:
        return State.OVER  # its points are on their way back
    return State.GIVEN_BACK if voucher.given_back else State.USED


def listed(
    vouchers: Iterable[Voucher], *, member: Person, at: datetime
) -> list[Listed]:
    """Return vouchers of one member's with what became of them, in their order."""
    vouchers = list(vouchers)
    entries: dict[int, list[VoucherEntry]] = defaultdict(list)
    versions = [voucher.version for voucher in vouchers]
    for entry in reading.entries(member=member, versions=versions) if versions else ():
        entries[entry.voucher].append(entry)
    return [
        Listed(
            voucher=voucher,
            state=state_of(voucher, at=at),
            orders=_orders(entries[voucher.version]),
            entries=tuple(entries[voucher.version]),
        )
        for voucher in vouchers
    ]


def _orders(entries: Iterable[VoucherEntry]) -> tuple[tuple[str, int], ...]:
    """The orders that keep some of it, in the order in which they used it."""
    kept: dict[str, int] = {}
    for entry in entries:
        if entry.order:
            sign = 1 if entry.kind == VoucherEntry.Kind.USE else -1
            kept[entry.order] = kept.get(entry.order, 0) + sign * entry.points
    return tuple((order, points) for order, points in kept.items() if points)
