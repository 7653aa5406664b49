"""Bring in whole histories, many postings a statement, through the same door.

Each function below describes one request, in the words of its use case;
`import_history` makes them in the given order. What does not add up is refused:
nothing of its chunk is kept.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from loyalty import ledger
from loyalty.why import Why

Request = dict[str, Any]


def import_history(requests: Iterable[Request], *, chunk: int = 5000) -> int:
    """Make the requests in their order; return how many.

    Each chunk is a transaction of its own, and repeating a history that was cut
    off repeats nothing: requests are known by their references.
    """
    remaining, made = iter(requests), 0
    while part := list(islice(remaining, chunk)):
        with transaction.atomic():
            ledger.replay(part)
        made += len(part)
    return made


def enrol(*, member_id: int, enrolled_at: datetime) -> Request:
    return {"does": "enrol", "member": member_id, "at": enrolled_at.isoformat()}


def accrue(
    *,
    member_id: int,
    points: int,
    reference: str,
    accrued_at: datetime,
    expires_at: datetime,
    why: Why,
    matures_at: datetime | None = None,
    pending: bool = True,
    actor_id: int | None = None,
) -> Request:
    return _request("accrue", member_id, reference, accrued_at, why) | {
        "points": points,
        "expires": expires_at.isoformat(),
        "matures": matures_at and matures_at.isoformat(),
        "is_pending": pending,
        "rule": why.rule_version,
        "actor": actor_id,
    }


def schedule_maturity(
    *,
    member_id: int,
    accrual_reference: str,
    reference: str,
    matures_at: datetime,
    expires_at: datetime,
    scheduled_at: datetime,
    why: Why,
) -> Request:
    return _request("schedule", member_id, reference, scheduled_at, why) | {
        "about": accrual_reference,
        "matures": matures_at.isoformat(),
        "expires": expires_at.isoformat(),
    }


def hold_points(
    *,
    member_id: int,
    points: int,
    reference: str,
    held_at: datetime,
    lapses_at: datetime,
    why: Why,
) -> Request:
    return _request("hold", member_id, reference, held_at, why) | {
        "points": points,
        "expires": lapses_at.isoformat(),
    }


def capture_hold(
    *, member_id: int, reference: str, captured_at: datetime, why: Why
) -> Request:
    return _request("capture", member_id, reference, captured_at, why)


def give_back(
    *,
    member_id: int,
    redemption_reference: str,
    points: int,
    reference: str,
    given_back_at: datetime,
    grace_until: datetime,
    why: Why,
) -> Request:
    return _request("give_back", member_id, reference, given_back_at, why) | {
        "about": redemption_reference,
        "points": points,
        "expires": grace_until.isoformat(),
    }


def revoke(
    *,
    member_id: int,
    accrual_reference: str,
    points: int,
    reference: str,
    revoked_at: datetime,
    why: Why,
) -> Request:
    return _request("revoke", member_id, reference, revoked_at, why) | {
        "about": accrual_reference,
        "points": points,
    }


def _request(
    does: str, member_id: int, reference: str, at: datetime, why: Why
) -> Request:
    return {
        "does": does,
        "member": member_id,
        "reference": reference,
        "at": at.isoformat(),
        "why": why.stored(),
    }
