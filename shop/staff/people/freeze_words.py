"""Why a member's points are frozen, and until when, as staff read it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from loyalty import reading
from shop.rewards.freezing import LABELS, until
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class FreezeRow:
    """`until` is empty where the end is open."""

    label: str | Promise
    since: datetime
    until: str


def freezes_of(member: User, *, at: datetime) -> list[FreezeRow]:
    return [
        FreezeRow(
            label=LABELS.get(each.cause, each.cause),
            since=each.since,
            until=until(each),
        )
        for each in reading.freezes(member=member, at=at)
    ]
