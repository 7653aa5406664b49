"""What people gave and took by hand, month by month."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.reading.rows import rows

_BY_HAND = """
    SELECT date_trunc('month', p.occurred_at, 'UTC') AS month, p.actor_id,
        count(*) FILTER (WHERE p.kind = 'adjustment'),
        coalesce(sum(m.points) FILTER (WHERE m.src = 'adjusted'), 0)::bigint,
        coalesce(sum(m.points) FILTER (WHERE m.src = 'adjusted' AND two.id IS NULL), 0)
            ::bigint,
        coalesce(sum(m.points) FILTER (WHERE m.dst = 'adjusted'), 0)::bigint,
        coalesce(sum(m.points) FILTER (WHERE p.kind = 'accrual'), 0)::bigint,
        count(*) FILTER (WHERE p.kind = 'extension')
    FROM loyalty_posting p
    LEFT JOIN loyalty_proposedadjustment two
        ON two.account_id = p.account_id AND two.posting_version = p.version
    LEFT JOIN LATERAL (
        SELECT sum(points) AS points, min(src) FILTER (WHERE src = 'adjusted') AS src,
            min(dst) FILTER (WHERE dst = 'adjusted') AS dst
        FROM loyalty_movement m
        WHERE m.account_id = p.account_id AND m.version = p.version
    ) m ON true
    WHERE p.actor_id IS NOT NULL AND p.kind IN ('adjustment', 'accrual', 'extension')
        AND p.recorded_at >= %s AND p.occurred_at >= %s
    GROUP BY 1, 2
    ORDER BY 1 DESC, 4 DESC, 2
"""


@dataclass(frozen=True)
class ByHand:
    """What one person did in a calendar month (UTC) that begins at `month`.

    `given` and `taken` are points of so many `adjustments`; of the given ones `alone`
    had no second person. `gifts` went to many, or came from elsewhere.
    """

    month: datetime
    person_id: int
    adjustments: int
    given: int
    alone: int
    taken: int
    gifts: int
    extensions: int


def by_hand(*, since: datetime) -> list[ByHand]:
    """Return each month since then, the latest first; who gave most comes first."""
    return [ByHand(*row) for row in rows(_BY_HAND, [since, since])]
