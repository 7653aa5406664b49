"""Tell members by mail of their tier: when it moves, and before it would."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from loyalty.arithmetic.tiers import Held, Ladder, Tier, progress
from loyalty.tiers import reading
from loyalty.tiers.reading import today
from loyalty.why.sharing import name_in
from shop.notices.topics import TIERS
from shop.notices.writing import Notice, write
from shop.rewards.standing import purchases_of
from shop.rewards.tiers import codes, ladder_at
from shop.users.models import User

AHEAD = timedelta(days=30)
# A night that did not run is made up for; the mail is known by its reference.
MISSED = timedelta(days=7)
CHUNK = 500


def tell_moved(
    *,
    member: User,
    code: str,
    before: str,
    is_up: bool,
    reference: str,
    at: datetime,
) -> int:
    """Write that a tier was reached, or that a lower one is held now."""
    ladder = ladder_at(at)
    if ladder is None or not _can_be_written_to(member):
        return 0
    tier = ladder.tier(code)
    with translation.override(member.language):
        context: dict[str, Any] = {"tier": name_in(tier.names)}
        if is_up:
            holds = reading.held_by(keys=[member.pk]).get(member.pk)
            context |= _what_it_gives(tier, holds)
        else:
            context["before"] = name_in(codes().get(before, tier.names))
    kind = "tier-reached" if is_up else "tier-left"
    notice = Notice(
        person=member, kind=kind, topic=TIERS, context=context, reference=reference
    )
    return write([notice], at=at)


def tell_what_ends(*, at: datetime) -> int:
    """Write to all whose tier ends within a month, if nothing keeps it; how many.

    What keeps it is reckoned now. Can be repeated, and run twice at once.
    """
    ladder, day = ladder_at(at), today(at)
    if ladder is None:
        return 0
    ending = reading.ending(after=day + AHEAD - MISSED, through=day + AHEAD)
    return sum(write(_notices(chunk, ladder, day), at=at) for chunk in _chunks(ending))


def _notices(standings: dict[int, Held], ladder: Ladder, day: date) -> list[Notice]:
    bought = purchases_of(list(standings))
    people = User.objects.in_bulk(list(standings))
    found = []
    for key, holds in standings.items():
        person = people[key]
        shown = progress(bought[key], ladder, holds, day)
        if shown.after is None or shown.through is None:
            continue
        if not _can_be_written_to(person):
            continue
        with translation.override(person.language):
            context = {
                "tier": name_in(shown.tier.names),
                "after": name_in(shown.after.names),
                "through": date_format(shown.through, "DATE_FORMAT"),
                "keeps": str(shown.keeps),
                "currency": settings.OSCAR_DEFAULT_CURRENCY,
            }
        found.append(
            Notice(
                person=person,
                kind="tier-ends",
                topic=TIERS,
                context=context,
                reference=f"{key}:{holds.code}:{shown.through}",
            )
        )
    return found


def _what_it_gives(tier: Tier, holds: Held | None) -> dict[str, Any]:
    free_from = tier.free_delivery_from
    return {
        "through": (
            date_format(holds.through, "DATE_FORMAT") if holds and holds.through else ""
        ),
        "multiplier": f"{tier.multiplier.normalize():f}" if tier.multiplier > 1 else "",
        "free_delivery": "" if free_from is None else "from" if free_from else "always",
        "free_delivery_from": str(free_from or Decimal(0)),
        "currency": settings.OSCAR_DEFAULT_CURRENCY,
        "perk": name_in(tier.perks),
    }


def _can_be_written_to(person: User) -> bool:
    return person.is_active and person.confirmed_at is not None


def _chunks(standings: dict[int, Held]) -> Iterator[dict[int, Held]]:
    keys = sorted(standings)
    for start in range(0, len(keys), CHUNK):
        yield {key: standings[key] for key in keys[start : start + CHUNK]}
