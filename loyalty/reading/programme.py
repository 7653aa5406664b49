"""The whole programme: sums over all accounts, meant for staff pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyalty.reading.rows import rows

# What the accounts have, and what becomes of it by what is due (ledger/reading.sql).
NOW = """
WITH moment AS (SELECT %s::timestamptz AS at
), lapsing AS (
    SELECT account_id, m.lot_number AS number, m.points
    FROM moment, loyalty_hold h JOIN loyalty_movement m USING (account_id, version)
    WHERE h.open AND h.lapses_at <= moment.at
), maturing AS (
    SELECT account_id, l.number, l.pending AS points,
        -- What is owed still when those before it have matured.
        least(l.pending, greatest(0, a.owed + l.pending - sum(l.pending) OVER (
            PARTITION BY account_id ORDER BY l.matures_at, l.number))) AS repaid
    FROM moment, loyalty_lot l JOIN loyalty_account a USING (account_id)
    WHERE l.pending > 0 AND l.matures_at <= moment.at
), changes AS (
    SELECT available, pending, held, owed, 1 AS members FROM loyalty_account
    UNION ALL
    SELECT CASE WHEN l.expires_at > moment.at THEN g.points ELSE 0 END, 0, -g.points,
        0, 0
    FROM moment, lapsing g JOIN loyalty_lot l USING (account_id, number)
    UNION ALL
    SELECT CASE WHEN l.expires_at > moment.at THEN g.points - g.repaid ELSE 0 END,
        -g.points, 0, -g.repaid, 0
    FROM moment, maturing g JOIN loyalty_lot l USING (account_id, number)
    UNION ALL
    SELECT -l.remaining, 0, 0, 0, 0
    FROM moment, loyalty_lot l WHERE l.open AND l.expires_at <= moment.at
)
SELECT coalesce(sum(members), 0)::bigint, coalesce(sum(available), 0)::bigint,
    coalesce(sum(pending), 0)::bigint, coalesce(sum(held), 0)::bigint,
    coalesce(sum(owed), 0)::bigint
FROM changes
"""


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
    """Return the sums over all accounts: each account is looked at once, and no lot
    but those of which something is due that nobody has booked.
    """
    [row] = rows(NOW, [at])
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
