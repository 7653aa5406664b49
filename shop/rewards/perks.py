"""What a tier gives by hand, at a pick-up point, once in each year that it is held.

And once in A_YEAR to one person, however their tier came and went meanwhile, and to
whichever of their accounts that were merged: `gives_once` in operations/guards.sql.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from loyalty import merging
from loyalty.arithmetic.tiers import Tier, a_year_after
from loyalty.tiers import reading
from loyalty.tiers.reading import today
from shop.audit.record import record
from shop.rewards.models import PerkGiven
from shop.rewards.tiers import called, held_tier, ladder_at, perk
from shop.users.models import User

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A perk that a member has not had since the day on which its year began."""

    member_id: int
    tier: Tier
    begins: date

    @property
    def name(self) -> str:
        return called(self.tier)

    @property
    def what(self) -> str:
        return perk(self.tier)


def due(*, member_id: int | None, at: datetime) -> Due | None:
    """Return what is to be handed out to a member now, if there is something."""
    ladder, day = ladder_at(at), today(at)
    if member_id is None or ladder is None:
        return None
    owner = merging.heirs(keys=[member_id])[member_id]
    holds = reading.held_by(keys=[owner]).get(owner)
    tier = held_tier(holds, ladder, day)
    if not any(tier.perks.values()):
        return None
    begins = _year_of(holds.since if holds else ladder.begins, day)
    if _given(owner, tier.code).filter(_within(begins, at)).exists():
        return None
    return Due(member_id=owner, tier=tier, begins=begins)


@transaction.atomic
def hand_out(
    *, member_id: int | None, order: str, actor: User, at: datetime
) -> PerkGiven | None:
    """Write down that what is due was handed out with an order.

    None where nothing is due, or somebody has handed it out meanwhile, and for one's
    own account.
    """
    found = due(member_id=member_id, at=at)
    if found is None or found.member_id == actor.pk:
        return None
    try:
        with transaction.atomic():
            given = PerkGiven.objects.create(
                member_id=found.member_id,
                tier=found.tier.code,
                begins=found.begins,
                given_by=actor,
                given_at=at,
            )
    except IntegrityError:
        return None
    record(
        actor=actor,
        action="tier.hand-out",
        subject=f"order:{order}",
        recorded_at=at,
        after={"tier": found.tier.code},
    )
    return given


def _given(owner: int, tier: str) -> QuerySet[PerkGiven]:
    accounts = merging.forerunners(keys=[owner])
    return PerkGiven.objects.filter(member__in=accounts, tier=tier)


def _within(begins: date, at: datetime) -> Q:
    """What was given in this year of the tier, or less than a year ago."""
    return Q(begins=begins) | Q(given_at__gt=at - A_YEAR)


def _year_of(since: date, day: date) -> date:
    """Return the day on which the year of the tier began that a day is in."""
    begins = since
    while a_year_after(begins) <= day:
        begins = a_year_after(begins)
    return begins
