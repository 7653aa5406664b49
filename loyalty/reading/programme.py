"""The whole programme: sums over all accounts, meant for staff pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyalty.reading.rows import rows


@dataclass(frozen=True)
class Totals:
    """The whole programme at a moment."""

    members: int
    available: int
    pending: int
    held: int
    owed: int

    @property
    def outstanding(self) -> int:
        """Points that may still be turned into a discount."""
        return self.available + self.pending + self.held


def programme_totals(*, at: datetime) -> Totals:
    """Return the sums over all accounts: a scan, meant for staff pages."""
    [row] = rows(
        "SELECT count(*), coalesce(sum(available), 0)::bigint,"
        " coalesce(sum(pending), 0)::bigint, coalesce(sum(held), 0)::bigint,"
        " coalesce(sum(owed), 0)::bigint FROM ledger.balances_at(NULL, %s)",
        [at],
    )
    return Totals(*row)


def programme_totals_as_of(*, moments: Iterable[datetime]) -> dict[datetime, Totals]:
    """Return what the sums were at each moment, in order: one look at everything."""
    found = rows("SELECT * FROM ledger.past_totals(%s)", [list(moments)])
    return {at: Totals(*sums) for at, *sums in found}


def moved_between(*, starts_at: datetime, ends_at: datetime) -> dict[str, int]:
    """Return the points moved by postings of [starts_at, ends_at), by kind.

    A posting counts when it occurred; none is recorded before that, so the small
    index on the time of recording finds them. What stood in for points that come back
    was moved by those.
    """
    found = rows(
        "SELECT m.kind, sum(m.points)::bigint FROM loyalty_posting p"
        " JOIN loyalty_movement m USING (account_id, version)"
        " WHERE p.recorded_at >= %s AND p.occurred_at >= %s AND p.occurred_at < %s"
        " AND m.src <> 'revoked'"
        " GROUP BY m.kind",
        [starts_at, starts_at, ends_at],
    )
    return dict(found)
