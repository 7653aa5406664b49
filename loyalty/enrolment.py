"""Enrol a person in the programme; freeze and thaw what an account may spend."""

from datetime import datetime

from loyalty import ledger
from loyalty.models import Account
from loyalty.people import Person

NotAMember = ledger.NotAMember


def enrol(*, member: Person, enrolled_at: datetime) -> Account:
    """Open the member's points account; enrolling again changes nothing."""
    return ledger.enrol(member_id=member.pk, at=enrolled_at)


def freeze(*, member: Person, frozen_at: datetime) -> None:
    """Stop redemptions until `thaw`; the member keeps earning.

    Raises NotAMember.
    """
    ledger.freeze(member_id=member.pk, at=frozen_at)


def thaw(*, member: Person) -> None:
    """Allow redemptions again.

    Raises NotAMember.
    """
    ledger.freeze(member_id=member.pk, at=None)
