"""Grant what was earned, say when it can be spent, and book that it can."""

from datetime import datetime

from loyalty import ledger
from loyalty.ledger import AccountClosed, ExpiresTooLate, ReferenceReused
from loyalty.ledger.many import CHUNK, Watch, sweep, unwatched
from loyalty.models import Lot, Posting
from loyalty.people import Person
from loyalty.points import InvalidPoints, valid_points
from loyalty.why import Why

__all__ = [
    "AccountClosed",
    "ExpiresTooLate",
    "InvalidPoints",
    "MaturesTooLate",
    "NoSuchAccrual",
    "NotPending",
    "ReferenceReused",
    "accrue",
    "book_maturities",
    "mature_due",
    "schedule_maturity",
]


class NoSuchAccrual(Exception):
    """The member earned nothing under that reference."""


class NotPending(Exception):
    """The points of that accrual can be spent already."""


class MaturesTooLate(Exception):
    """The points would expire before they could be spent."""


def accrue(
    *,
    member: Person,
    points: int,
    reference: str,
    accrued_at: datetime,
    expires_at: datetime,
    why: Why,
    matures_at: datetime | None = None,
    pending: bool = True,
    actor: Person | None = None,
) -> Posting:
    """Grant points, once for a `reference`.

    Pending points wait for `matures_at`, or for `schedule_maturity` when that is
    not known yet; others can be spent at once. What the member owes is repaid
    first, when the points become spendable.

    No points at all are a posting too, without movements: it says why nothing
    was earned, and that the order need not be looked at again. The accrual keeps
    the version of the rule that `why` names, and the `actor` who gave the points
    by hand.

    Where campaigns give some of them, the shares of `why` say which gives how much.
    What those have left for the member is known here, under the lock of the account,
    so fewer points than `points` may come of it: the posting's shares say how many.

    Raises InvalidPoints, ReferenceReused, MaturesTooLate, ExpiresTooLate,
    AccountClosed.
    """
    if points != 0 or isinstance(points, bool):
        valid_points(points)
    if matures_at is not None and (not pending or matures_at >= expires_at):
        raise MaturesTooLate(matures_at)
    return ledger.post(
        "accrue",
        {},
        member=member.pk,
        points=points,
        reference=reference,
        at=accrued_at,
        why=why.stored(),
        matures=matures_at,
        expires=expires_at,
        is_pending=pending,
        rule=why.rule_version,
        actor=actor and actor.pk,
        shares=why.shares,
    )


def schedule_maturity(
    *,
    member: Person,
    accrual_reference: str,
    reference: str,
    matures_at: datetime,
    expires_at: datetime,
    scheduled_at: datetime,
    why: Why,
) -> Posting:
    """Say when the points of an accrual can be spent, and until when.

    A posting without movements. An `expires_at` nearer than the one the points
    have is ignored: their date can be extended, never shortened.

    Raises NoSuchAccrual, NotPending, MaturesTooLate, ExpiresTooLate,
    ReferenceReused, AccountClosed.
    """
    return ledger.post(
        "schedule",
        {
            "no-such-accrual": NoSuchAccrual,
            "not-pending": NotPending,
            "matures-too-late": MaturesTooLate,
        },
        member=member.pk,
        accrual=accrual_reference,
        reference=reference,
        at=scheduled_at,
        why=why.stored(),
        matures=matures_at,
        expires=expires_at,
    )


def mature_due(*, member: Person, at: datetime) -> int:
    """Book what time has decided on one account; return the number of postings."""
    return ledger.book_due(member_ids=[member.pk], at=at)


def book_maturities(
    *, at: datetime, chunk: int = CHUNK, watch: Watch = unwatched
) -> int:
    """Book the points that have become spendable; can be stopped and repeated.

    Changes no balance as `loyalty.reading` reads it. Returns the number of postings.
    """
    due = Lot.objects.filter(pending__gt=0, matures_at__lte=at)
    return sweep(due, by="matures_at", at=at, chunk=chunk, watch=watch)
