"""Prove the books: rebuild every figure from the movements. Fixes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from loyalty import ledger
from loyalty.models import Account, Hold, Lot

CHUNK = 20_000
# The jobs come by every minute and, for expiries, every night.
LATE = timedelta(hours=26)
_LAST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Difference:
    """A stored figure that the movements do not add up to."""

    account_id: int
    what: str
    place: str
    stored: Any
    rebuilt: Any

    def __str__(self) -> str:
        return (
            f"account {self.account_id}, {self.what} ({self.place}): "
            f"stored {self.stored}, rebuilt {self.rebuilt}"
        )


@dataclass(frozen=True)
class Overdue:
    """Something that time decided and no job has booked for more than a day.

    It changes no balance, but says that the jobs do not run.
    """

    account_id: int
    what: str
    place: str
    due_at: datetime | None

    def __str__(self) -> str:
        return (
            f"account {self.account_id}, {self.what} ({self.place}): "
            f"due {self.due_at}, not booked"
        )


@dataclass(frozen=True, kw_only=True)
class Range:
    """All keys from `first` to `last`, and how many accounts are among them."""

    first: int
    last: int
    accounts: int

    def limits(self, key: str) -> dict[str, int]:
        """The range as a condition of a queryset on its column `key`."""
        return {f"{key}__gte": self.first, f"{key}__lte": self.last}


def ranges(*, chunk: int = CHUNK) -> Iterator[Range]:
    """Yield ranges that together hold every key there can be, in their order."""
    first = 0
    while True:
        keys = Account.objects.filter(pk__gte=first).order_by("pk")[:chunk]
        found = list(keys.values_list("pk", flat=True))
        if len(found) < chunk:
            yield Range(first=first, last=_LAST_KEY, accounts=len(found))
            return
        yield Range(first=first, last=found[-1], accounts=chunk)
        first = found[-1] + 1


def differences_within(part: Range) -> list[Difference]:
    """Return what differs on these accounts: nothing, when all is well."""
    rows = ledger.differences(first=part.first, last=part.last)
    return [Difference(*row) for row in rows]


def differences() -> list[Difference]:
    """Return what differs anywhere: nothing, when all is well."""
    return [found for part in ranges() for found in differences_within(part)]


def overdue_within(part: Range, *, at: datetime) -> Iterator[Overdue]:
    """Yield what the jobs of the last day should have booked on these accounts."""
    limit, keys = at - LATE, part.limits("account_id")
    holds = Hold.objects.filter(**keys, open=True)
    lots = Lot.objects.filter(**keys, open=True)
    for what, rows in (
        (
            "hold",
            holds.filter(lapses_at__lte=limit).values_list(
                "lapses_at", "account_id", "version"
            ),
        ),
        (
            "maturity",
            lots.filter(pending__gt=0, matures_at__lte=limit).values_list(
                "matures_at", "account_id", "number"
            ),
        ),
        (
            "expiry",
            lots.filter(remaining__gt=0, expires_at__lte=limit).values_list(
                "expires_at", "account_id", "number"
            ),
        ),
    ):
        for due_at, account_id, number in rows:
            yield Overdue(account_id, what, f"version {number}", due_at)
