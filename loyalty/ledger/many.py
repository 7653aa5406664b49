"""Many accounts at once, chunk by chunk: each chunk is a transaction of its own.

What was booked stays booked, so work can be stopped at any point and begun again;
memory holds one chunk. A chunk locks its accounts while it is written, and a shopper
who comes meanwhile waits for it. Chunks larger than CHUNK make nothing faster.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan

from loyalty import ledger
from loyalty.why import Why

CHUNK = 1000


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: `accounts` of those that were due when it began."""

    accounts: int
    of: int
    postings: int


Watch = Callable[[Progress], None]


def unwatched(_progress: Progress) -> None:
    """Nobody looks."""


def sweep(
    due: QuerySet[Any], *, by: str, at: datetime, chunk: int, watch: Watch
) -> int:
    """Book the accounts of the rows `due`, in the order of their moments `by`.

    An account that is locked at that moment is left to whoever holds it, or to the
    next sweep. Returns the number of postings.
    """
    of = due.aggregate(accounts=Count("account_id", distinct=True))["accounts"]
    rows = due.order_by(by, "account_id").values_list(by, "account_id")
    accounts, postings, part = 0, 0, list(rows[:chunk])
    while part:
        ids = sorted({account_id for _moment, account_id in part})
        accounts += len(ids)
        postings += ledger.book_due(member_ids=ids, at=at)
        watch(Progress(accounts, of, postings))
        part = list(rows.filter(_after(by, *part[-1]))[:chunk])
    return postings


def _after(by: str, moment: datetime, account_id: int) -> GreaterThan:
    """Compare both as one value, as the index on them does."""
    return GreaterThan(
        Func(F(by), F("account_id"), function="ROW", output_field=BooleanField()),
        Func(Value(moment), Value(account_id), function="ROW"),
    )


@dataclass(frozen=True)
class Accrual:
    """One accrual, as `earning.accrue` takes it."""

    member_id: int
    points: int
    reference: str
    why: Why
    expires_at: datetime
    matures_at: datetime | None = None
    pending: bool = False


@dataclass(frozen=True)
class Accrued:
    """What became of many accruals; keys of members where they were refused."""

    posted: int
    known: int
    not_members: list[int]
    reused: list[int]


def accrue_each(accruals: Sequence[Accrual], *, at: datetime, actor_id: int) -> Accrued:
    """Make the accruals in their order, as one by one, in one transaction."""
    reasons = {id(one.why): one.why for one in accruals}
    stored = {key: json.dumps(why.stored()) for key, why in reasons.items()}
    columns: dict[str, tuple[str, list[Any]]] = {
        "members": ("bigint", [one.member_id for one in accruals]),
        "points": ("bigint", [one.points for one in accruals]),
        "references": ("text", [one.reference for one in accruals]),
        "whys": ("jsonb", [stored[id(one.why)] for one in accruals]),
        "maturities": ("timestamptz", [one.matures_at for one in accruals]),
        "expiries": ("timestamptz", [one.expires_at for one in accruals]),
        "are_pending": ("boolean", [one.pending for one in accruals]),
        "rules": ("integer", [one.why.rule_version for one in accruals]),
    }
    arrays, parameters = [], []
    for name, (type_, values) in columns.items():
        if len(set(values)) == 1:  # what all have in common is sent once
            arrays.append(f'"{name}" => array_fill(%s::{type_}, ARRAY[%s])')
            parameters += [values[0], len(values)]
        else:
            arrays.append(f'"{name}" => %s::{type_}[]')
            parameters.append(values)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT posted, known, not_members, reused "  # noqa: S608  own names
            f"FROM ledger.accrue_each({', '.join(arrays)}, actor => %s, at => %s)",
            [*parameters, actor_id, at],
        )
        return Accrued(*cursor.fetchone())
