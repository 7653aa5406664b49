"""The one door for writes to the ledger: the engine in SQL and its typed face."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

from loyalty.models import Account, Merge, Posting
from loyalty.people import OwnAccount, Person


class NotAMember(Exception):
    """The person has no points account."""


class ReferenceReused(Exception):
    """The reference already stands for another request."""


class AccountClosed(Exception):
    """The account was merged into another one: that of member `args[0]`."""


class ExpiresTooLate(Exception):
    """Points last a hundred years at most: as long as a rule may say."""


_FIELDS = Posting._meta.concrete_fields
_NAMES = [field.attname for field in _FIELDS]

_SENT_AS = {
    **dict.fromkeys(["member", "proposal"], "bigint"),
    **dict.fromkeys(["actor", "approver"], "bigint"),
    **dict.fromkeys(["points", "lot", "choice", "voucher"], "bigint"),
    **dict.fromkeys(["reference", "accrual", "redemption", "reason"], "text"),
    "zone": "text",
    **dict.fromkeys(["code", "used_by", "cause"], "text"),
    **dict.fromkeys(["at", "matures", "expires", "lapses", "grace"], "timestamptz"),
    **dict.fromkeys(["why", "shares"], "jsonb"),
    "is_pending": "boolean",
    **dict.fromkeys(["rule", "step", "nth"], "integer"),
    "version": "bigint",
}


class NotAllowed(PermissionDenied):
    """Whoever signs may not do this; the database was asked."""


Refusals = Mapping[str, type[Exception]]

_ALWAYS: Refusals = {
    "not-a-member": NotAMember,
    "reference-reused": ReferenceReused,
    "closed": AccountClosed,
    "expires-too-late": ExpiresTooLate,
    "not-allowed": NotAllowed,
    "own-account": OwnAccount,
}


def post(door: str, refusals: Refusals, **request: Any) -> Posting:
    """Ask the engine for one posting; the first result when it was asked before.

    One statement, one round trip: it needs no transaction of its own, and inside
    the caller's a refusal leaves that transaction usable.

    Raises what `refusals` names for the engine's refusal, with its detail.
    """
    with _prepared() as cursor:
        cursor.execute(
            _statement(door, tuple(request)),
            {name: _value(value) for name, value in request.items()},
        )
        refusal, detail, *values = cursor.fetchone()
    if refusal is not None:
        raise {**_ALWAYS, **refusals}[refusal](detail)
    return _posting(values)


def ask(door: str, refusals: Refusals, **request: Any) -> Posting | None:
    """The same at a door that may have nothing to post: then nothing moved."""
    asked = post(door, refusals, **request)
    return None if asked.version is None else asked


@cache
def _statement(door: str, names: tuple[str, ...]) -> str:
    """Name what is asked for: what is prepared outlives a migration.

    So the types of what is sent are PostgreSQL's own; those of the doors
    (words.sql) come and go with the engine.
    """
    columns = ", ".join(f"(r.posting).{field.column}" for field in _FIELDS)
    arguments = ", ".join(f"{name} => %({name})s::{_SENT_AS[name]}" for name in names)
    return f"SELECT r.refusal, r.detail, {columns} FROM ledger.{door}({arguments}) AS r"  # noqa: S608  own names


def _prepared() -> CursorWrapper:
    """A cursor whose statements the server parses and plans once a connection."""
    connection.ensure_connection()
    # The stubs know another adapter's cursor.
    server_binding: Any = ServerBindingCursor
    cursor = server_binding(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)


def _posting(values: list[Any]) -> Posting:
    """Make the model's instance of a row, as a queryset would."""
    for place, convert in _converters():
        values[place] = convert(values[place], None, connection)
    return Posting.from_db(connection.alias, _NAMES, values)


@cache
def _converters() -> list[tuple[int, Callable[..., Any]]]:
    return [
        (place, convert)
        for place, field in enumerate(_FIELDS)
        for convert in field.get_db_converters(connection)
    ]


def enrol(*, member_id: int, at: datetime) -> Account:
    _call("SELECT ledger.enrol(%s, %s)", [member_id, at])
    return Account.objects.get(pk=member_id)


def require_open(person: Person) -> None:
    """Raises NotAMember, and AccountClosed where the account was merged."""
    account = Account.objects.filter(pk=person.pk).first()
    if account is None:
        raise NotAMember(person.pk)
    if account.closed_at is not None:
        raise AccountClosed(Merge.objects.get(pk=person.pk).into_id)


def freeze(*, member_id: int, cause: str, at: datetime, until: datetime | None) -> None:
    if not _call("SELECT ledger.freeze(%s, %s, %s, %s)", [member_id, cause, at, until]):
        raise NotAMember(member_id)


def thaw(*, member_id: int, cause: str) -> None:
    if not _call("SELECT ledger.thaw(%s, %s)", [member_id, cause]):
        raise NotAMember(member_id)


def take_campaign_step(
    *, version_id: int, kind: str, actor_id: int, at: datetime, note: str
) -> int:
    """Return the key of the step; what the table refuses is an IntegrityError."""
    return _call(
        "SELECT ledger.take_campaign_step(%s, %s, %s, %s, %s)",
        [version_id, kind, actor_id, at, note],
    )


def decide_mission(
    *, version_id: int, kind: str, actor_id: int, at: datetime, note: str
) -> int:
    """Return the key of the decision; what the table refuses is an IntegrityError."""
    return _call(
        "SELECT ledger.decide_mission(%s, %s, %s, %s, %s)",
        [version_id, kind, actor_id, at, note],
    )


def begin_mission(
    *, member_id: int, version_id: int, at: datetime, day: date
) -> str | None:
    """Return what keeps the member from beginning, in the ledger's word for it."""
    return _call(
        "SELECT ledger.begin_mission(%s, %s, %s, %s)", [member_id, version_id, at, day]
    )


def book_due(*, member_ids: Iterable[int], at: datetime) -> int:
    """Book what is due on these accounts; return the number of postings."""
    return _call("SELECT ledger.book_due(%s, %s)", [list(member_ids), at])


def replay(requests: list[dict[str, Any]]) -> None:
    _call("SELECT ledger.replay(%s)", [json.dumps(requests)])


def differences(*, first: int, last: int) -> list[tuple[int, str, str, Any, Any]]:
    """What is stored of these accounts but does not follow from the movements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, what, place, stored::text, rebuilt::text "
            "FROM ledger.differences_within(%s, %s) ORDER BY account_id, what, place",
            [first, last],
        )
        return cursor.fetchall()


def _call(sql: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def _value(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
