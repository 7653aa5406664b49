"""What the ledger holds under each reference, many accounts a query.

For comparing with what the shop believes: its orders name the references.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from loyalty.models import Account
from loyalty.reconciliation import Range
from loyalty.shares import Stored

_TRACES = """
WITH moved AS MATERIALIZED (
    SELECT account_id, version, sum(points)::bigint AS points FROM loyalty_movement
    WHERE account_id BETWEEN %(first)s AND %(last)s
        AND kind IN ('accrual', 'hold', 'redemption', 'give-back', 'revocation')
        AND src <> 'revoked'
    GROUP BY account_id, version
), posted AS (
    SELECT p.account_id, p.kind, p.reference AS cause, p.version, p.rule_version,
        p.shares,
        p.why ->> 'code' = 'order-earned' AS by_order,
        coalesce(m.points, 0) AS points,
        CASE WHEN p.kind IN ('give-back', 'revocation') THEN (
            SELECT o.reference FROM loyalty_posting o
            WHERE o.account_id = p.account_id AND o.version = p.related_version
        ) ELSE p.reference END AS reference
    FROM loyalty_posting p LEFT JOIN moved m USING (account_id, version)
    WHERE p.account_id BETWEEN %(first)s AND %(last)s AND p.kind IN
        ('accrual', 'schedule', 'hold', 'redemption', 'give-back', 'revocation')
)
SELECT p.account_id, p.reference,
    max(p.points) FILTER (WHERE p.kind = 'hold'),
    coalesce(bool_or(h.open), false),
    max(p.points) FILTER (WHERE p.kind = 'redemption'),
    max(p.points) FILTER (WHERE p.kind = 'accrual'),
    max(p.rule_version) FILTER (WHERE p.kind = 'accrual'),
    coalesce(bool_or(p.by_order) FILTER (WHERE p.kind = 'accrual'), false),
    bool_or(p.kind = 'schedule'),
    jsonb_agg(p.shares) FILTER (WHERE p.kind = 'accrual') -> 0,
    jsonb_object_agg(p.cause, p.points) FILTER (WHERE p.kind = 'give-back'),
    jsonb_object_agg(p.cause, p.points) FILTER (WHERE p.kind = 'revocation')
FROM posted p LEFT JOIN loyalty_hold h
    ON h.account_id = p.account_id AND h.version = p.version
    AND h.account_id BETWEEN %(first)s AND %(last)s
GROUP BY p.account_id, p.reference
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """What one reference did to one account; None where nothing was posted.

    `by_order` says that the accrual was made by an order, not by a gift or an
    import. `given_back` and `revoked` are points by the reference of their cause.
    """

    held: int | None = None
    is_held: bool = False
    redeemed: int | None = None
    accrued: int | None = None
    rule_version: int | None = None
    by_order: bool = False
    scheduled: bool = False
    shares: Stored | None = None
    given_back: Mapping[str, int] = field(default_factory=dict)
    revoked: Mapping[str, int] = field(default_factory=dict)


Traces = dict[tuple[int, str], Trace]


def of_accounts(part: Range) -> Traces:
    """Return what was posted to the accounts of these keys, by key and reference."""
    with connection.cursor() as cursor:
        cursor.execute(_TRACES, {"first": part.first, "last": part.last})
        return {
            (account_id, reference): Trace(  # type: ignore[call-arg]  # by its own order
                *facts,
                shares and json.loads(shares),
                _by_cause(given_back),
                _by_cause(revoked),
            )
            for account_id, reference, *facts, shares, given_back, revoked in cursor
        }


def _by_cause(points: str | None) -> dict[str, int]:
    return json.loads(points) if points else {}


def enrolled(part: Range) -> dict[int, datetime]:
    """Return since when each of these keys is a member's."""
    accounts = Account.objects.filter(**part.limits("pk"))
    return dict(accounts.values_list("pk", "enrolled_at"))
