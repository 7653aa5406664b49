"""Exchange points for vouchers, use these, and take them back.

A voucher is a redemption whose points orders use later (docs/adr/0054-*.md). Nothing
here names another member, a price or money that goes out.
"""

import secrets
from datetime import datetime

from loyalty import ledger
from loyalty.expiry import expires_after_days
from loyalty.ledger import AccountClosed, NotAllowed, ReferenceReused
from loyalty.models import (
    Posting,
    Voucher,
    VoucherChoice,
    VoucherEntry,
    VoucherKind,
)
from loyalty.people import Actor, OwnAccount, Person
from loyalty.points import valid_points
from loyalty.redemption import AccountFrozen, NotEnoughPoints, PointsOwed
from loyalty.returns import MoreThanRedeemed, TooEarly, grace_until
from loyalty.why import (
    Why,
    exchanged,
    valid_reason,
    voucher_cancelled,
    voucher_expired,
    voucher_undone,
)

__all__ = [
    "AccountClosed",
    "AccountFrozen",
    "EnoughVouchers",
    "MoreThanUsed",
    "NoSuchUse",
    "NoSuchVoucher",
    "NotAllowed",
    "NotEnoughPoints",
    "NotOffered",
    "OwnAccount",
    "PointsOwed",
    "ReferenceReused",
    "Voucher",
    "VoucherChoice",
    "VoucherEntry",
    "VoucherIsOver",
    "VoucherIsUsed",
    "VoucherKind",
    "VoucherRuns",
    "cancel",
    "exchange",
    "expire",
    "give_back",
    "is_of_a_voucher",
    "return_to",
    "use",
]

# Without signs that look alike. Twelve of them: 10^17, which nobody guesses.
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 12
# Of the references of redemptions; the tables ask for it as well.
PREFIX = "voucher:"


class NotOffered(Exception):
    """Points are not exchanged for this, or no longer."""


class EnoughVouchers(Exception):
    """The member made `args[0]` of these within thirty days: as many as one may."""


class NoSuchVoucher(Exception):
    """The member has no such voucher."""


class VoucherIsOver(Exception):
    """It was given back or cancelled, or its time is up."""


class VoucherIsUsed(Exception):
    """Only `args[0]` points of it are left."""


class VoucherRuns(Exception):
    """Its time is not up."""


class NoSuchUse(Exception):
    """The order used no voucher."""


class MoreThanUsed(Exception):
    """Only `args[0]` of the points the order used were not given back yet."""


_GIVING_BACK = {"more-than-redeemed": MoreThanRedeemed, "too-early": TooEarly}
_ENDING = {
    "no-such-voucher": NoSuchVoucher,
    "voucher-over": VoucherIsOver,
    "voucher-used": VoucherIsUsed,
    "voucher-runs": VoucherRuns,
    **_GIVING_BACK,
}


def exchange(
    *,
    member: Person,
    choice: VoucherChoice,
    points_per_unit: int,
    currency: str,
    reference: str,
    at: datetime,
) -> Voucher:
    """Turn points of the member's into a voucher, at the fixed value of a point.

    Repeating a call with the same `reference` returns the first voucher. The words of
    its posting say what `points_per_unit` come to; the ledger asks the rule itself.
    Raises NotOffered, EnoughVouchers, NotEnoughPoints, PointsOwed, AccountFrozen,
    AccountClosed and ReferenceReused.
    """
    named = f"{PREFIX}{reference}"
    posting = ledger.post(
        "exchange",
        {
            "not-offered": NotOffered,
            "enough": EnoughVouchers,
            "not-enough": NotEnoughPoints,
            "owed": PointsOwed,
            "frozen": AccountFrozen,
        },
        member=member.pk,
        choice=choice.pk,
        code="".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH)),
        reference=named,
        at=at,
        why=exchanged(
            voucher=named,
            amount=choice.worth(points_per_unit=points_per_unit),
            currency=currency,
        ).stored(),
        expires=expires_after_days(at, choice.days),
    )
    return Voucher.objects.get(pk=(member.pk, posting.version))


