"""Which tier somebody holds by what they bought and kept: pure, day by day.

A tier is held for a year from the last purchase with which those of a year came to its
threshold, so whoever buys more holds no less. What went back was never bought. See
docs/tiers.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from loyalty.dates import add_months

# The source of what a tier adds to the points of a purchase.
TIER = "tier"

MOST_TIERS = 8
MOST_TIMES = 10
A_DAY = timedelta(days=1)
NOTHING = Decimal(0)


class Purchase(NamedTuple):
    """What is kept of one, in money for goods, and the day from which it counts."""

    on: date
    paid: Decimal


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One tier as a version of the ladder has it; `code` is the same in all of them."""

    version: int
    code: str
    threshold: Decimal
    names: Mapping[str, str] = field(default_factory=dict)
    multiplier: Decimal = Decimal(1)
    free_delivery_from: Decimal | None = None
    perks: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""

    def makes_delivery_free(self, *, goods: Decimal) -> bool:
        return self.free_delivery_from is not None and goods >= self.free_delivery_from


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The tiers that hold from a day on, by rising thresholds: the first is for all."""

    tiers: tuple[Tier, ...]
    begins: date

    def reached(self, spent: Decimal) -> int:
        """Return the place of the highest tier that so much reaches."""
        return max(
            place
            for place, tier in enumerate(self.tiers)
            if tier.threshold <= max(spent, NOTHING)
        )

    def place_of(self, code: str) -> int | None:
        codes = [tier.code for tier in self.tiers]
        return codes.index(code) if code in codes else None

    def tier(self, code: str) -> Tier:
        """Return the tier of that code; the first where there is none."""
        return self.tiers[self.place_of(code) or 0]


@dataclass(frozen=True)
class Held:
    """The tier that is held, since when, through which day, and which comes after it.

    The first is held without end: `through` is None, and nothing comes after.
    """

    code: str
    since: date
    through: date | None = None
    after: str = ""

    def code_on(self, day: date) -> str:
        """Return what is held then, if nothing is bought until then."""
        is_over = self.through is not None and day > self.through
        return self.after if is_over else self.code


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What counts today, what is missing to the next tier, and to keep the present one.

    `stays` still counts on the last day of the tier: whoever buys for what `keeps`
    until then holds it for longer.
    """

    tier: Tier
    spent: Decimal
    next: Tier | None
    missing: Decimal
    through: date | None
    stays: Decimal
    keeps: Decimal
    after: Tier | None

    @property
    def percent(self) -> int:
        """How far they have come to the next tier."""
        if self.next is None:
            return 100
        return int(100 * min(self.spent / self.next.threshold, Decimal(1)))


def a_year_after(day: date) -> date:
    return add_months(day, 12)


def spent_on(purchases: Iterable[Purchase], day: date) -> Decimal:
    """Return what counts on a day: what was bought then, or less than a year before."""
    return sum(
        (one.paid for one in purchases if one.on <= day < a_year_after(one.on)), NOTHING
    )


def in_force(ladders: Iterable[Ladder], day: date) -> Ladder | None:
    """Return the last of these, in the order of their days, that has begun by a day."""
    begun = [ladder for ladder in ladders if ladder.begins <= day]
    return begun[-1] if begun else None


def held(
    purchases: Iterable[Purchase], ladders: Sequence[Ladder], day: date
) -> Held | None:
    """Return what is held on a day, by purchases until then; None without a ladder.

    `ladders` are in the order of the days on which they begin. On that day everybody
    is looked at, as with a purchase.
    """
    begun = [ladder for ladder in ladders if ladder.begins <= day]
    if not begun:
        return None
    bought = [one for one in purchases if one.on <= day and one.paid > NOTHING]
    walk = _Walk(begun, bought)
    code, through = walk.held_on(day)
    since = begun[0].begins
    before = ""
    for turn in walk.turns(day):
        held_then, _through = walk.held_on(turn)
        if held_then != before:
            before, since = held_then, turn
    if through is None:
        return Held(code=code, since=since)
    after, _through = walk.held_on(through + A_DAY, known=day)
    return Held(code=code, since=since, through=through, after=after)


class _Walk:
    """What was reached on which day, by the ladder of that day."""

    def __init__(self, ladders: Sequence[Ladder], bought: Sequence[Purchase]):
        self.ladders = ladders
        first = ladders[0].begins
        days = {one.begins for one in ladders} | {
            one.on for one in bought if one.on > first
        }
        self.reached = {day: self._reached(bought, day) for day in sorted(days)}

    def turns(self, until: date) -> list[date]:
        """Return the days on which another tier can be held than on the day before."""
        ends = {a_year_after(day) + A_DAY for day in self.reached}
        return sorted(day for day in self.reached.keys() | ends if day <= until)

    def held_on(
        self, day: date, *, known: date | None = None
    ) -> tuple[str, date | None]:
        """Return the highest tier of those reached within a year, and its last day.

        By the ladder of that day, or of the one that is `known`.
        """
        ladder = in_force(self.ladders, known or day) or self.ladders[0]
        alive = [
            (_place(tier, ladder), a_year_after(then))
            for then, tier in self.reached.items()
            if then <= day <= a_year_after(then)
        ]
        place = max((place for place, _end in alive), default=0)
        ends = [end for at, end in alive if at == place]
        return ladder.tiers[place].code, max(ends) if place else None

    def _reached(self, bought: Sequence[Purchase], day: date) -> Tier:
        ladder = in_force(self.ladders, day) or self.ladders[0]
        return ladder.tiers[ladder.reached(spent_on(bought, day))]


def _place(tier: Tier, ladder: Ladder) -> int:
    """Return the place of the same tier on another ladder.

    Where that has it no more, of the one that its threshold reaches. The first is where
    everybody begins, whatever it is called.
    """
    if not tier.threshold:
        return 0
    same = ladder.place_of(tier.code)
    return ladder.reached(tier.threshold) if same is None else same


def progress(
    purchases: Sequence[Purchase], ladder: Ladder, holds: Held, day: date
) -> Progress:
    """Return how far somebody is who holds that on a day, by what they bought."""
    place = ladder.place_of(holds.code_on(day)) or 0
    spent = spent_on(purchases, day)
    following = ladder.tiers[place + 1] if place + 1 < len(ladder.tiers) else None
    through = holds.through if holds.through and day <= holds.through else None
    stays = spent_on((one for one in purchases if one.on <= day), through or day)
    tier = ladder.tiers[place]
    return Progress(
        tier=tier,
        spent=spent,
        next=following,
        missing=max(following.threshold - spent, NOTHING) if following else NOTHING,
        through=through,
        stays=stays,
        keeps=max(tier.threshold - stays, NOTHING) if through else NOTHING,
        after=ladder.tier(holds.after) if through else None,
    )
