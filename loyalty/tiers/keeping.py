"""Keep what members hold, as it follows from what they bought."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from loyalty.arithmetic.tiers import Held, Ladder, Purchase, held, in_force
from loyalty.models import TierStanding

Purchases = Callable[[Sequence[int]], Mapping[int, Sequence[Purchase]]]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A member who holds another tier than before; places are those of the ladder."""

    member: int
    before: str
    now: Held
    is_up: bool


@transaction.atomic
def keep(
    *,
    keys: Iterable[int],
    purchases: Purchases,
    ladders: Sequence[Ladder],
    day: date,
) -> list[Moved]:
    """Reckon these members' tiers anew and keep them; return who holds another one.

    Two who do it at once wait for each other: the purchases are read behind the lock.
    """
    ladder = in_force(ladders, day)
    if ladder is None:
        return []
    first = ladder.tiers[0].code
    ordered = sorted(set(keys))
    TierStanding.objects.bulk_create(
        (TierStanding(pk=key, code=first, since=day) for key in ordered),
        ignore_conflicts=True,
    )
    stored = list(
        TierStanding.objects.filter(pk__in=ordered).order_by("pk").select_for_update()
    )
    bought = purchases(ordered)
    changed, moved = [], []
    for standing in stored:
        now = held(bought.get(standing.pk, ()), ladders, day)
        if now is None or now == standing.held():
            continue
        if now.code != standing.code:
            moved.append(_moved(standing, now, ladder))
        standing.code, standing.since = now.code, now.since
        standing.through, standing.after = now.through, now.after
        changed.append(standing)
    TierStanding.objects.bulk_update(changed, ["code", "since", "through", "after"])
    return moved


def _moved(standing: TierStanding, now: Held, ladder: Ladder) -> Moved:
    before, after = ladder.place_of(standing.code), ladder.place_of(now.code)
    return Moved(
        member=standing.pk,
        before=standing.code,
        now=now,
        is_up=(after or 0) > (before or 0),
    )
