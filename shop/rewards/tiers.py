"""The ladder of tiers that pages promise by, and which tier somebody holds by it.

The ladder is kept in the process; what a member holds comes with their balance.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from loyalty.arithmetic.tiers import Held, Ladder, Tier, in_force
from loyalty.people import Key
from loyalty.tiers.reading import approved, today
from loyalty.tiers.reading import tier as read_tier
from loyalty.why.sharing import name_in
from shop.freshness.epochs import kept
from shop.rewards.once import last_balance


def ladders() -> list[Ladder]:
    return kept("ladders", approved)


def ladder_at(at: datetime) -> Ladder | None:
    return in_force(ladders(), today(at))


def tier_of(*, member_id: int | None, at: datetime) -> Tier | None:
    """Return what a member holds; None for a guest, and where there are no tiers."""
    if member_id is None or (ladder := ladder_at(at)) is None:
        return None
    holds = last_balance(member=Key(member_id), at=at).tier
    return held_tier(holds, ladder, today(at))


def held_tier(holds: Held | None, ladder: Ladder, day: date) -> Tier:
    """Return the tier on a ladder: the first for those of whom nothing is kept."""
    return ladder.tier(holds.code_on(day)) if holds else ladder.tiers[0]


def tier_kept(version: int | None) -> Tier | None:
    """Return the tier that an order keeps, as the ladder of then has it."""
    if version is None:
        return None
    for ladder in ladders():
        for tier in ladder.tiers:
            if tier.version == version:
                return tier
    # One of a ladder that another took the place of before it began.
    return read_tier(version=version).deciding()


def called(tier: Tier) -> str:
    """Return the name of a tier in the active language."""
    return name_in(tier.names)


def perk(tier: Tier) -> str:
    """Return what is handed out to those of a tier, in the active language."""
    return name_in(tier.perks)


def codes() -> Mapping[str, Mapping[str, str]]:
    """Return the names of all tiers of all ladders, by their code: the latest names."""
    return {tier.code: tier.names for ladder in ladders() for tier in ladder.tiers}


def next_ladder_begins(*, after: datetime) -> datetime | None:
    """Return when another ladder comes into force, if that is known."""
    zone = timezone.get_default_timezone()
    begins = [
        datetime.combine(ladder.begins, datetime.min.time(), tzinfo=zone)
        for ladder in ladders()
    ]
    return min((moment for moment in begins if moment > after), default=None)


def most_waived(tier: Tier | None, *, goods: Decimal, ordinary: Decimal) -> Decimal:
    """Return what a tier takes off delivery: what the ordinary parcel costs."""
    if tier is not None and tier.makes_delivery_free(goods=goods):
        return ordinary
    return Decimal(0)
