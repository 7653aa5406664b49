"""What was earned or redeemed under a reference, and what is left of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from loyalty.arithmetic.awards import Granted
from loyalty.models import Lot, Movement, Posting
from loyalty.people import Person
from loyalty.reading.balances import balance
from loyalty.reading.rows import rows
from loyalty.shares import granted


@dataclass(frozen=True)
class Accrued:
    """What an accrual granted, and what is left of it after returns.

    `shares` say by which source, where a campaign was one.
    """

    posting: Posting
    granted: int
    revoked: int
    rule_version: int | None
    shares: tuple[Granted, ...] | None = None

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
        shares=_shares(member, found),
    )


def _shares(member: Person, found: Posting) -> tuple[Granted, ...] | None:
    if found.shares is None:
        return None
    revocations = Posting.objects.filter(
        account_id=member.pk,
        related_version=found.version,
        kind=Posting.Kind.REVOCATION,
    )
    return granted(found.shares, revocations.values_list("shares", flat=True))


def redeemed(*, member: Person, reference: str) -> Redeemed | None:
    """Return what was redeemed under `reference`; None when nothing was."""
    found = _find(member, Posting.Kind.REDEMPTION, reference)
    if found is None:
        return None
    return Redeemed(
        posting=found,
        points=_moved(member, version=found.version),
        # What stood in for them goes back with them, and was not redeemed.
        given_back=_undone(
            member, found, Posting.Kind.GIVE_BACK, src=Movement.Bucket.REDEEMED
        ),
    )


def redeemed_under(*, uses: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the points redeemed per member key and reference, with one query.

    Uses under which nothing was redeemed are left out.
    """
    uses = list(uses)
    found = rows(
        "SELECT p.account_id, p.reference, sum(m.points)::bigint"
        " FROM unnest(%s::bigint[], %s::text[]) AS u (member, reference)"
        " JOIN loyalty_posting p ON p.account_id = u.member"
        " AND p.kind = 'redemption' AND p.reference = u.reference"
        " JOIN loyalty_movement m USING (account_id, version)"
        " GROUP BY p.account_id, p.reference",
        [[key for key, _ in uses], [reference for _, reference in uses]],
    )
    return {(account_id, reference): points for account_id, reference, points in found}


@dataclass(frozen=True)
class Freed:
    """What became of points that came back: some can be used, others made up for
    what was owed, or had expired.
    """

    usable: int = 0
    repaid: int = 0
    expired: int = 0


def freed(*, posting: Posting, at: datetime) -> Freed:
    """Return what became of the points that a posting brought back, at `at`."""
    mine = {"account_id": posting.account_id, "version": posting.version}
    repaid = _moved_by(**mine, dst=Movement.Bucket.OWED)
    back = _moved_by(**mine, dst=Movement.Bucket.AVAILABLE)
    usable = _valid(posting.account_id, posting.version, at, Movement.Bucket.AVAILABLE)
    return Freed(usable=usable, repaid=repaid, expired=back - usable)


def would_be_valid(*, member: Person, reference: str, at: datetime) -> int:
    """Return how many points held or redeemed under `reference` would be, without
    grace; 0 when nothing was.
    """
    hold = _find(member, Posting.Kind.HOLD, reference)
    if hold is None:
        return 0
    return _valid(member.pk, hold.version, at, Movement.Bucket.HELD)


_COMING_BACK = """
    SELECT coalesce(sum(d.points) FILTER (WHERE lives), 0)::bigint,
        coalesce(sum(d.points) FILTER (WHERE d.dst = 'owed'), 0)::bigint,
        coalesce(sum(d.points) FILTER (WHERE NOT lives), 0)::bigint
    FROM unnest(ledger.coming_back(
        %(member)s, %(redeemed)s, %(points)s, %(owed)s, %(at)s, %(grace)s
    )) d, LATERAL (
        SELECT CASE d.dst WHEN 'available'
            THEN ledger.lives_until(%(member)s, d.lot, %(at)s, %(grace)s) > %(at)s END
    ) there (lives)
"""


def would_come_back(
    *,
    member: Person,
    reference: str,
    points: int,
    at: datetime,
    grace_until: datetime | None,
) -> Freed:
    """Return what would become of so many points redeemed under `reference`.

    As giving them back at `at` would do it, by the same function of the ledger: what is
    owed is repaid first, and a lot that has expired lives again until `grace_until`,
    once.
    """
    found = _find(member, Posting.Kind.REDEMPTION, reference)
    if found is None:
        return Freed()
    asked = {
        "member": member.pk,
        "redeemed": found.version,
        "points": points,
        "owed": balance(member=member, at=at).owed,
        "at": at,
        "grace": grace_until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMING_BACK, asked)
        usable, repaid, expired = cursor.fetchone()
    return Freed(usable=usable, repaid=repaid, expired=expired)


def _valid(account_id: int, version: int, at: datetime, dst: str) -> int:
    alive = Lot.objects.filter(account_id=account_id, expires_at__gt=at)
    return _moved_by(
        account_id=account_id,
        version=version,
        dst=dst,
        lot_number__in=alive.values("number"),
    )


def _moved_by(**which: Any) -> int:
    total = Movement.objects.filter(**which).aggregate(points=Sum("points"))
    return total["points"] or 0


def _find(member: Person, kind: Posting.Kind, reference: str) -> Posting | None:
    return Posting.objects.filter(
        account_id=member.pk, kind=kind, reference=reference
    ).first()


def _moved(member: Person, **which: Any) -> int:
    return _moved_by(account_id=member.pk, **which)


def _undone(member: Person, original: Posting, kind: Posting.Kind, **which: Any) -> int:
    undoing = Posting.objects.filter(
        account_id=member.pk, related_version=original.version, kind=kind
    )
    return _moved(member, version__in=undoing.values("version"), **which)
