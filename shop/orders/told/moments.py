"""What happened to an order and what is still to come, in facts: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from shop.tax.amounts import ZERO


class Happened(StrEnum):
    """`shipped` and `delivered` are said of parcels, `ready` and `collected` of what
    is picked up; `cancelled` and `lapsed` are the two ends that came to nothing.
    """

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    READY = "ready"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken-back"
    GOODWILL = "goodwill"


ENDS = (Happened.CANCELLED, Happened.LAPSED)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One point of an order's time; without `at` it is still to come.

    `pieces` and their titles came back; `money` and `points_restored` went to the
    shopper, and `points_revoked` were taken from what the order had earned.
    """

    kind: Happened
    at: datetime | None = None
    pieces: tuple[tuple[int, str], ...] = ()
    money: Decimal = ZERO
    points_restored: int = 0
    points_revoked: int = 0
    reason: str = ""

    @property
    def is_end(self) -> bool:
        """Whether nothing comes after it."""
        return self.kind in ENDS


def arranged(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """What happened, the earliest first, then what is to come as it was given.

    An order that came to nothing awaits nothing.
    """
    known = tuple(moments)
    happened = sorted((one for one in known if one.at), key=attrgetter("at"))
    over = any(one.is_end for one in known)
    coming = (one for one in known if not one.at and (one.is_end or not over))
    return (*happened, *coming)
