"""Write a ladder down. Nobody holds a tier by it yet."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from loyalty.models import Ladder, Tier
from loyalty.people import Actor
from loyalty.tiers.checking import Fields, InvalidLadder, checked, said

__all__ = [
    "DRAFT",
    "InvalidLadder",
    "LadderChangedMeanwhile",
    "NothingChanged",
    "draft_ladder",
    "newest",
]

DRAFT = "loyalty.draft_ladder"


class LadderChangedMeanwhile(Exception):
    """Somebody else has written another version: `args[0]` is its number."""


class NothingChanged(Exception):
    """It would say what the ladder of the number `args[0]` says."""


@transaction.atomic
def draft_ladder(
    *,
    actor: Actor,
    drafted_at: datetime,
    starts_on: date,
    tiers: Sequence[Fields],
    based_on: int = 0,
) -> Ladder:
    """Write another version of the ladder, from the lowest tier to the highest.

    `based_on` is the number of the one that was seen, 0 where there was none. Whoever
    holds a tier of its `code` holds the same tier on this one.

    Raises PermissionDenied without loyalty.draft_ladder, InvalidLadder, NothingChanged
    and, where another was written since, LadderChangedMeanwhile.
    """
    if not actor.has_perm(DRAFT):
        raise PermissionDenied(DRAFT)
    rising = checked(tiers)
    last = newest()
    number = last.number if last else 0
    if number != based_on:
        raise LadderChangedMeanwhile(number)
    if last and last.starts_on == starts_on and _same(last, rising):
        raise NothingChanged(number)
    try:
        with transaction.atomic():
            ladder = Ladder.objects.create(
                number=number + 1,
                starts_on=starts_on,
                author_id=actor.pk,
                drafted_at=drafted_at,
            )
            for tier in rising:
                tier.ladder = ladder
            Tier.objects.bulk_create(rising)
    except IntegrityError as error:
        if Ladder.objects.filter(number=number + 1).exists():
            raise LadderChangedMeanwhile(number + 1) from error
        raise
    return ladder


def newest() -> Ladder | None:
    return Ladder.objects.order_by("-number").first()


def _same(ladder: Ladder, rising: Sequence[Tier]) -> bool:
    return [said(tier) for tier in ladder.tiers.order_by("place")] == [
        said(tier) for tier in rising
    ]
