"""What was earned or redeemed under a reference, and what is left of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from loyalty.models import Lot, Movement, Posting
from loyalty.people import Person
from loyalty.reading.balances import balance
from loyalty.reading.rows import rows


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


# What is left to give back of a redemption, the last drawn first, as `ledger.give_back`
# takes it: by lot, with its date and whether it had its grace.
_LEFT = """
    SELECT taken.points, l.expires_at, (
        SELECT coalesce((ledger.known_date(expires_at, revived ORDER BY version)
            ).had_grace, false)
        FROM (
            SELECT version, expires_at, NULL::timestamptz AS revived
            FROM loyalty_posting WHERE account_id = l.account_id
                AND coalesce(related_version, version) = l.number
                AND expires_at IS NOT NULL AND kind <> 'give-back'
            UNION ALL
            SELECT p.version, p.expires_at, p.occurred_at FROM loyalty_posting p
            WHERE p.account_id = l.account_id AND p.kind = 'give-back'
                AND p.expires_at IS NOT NULL AND EXISTS (
                    SELECT FROM loyalty_movement m
                    WHERE m.account_id = p.account_id AND m.version = p.version
                        AND m.lot_number = l.number)
        ) said)
    FROM (
        SELECT lot_number, m.seq, m.points - coalesce((
            SELECT sum(b.points) FROM loyalty_posting p
            JOIN loyalty_movement b USING (account_id, version)
            WHERE p.account_id = m.account_id AND p.related_version = m.version
                AND p.kind = 'give-back' AND b.lot_number = m.lot_number
        ), 0) AS points
        FROM loyalty_movement m WHERE m.account_id = %s AND m.version = %s
    ) taken
    JOIN loyalty_lot l ON l.account_id = %s AND l.number = taken.lot_number
    WHERE taken.points > 0 ORDER BY taken.seq DESC
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

    As giving them back at `at` would do it: what is owed is repaid first, and a lot
    that has expired lives again until `grace_until`, once.
    """
    found = _find(member, Posting.Kind.REDEMPTION, reference)
    if found is None:
        return Freed()
    owed = balance(member=member, at=at).owed
    usable = repaid = expired = 0
    for left, expires_at, had_grace in rows(
        _LEFT, [member.pk, found.version, member.pk]
    ):
        part = min(points, int(left))
        points -= part
        revives = grace_until is not None and expires_at < grace_until and not had_grace
        if expires_at > at or revives:
            paid = min(owed, part)
            owed, repaid, usable = owed - paid, repaid + paid, usable + part - paid
        else:
            expired += part
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


def _undone(member: Person, original: Posting, kind: Posting.Kind) -> int:
    undoing = Posting.objects.filter(
        account_id=member.pk, related_version=original.version, kind=kind
    )
    return _moved(member, version__in=undoing.values("version"))
