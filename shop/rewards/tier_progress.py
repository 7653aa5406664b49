"""How far a member is on the ladder, as their own page and that of staff tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from loyalty.arithmetic.tiers import Held, Progress, Tier, progress
from loyalty.tiers import reading
from loyalty.tiers.reading import today
from shop.rewards.standing import purchases_of
from shop.rewards.tiers import called, held_tier, ladder_at, perk

# What counts today, or on the last day of a tier, was bought within these days.
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A tier of the ladder, in the active language."""

    tier: Tier
    name: str
    perk: str
    is_held: bool

    @property
    def multiplier(self) -> str:
        """How many times the usual points, where it is more than once."""
        times = self.tier.multiplier
        return f"{times.normalize():f}" if times > 1 else ""


@dataclass(frozen=True, kw_only=True)
class OnLadder:
    """Where a member is: `held` is what is kept, None where nothing was bought."""

    steps: Sequence[Step]
    held: Held | None
    progress: Progress

    @property
    def now(self) -> Step:
        return next(step for step in self.steps if step.is_held)

    @property
    def next_name(self) -> str:
        return called(self.progress.next) if self.progress.next else ""

    @property
    def after_name(self) -> str:
        after = self.progress.after
        return called(after) if after and after.code != self.now.tier.code else ""

    @property
    def since(self) -> date | None:
        return self.held.since if self.held else None

    @property
    def width(self) -> int:
        """The progress to the next tier, in percent."""
        return self.progress.percent

    @property
    def spent(self) -> Decimal:
        return self.progress.spent


def on_ladder(*, member_id: int, at: datetime) -> OnLadder | None:
    """Return where a member is today; None where there are no tiers."""
    ladder, day = ladder_at(at), today(at)
    if ladder is None:
        return None
    holds = reading.held_by(keys=[member_id]).get(member_id)
    tier = held_tier(holds, ladder, day)
    bought = purchases_of([member_id], since=day - A_YEAR)[member_id]
    return OnLadder(
        steps=[
            Step(tier=one, name=called(one), perk=perk(one), is_held=one == tier)
            for one in ladder.tiers
        ],
        held=holds,
        progress=progress(bought, ladder, holds or Held(tier.code, day), day),
    )
