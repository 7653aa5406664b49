"""Every read of the programme. A balance is read at a moment, now or later.

What time has decided is counted whether it was booked or not, so a late worker
changes nothing anybody sees. What ends in `as_of` reads a moment that is over: it
rebuilds from the movements what would have been read then, and costs more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Lower

from loyalty.expiry import last_valid_date
from loyalty.models import Account, Movement, Posting
from loyalty.people import Person


@dataclass(frozen=True)
class Expiry:
    """Points and the last date on which they count."""

    date: date
    points: int


@dataclass(frozen=True)
class Maturity:
    """Points and the moment from which they can be spent."""

    at: datetime
    points: int


@dataclass(frozen=True)
class Balance:
    available: int = 0
    pending: int = 0
    held: int = 0
    owed: int = 0
    next_expiry: Expiry | None = None
    next_maturity: Maturity | None = None
    frozen: bool = False

    @property
    def spendable(self) -> int:
        """What an order could use now: nothing while points are owed."""
        return 0 if self.owed or self.frozen else self.available


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
    def last_valid_date(self) -> date:
        return last_valid_date(self.expires_at)


@dataclass(frozen=True)
class Accrued:
    """What an accrual granted, and what is left of it after returns."""

    posting: Posting
    granted: int
    revoked: int
    rule_version: int | None

    @property
    def kept(self) -> int:
        return self.granted - self.revoked


@dataclass(frozen=True)
class Redeemed:
    """What a redemption used, and what was given back of it."""

    posting: Posting
    points: int
    given_back: int

    @property
    def kept(self) -> int:
        return self.points - self.given_back


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


def is_member(person: Person) -> bool:
    return Account.objects.filter(pk=person.pk).exists()


def members_by_address(addresses: Iterable[str]) -> dict[str, int]:
    """Return the keys of those who are members, by address in small letters."""
    return dict(
        Account.objects.annotate(address=Lower("member__email"))
        .filter(address__in=set(addresses))
        .values_list("address", "pk")
    )


def members_count() -> int:
    return Account.objects.count()


def balance(*, member: Person, at: datetime) -> Balance:
    """Return what the member has; all zeros for somebody who is not a member."""
    return balances(members=[member], at=at).get(member.pk, Balance())


def balance_as_of(*, member: Person, at: datetime) -> Balance:
    """Return what the member had; whether it was frozen then is not kept."""
    rows = _rows(
        "SELECT b.*, false FROM ledger.past_balances(%s, %s) b", [[member.pk], at]
    )
    return _balance(rows[0][1:]) if rows else Balance()


def balances(*, members: Iterable[Person], at: datetime) -> dict[int, Balance]:
    """Return the balances of many members, by their key, with one query."""
    rows = _rows(
        "SELECT b.*, a.frozen_at IS NOT NULL FROM ledger.balances_at(%s, %s) b"
        " JOIN loyalty_account a USING (account_id)",
        [[member.pk for member in members], at],
    )
    return {row[0]: _balance(row[1:]) for row in rows}


def open_lots(*, member: Person, at: datetime) -> list[OpenLot]:
    """Return the lots with points in them, in the order they will be drawn."""
    return _open_lots("lots_at", member, at)


def open_lots_as_of(*, member: Person, at: datetime) -> list[OpenLot]:
    """Return the lots that had points in them, with the dates known then."""
    return _open_lots("past_lots", member, at)


def statement(*, member: Person, until: datetime | None = None) -> QuerySet[Posting]:
    """Return all postings, the newest first, each with its `points_change`.

    Lazy: slice or paginate it. `posting.explanation` says why, in the reader's
    language. With `until`, those that had occurred by then, whenever booked.
    """
    earlier = Posting.objects.filter(
        account_id=OuterRef("account_id"), version=OuterRef("version") - 1
    ).values(own=_OWN)
    occurred = {} if until is None else {"occurred_at__lte": until}
    return (
        Posting.objects.filter(account_id=member.pk, **occurred)
        .annotate(points_change=_OWN - Coalesce(Subquery(earlier), Value(0)))
        .select_related("actor")
        .order_by("-version")
    )


def posting(*, member: Person, version: int) -> Posting:
    """Return one posting of the member's own; raises Posting.DoesNotExist."""
    return statement(member=member).get(version=version)


def movements(*, member: Person, version: int) -> QuerySet[Movement]:
    """Return what moved within one posting."""
    return Movement.objects.filter(account_id=member.pk, version=version).order_by(
        "seq"
    )


