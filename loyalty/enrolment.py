"""Enrol a person in the programme; freeze and thaw what an account may spend."""

from datetime import datetime

from loyalty import ledger
from loyalty.models import Account
from loyalty.people import Person

NotAMember = ledger.NotAMember
# Somebody decided it, and nobody but they know why.
BY_HAND = "by-hand"


def enrol(*, member: Person, enrolled_at: datetime) -> Account:
    """Open the member's points account; enrolling again changes nothing."""
    return ledger.enrol(member_id=member.pk, at=enrolled_at)


def freeze(
    *,
    member: Person,
    frozen_at: datetime,
    until: datetime | None = None,
    cause: str = BY_HAND,
) -> None:
    """Stop redemptions until that moment, or until `thaw`; the member keeps earning.

    Each `cause` lasts for itself: frozen again it lasts longer, never shorter. What
    was set aside before stays so. Raises NotAMember.
    """
    ledger.freeze(member_id=member.pk, cause=cause, at=frozen_at, until=until)


def thaw(*, member: Person, cause: str = BY_HAND) -> None:
    """Take a cause away; without any that is left, redemptions are allowed again.

    Raises NotAMember.
    """
    ledger.thaw(member_id=member.pk, cause=cause)
