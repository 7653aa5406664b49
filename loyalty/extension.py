"""Let points live longer, by hand: with a reason and a name. Nothing shortens them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from loyalty import ledger
from loyalty.expiry import last_valid_date
from loyalty.ledger import ReferenceReused
from loyalty.models import Posting
from loyalty.people import Actor, OwnAccount, Person
from loyalty.why import ReasonMissing, extended, valid_reason

__all__ = [
    "Change",
    "LotIsClosed",
    "NotLonger",
    "OwnAccount",
    "ReasonMissing",
    "ReferenceReused",
    "change",
    "extend",
]


class LotIsClosed(Exception):
    """The member has no such lot, or nothing is left in it."""


class NotLonger(Exception):
    """The lot lives that long already, or the date has passed."""


@dataclass(frozen=True)
class Change:
    """What an extension did: how many points live until `after`, not `before`."""

    lot: int
    points: int
    before: date
    after: date


def extend(
    *,
    member: Person,
    lot: int,
    expires_at: datetime,
    reference: str,
    reason: str,
    actor: Actor,
    extended_at: datetime,
) -> Posting:
    """Let what is left in a lot, pending and held points too, live until `expires_at`.

    Raises PermissionDenied without loyalty.adjust_points, OwnAccount, ReasonMissing,
    LotIsClosed and NotLonger with the lot's number, ReferenceReused.
    """
    if not actor.has_perm("loyalty.adjust_points"):
        raise PermissionDenied
    if actor.pk == member.pk:
        raise OwnAccount(actor.pk)
    reason = valid_reason(reason)
    return ledger.post(
        "extend",
        {"lot-closed": LotIsClosed, "not-longer": NotLonger},
        member=member.pk,
        lot=lot,
        reference=reference,
        at=extended_at,
        why=extended(reason=reason).stored(),
        expires=expires_at,
        actor=actor.pk,
        reason=reason,
    )


def change(posting: Posting) -> Change:
    """Return what an extension did when it was posted."""
    facts = posting.why["params"]
    before, after = (
        last_valid_date(datetime.fromisoformat(facts[name]))
        for name in ("from", "until")
    )
    return Change(
        lot=posting.related_version or 0,
        points=facts["points"],
        before=before,
        after=after,
    )