def accrued(*, member: Person, reference: str) -> Accrued | None:
    """Return what was earned under `reference`; None when nothing was posted."""
    found = _find(member, Posting.Kind.ACCRUAL, reference)
    if found is None:
        return None
    return Accrued(
        posting=found,
        granted=_moved(member, version=found.version),
        revoked=_undone(member, found, Posting.Kind.REVOCATION),
        rule_version=found.rule_id,
    )


def redeemed(*, member: Person, reference: str) -> Redeemed | None:
    """Return what was redeemed under `reference`; None when nothing was."""
    found = _find(member, Posting.Kind.REDEMPTION, reference)
    if found is None:
        return None
    return Redeemed(
        posting=found,
        points=_moved(member, version=found.version),
        given_back=_undone(member, found, Posting.Kind.GIVE_BACK),
    )


def redeemed_under(*, uses: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the points redeemed per member key and reference, with one query.

    Uses under which nothing was redeemed are left out.
    """
    uses = list(uses)
    rows = _rows(
        "SELECT p.account_id, p.reference, sum(m.points)::bigint"
        " FROM unnest(%s::bigint[], %s::text[]) AS u (member, reference)"
        " JOIN loyalty_posting p ON p.account_id = u.member"
        " AND p.kind = 'redemption' AND p.reference = u.reference"
        " JOIN loyalty_movement m USING (account_id, version)"
        " GROUP BY p.account_id, p.reference",
        [[key for key, _ in uses], [reference for _, reference in uses]],
    )
    return {(account_id, reference): points for account_id, reference, points in rows}


def programme_totals(*, at: datetime) -> Totals:
    """Return the sums over all accounts: a scan, meant for staff pages."""
    [row] = _rows(
        "SELECT count(*), coalesce(sum(available), 0)::bigint,"
        " coalesce(sum(pending), 0)::bigint, coalesce(sum(held), 0)::bigint,"
        " coalesce(sum(owed), 0)::bigint FROM ledger.balances_at(NULL, %s)",
        [at],
    )
    return Totals(*row)


def programme_totals_as_of(*, moments: Iterable[datetime]) -> dict[datetime, Totals]:
    """Return what the sums were at each moment, in order: one look at everything."""
    rows = _rows("SELECT * FROM ledger.past_totals(%s)", [list(moments)])
    return {at: Totals(*sums) for at, *sums in rows}


def moved_between(*, starts_at: datetime, ends_at: datetime) -> dict[str, int]:
    """Return the points moved by postings of [starts_at, ends_at), by kind.

    A posting counts when it occurred; none is recorded before that, so the small
    index on the time of recording finds them.
    """
    rows = _rows(
        "SELECT m.kind, sum(m.points)::bigint FROM loyalty_posting p"
        " JOIN loyalty_movement m USING (account_id, version)"
        " WHERE p.recorded_at >= %s AND p.occurred_at >= %s AND p.occurred_at < %s"
        " GROUP BY m.kind",
        [starts_at, starts_at, ends_at],
    )
    return dict(rows)


_OWN = F("available_after") + F("pending_after") - F("owed_after")


_OPEN_LOTS = (
    "SELECT number, granted, available, pending, held, matures_at, expires_at"
    " FROM ledger.{}(%s, %s) WHERE available + pending + held > 0"
    " ORDER BY expires_at, number"
)


def _open_lots(reader: str, member: Person, at: datetime) -> list[OpenLot]:
    rows = _rows(_OPEN_LOTS.format(reader), [[member.pk], at])
    return [OpenLot(*row) for row in rows]


def _balance(row: tuple[Any, ...]) -> Balance:
    available, pending, held, owed = row[:4]
    expires_at, expiring, matures_at, maturing, frozen = row[4:]
    return Balance(
        available=available,
        pending=pending,
        held=held,
        owed=owed,
        next_expiry=expires_at and Expiry(last_valid_date(expires_at), expiring),
        next_maturity=matures_at and Maturity(matures_at, maturing),
        frozen=frozen,
    )


def _find(member: Person, kind: Posting.Kind, reference: str) -> Posting | None:
    return Posting.objects.filter(
        account_id=member.pk, kind=kind, reference=reference
    ).first()


def _moved(member: Person, **which: Any) -> int:
    total = Movement.objects.filter(account_id=member.pk, **which).aggregate(
        points=Sum("points")
    )
    return total["points"] or 0


def _undone(member: Person, original: Posting, kind: Posting.Kind) -> int:
    undoing = Posting.objects.filter(
        account_id=member.pk, related_version=original.version, kind=kind
    )
    return _moved(member, version__in=undoing.values("version"))


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
