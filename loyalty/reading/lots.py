"""The lots with points in them, as they stand or stood."""

from dataclasses import dataclass
from datetime import date, datetime

from loyalty.dates import NEVER
from loyalty.expiry import last_valid_date
from loyalty.people import Person
from loyalty.reading.rows import rows


@dataclass(frozen=True)
class OpenLot:
    """Points that came together and expire together, as they stand at a moment."""

    number: int
    granted: int
    available: int
    pending: int
    held: int
    matures_at: datetime | None
    expires_at: datetime

    @property
    def has_date(self) -> bool:
        """Whether a day ends these points."""
        return self.expires_at != NEVER

    @property
    def last_valid_date(self) -> date:
        return last_valid_date(self.expires_at)


def open_lots(*, member: Person, at: datetime) -> list[OpenLot]:
    """Return the lots with points in them, in the order they will be drawn."""
    return _open_lots("lots_at", member, at)


def open_lots_as_of(*, member: Person, at: datetime) -> list[OpenLot]:
    """Return the lots that had points in them, with the dates known then."""
    return _open_lots("past_lots", member, at)


_OPEN_LOTS = (
    "SELECT number, granted, available, pending, held, matures_at, expires_at"
    " FROM ledger.{}(%s, %s) WHERE available + pending + held > 0"
    " ORDER BY expires_at, number"
)


def _open_lots(reader: str, member: Person, at: datetime) -> list[OpenLot]:
    found = rows(_OPEN_LOTS.format(reader), [[member.pk], at])
    return [OpenLot(*row) for row in found]
