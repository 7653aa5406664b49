"""Which ladders there are, how far they have come, and who holds what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from loyalty.arithmetic.tiers import Held
from loyalty.arithmetic.tiers import Ladder as Deciding
from loyalty.campaigns.states import State
from loyalty.models import Ladder, LadderStep, Tier, TierStanding

__all__ = [
    "Ladder",
    "LadderStep",
    "Stand",
    "State",
    "Tier",
    "TierStanding",
    "approved",
    "due",
    "ending",
    "held_by",
    "holders",
    "stands",
    "tier",
    "today",
]

Kind = LadderStep.Kind


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A ladder with its state; `begins` is its first day, where it was approved."""

    ladder: Ladder
    state: State
    begins: date | None


def today(at: datetime) -> date:
    """Return the day of a moment in the programme's zone."""
    return timezone.localdate(at, timezone.get_default_timezone())


def approved() -> list[Deciding]:
    """Return all ladders that hold, held or will, in the order of their days.

    One that begins before an earlier one would have begun takes its place.
    """
    found: list[Deciding] = []
    for stand in _stands(_ladders()):
        if stand.begins is None:
            continue
        found = [one for one in found if one.begins < stand.begins]
        found.append(
            Deciding(
                begins=stand.begins,
                tiers=tuple(tier.deciding() for tier in stand.ladder.tiers.all()),
            )
        )
    return found


def stands(*, at: datetime) -> list[Stand]:
    """Return every ladder, the newest first, with its state at a moment."""
    day, found = today(at), []
    replaced_from: date | None = None
    for stand in reversed(_stands(_ladders())):
        state = stand.state
        if stand.begins is not None:
            if replaced_from is not None and replaced_from <= max(day, stand.begins):
                state = State.REPLACED
            elif stand.begins <= day:
                state = State.RUNNING
            else:
                state = State.SCHEDULED
            replaced_from = min(stand.begins, replaced_from or stand.begins)
        found.append(Stand(ladder=stand.ladder, state=state, begins=stand.begins))
    return found


def tier(*, version: int) -> Tier:
    """Return a tier as the ladder has it that its key is of."""
    return Tier.objects.get(pk=version)


def held_by(*, keys: Iterable[int]) -> dict[int, Held]:
    """Return what is kept of these members; of others nothing is."""
    found = TierStanding.objects.filter(pk__in=list(keys))
    return {one.pk: one.held() for one in found}


def due(*, before: date) -> QuerySet[TierStanding]:
    """Return the standings whose last day lies before a day."""
    return TierStanding.objects.filter(through__lt=before)


def ending(*, after: date, through: date) -> dict[int, Held]:
    """Return what is held by those to whom a lower tier comes after those days."""
    found = TierStanding.objects.filter(through__gt=after, through__lte=through)
    return {one.pk: one.held() for one in found.exclude(after=F("code"))}


def holders() -> dict[str, int]:
    """Return how many members hold each tier, by its code, as it is kept."""
    counted = TierStanding.objects.values("code").annotate(members=Count("pk"))
    return dict(counted.values_list("code", "members"))


def _ladders() -> QuerySet[Ladder]:
    return (
        Ladder.objects.order_by("number")
        .select_related("author")
        .prefetch_related("steps__actor", "tiers")
    )


def _stands(ladders: Iterable[Ladder]) -> list[Stand]:
    found, is_first = [], True
    for ladder in ladders:
        steps = {step.kind: step for step in ladder.steps.all()}
        begins = None
        state = State.IN_REVIEW if steps else State.DRAFT
        if Kind.TURNED_DOWN in steps:
            state = State.TURNED_DOWN
        if yes := steps.get(Kind.APPROVED):
            begins = _first_day(ladder, yes.taken_at, is_first=is_first)
            is_first, state = False, State.SCHEDULED
        found.append(Stand(ladder=ladder, state=state, begins=begins))
    return found


def _first_day(ladder: Ladder, approved_at: datetime, *, is_first: bool) -> date:
    """No day that has begun is reckoned by other tiers than it began with.

    Before the first ladder there were none.
    """
    soonest = today(approved_at)
    if not is_first:
        soonest += timedelta(days=1)
    return max(ladder.starts_on, soonest)
