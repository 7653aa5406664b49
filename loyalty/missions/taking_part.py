"""A member begins a mission: once, and all they can get by it is set aside for them."""

from datetime import date, datetime

from django.utils import timezone

from loyalty import ledger
from loyalty.ledger import NotAMember
from loyalty.models import Account, MissionPart, MissionVersion
from loyalty.people import Person

__all__ = ["BegunBefore", "ForNewMembers", "Full", "NotAMember", "NotOpen", "begin"]


class NotOpen(Exception):
    """It has not begun, was replaced, or has ended."""


class BegunBefore(Exception):
    """The member has begun this mission already, perhaps another version of it."""


class Full(Exception):
    """What its budget has left would not do for one more member."""


class ForNewMembers(Exception):
    """The member was one before it began."""


_REFUSALS = {
    "not-a-member": NotAMember,
    "begun": BegunBefore,
    "not-open": NotOpen,
    "for-new-members": ForNewMembers,
    "full": Full,
}


def begin(
    *, member: Person, version: MissionVersion, began_at: datetime
) -> MissionPart:
    """Take part from now on; new members from when they joined.

    Raises NotAMember, BegunBefore, NotOpen, ForNewMembers, Full.
    """
    counts_from = began_at
    if version.audience == MissionVersion.Audience.NEW_MEMBERS:
        account = Account.objects.filter(pk=member.pk).first()
        counts_from = account.enrolled_at if account else began_at
    refusal = ledger.begin_mission(
        member_id=member.pk,
        version_id=version.pk,
        at=began_at,
        day=local_day(counts_from),
    )
    if refusal is not None:
        raise _REFUSALS[refusal](version.pk)
    return MissionPart.objects.get(account=member.pk, version=version)


def local_day(moment: datetime) -> date:
    """The date of the programme's zone."""
    return timezone.localdate(moment, timezone.get_default_timezone())
