"""The one door for writes to the ledger: the engine in SQL and its typed face."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.models import Account, Posting


class NotAMember(Exception):
    """The person has no points account."""


class ReferenceReused(Exception):
    """The reference already stands for another request."""


class AccountClosed(Exception):
    """The account was merged into another one: that of member `args[0]`."""


Refusals = Mapping[str, type[Exception]]

_ALWAYS: Refusals = {
    "not-a-member": NotAMember,
    "reference-reused": ReferenceReused,
    "closed": AccountClosed,
}


def post(door: str, refusals: Refusals, **request: Any) -> Posting:
    """Ask the engine for one posting; the first result when it was asked before.

    One statement, one round trip: it needs no transaction of its own, and inside
    the caller's a refusal leaves that transaction usable.

    Raises what `refusals` names for the engine's refusal, with its detail.
    """
    arguments = ", ".join(f"{name} => %({name})s" for name in request)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.refusal, r.detail, (r.posting).* "  # noqa: S608  own names
            f"FROM ledger.{door}({arguments}) AS r",
            {name: _value(value) for name, value in request.items()},
        )
        refusal, detail, *values = cursor.fetchone()
        columns = [column.name for column in cursor.description[2:]]
    if refusal is not None:
        raise {**_ALWAYS, **refusals}[refusal](detail)
    return _posting(dict(zip(columns, values, strict=True)))


def _posting(row: dict[str, Any]) -> Posting:
    """Make the model's instance of a row, as a queryset would."""
    names, values = [], []
    for field in Posting._meta.concrete_fields:
        value = row[str(field.column)]
        for convert in field.get_db_converters(connection):
            value = convert(value, None, connection)
        names.append(field.attname)
        values.append(value)
    return Posting.from_db(connection.alias, names, values)


def enrol(*, member_id: int, at: datetime) -> Account:
    _call("SELECT ledger.enrol(%s, %s)", [member_id, at])
    return Account.objects.get(pk=member_id)


def freeze(*, member_id: int, at: datetime | None) -> None:
    if not _call("SELECT ledger.freeze(%s, %s)", [member_id, at]):
        raise NotAMember(member_id)


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
    return json.dumps(value) if isinstance(value, dict) else value