def use(
    *, member: Person, voucher: int, used_by: str, points: int, at: datetime
) -> None:
    """Let the order `used_by` have so many points of a voucher of the member's, once.

    Raises NoSuchVoucher, VoucherIsOver, VoucherIsUsed, PointsOwed, AccountFrozen,
    AccountClosed and ReferenceReused.
    """
    ledger.ask(
        "use_voucher",
        {
            "no-such-voucher": NoSuchVoucher,
            "voucher-over": VoucherIsOver,
            "voucher-used": VoucherIsUsed,
            "owed": PointsOwed,
            "frozen": AccountFrozen,
        },
        member=member.pk,
        voucher=voucher,
        used_by=used_by,
        points=valid_points(points),
        at=at,
    )


def return_to(
    *,
    member: Person,
    voucher: Voucher,
    used_by: str,
    points: int,
    reference: str,
    at: datetime,
    why: Why,
    with_grace: bool = True,
) -> Posting | None:
    """Give an order's part of a voucher back: to it while it runs, else as points.

    Returns the posting if it went to the member as points, None if to the voucher.
    Raises NoSuchUse, MoreThanUsed, TooEarly and ReferenceReused.
    """
    return ledger.ask(
        "return_voucher",
        {"no-such-use": NoSuchUse, "more-than-used": MoreThanUsed, **_GIVING_BACK},
        member=member.pk,
        used_by=used_by,
        points=valid_points(points),
        reference=reference,
        at=at,
        why=why.stored(),
        grace=grace_until(member, reference_of(voucher), at) if with_grace else None,
    )


def give_back(*, member: Person, voucher: Voucher, at: datetime) -> Posting:
    """Let the member have the rest of a voucher back as points, and end it.

    They lie in the lots they came from, with their dates and no grace: nobody
    prolongs points by exchanging them. Repeating it changes nothing. Raises
    NoSuchVoucher, VoucherIsOver and VoucherIsUsed.
    """
    why = voucher_undone(voucher=reference_of(voucher))
    cause = VoucherEntry.Cause.UNDONE
    posting = _end(member, voucher, cause, at, why)
    assert posting is not None  # noqa: S101  nothing left is refused
    return posting


def cancel(
    *, member: Person, voucher: Voucher, actor: Actor, reason: str, at: datetime
) -> Posting:
    """The same by staff, who say why, and for others than themselves.

    Raises also NotAllowed, OwnAccount and ReasonMissing.
    """
    why = voucher_cancelled(voucher=reference_of(voucher), reason=valid_reason(reason))
    cause = VoucherEntry.Cause.CANCELLED
    posting = _end(member, voucher, cause, at, why, actor, valid_reason(reason))
    assert posting is not None  # noqa: S101  nothing left is refused
    return posting


def expire(*, member: Person, voucher: Voucher, at: datetime) -> Posting | None:
    """Book that a voucher's time is up; None when nothing of it was left."""
    why = voucher_expired(voucher=reference_of(voucher))
    return _end(member, voucher, VoucherEntry.Cause.EXPIRED, at, why)


def is_of_a_voucher(reference: str) -> bool:
    """Whether what is known by it was redeemed for a voucher, and for no order."""
    return reference.startswith(PREFIX)


def reference_of(voucher: Voucher) -> str:
    """What the redemption that made it is known by."""
    return Posting.objects.values_list("reference", flat=True).get(
        account_id=voucher.account_id, version=voucher.version
    )


def _end(
    member: Person,
    voucher: Voucher,
    cause: str,
    at: datetime,
    why: Why,
    actor: Actor | None = None,
    reason: str = "",
) -> Posting | None:
    return ledger.ask(
        "end_voucher",
        _ENDING,
        member=member.pk,
        voucher=voucher.version,
        cause=str(cause),
        at=at,
        why=why.stored(),
        actor=actor.pk if actor else None,
        reason=reason,
    )
