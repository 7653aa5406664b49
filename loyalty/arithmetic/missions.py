"""How far somebody is in a mission, and which points that gives: pure.

A mission is steps in a closed vocabulary. There is none for points: what a mission
gives can start no mission. Each deed of a member is of a day of the programme's zone,
so that neither midnight nor a changed clock is anybody's luck (docs/missions.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

ADDRESS, PROFILE, ORDER, ORDER_WITH = "address", "profile", "order", "order-with"
PIECES, CHECK_IN, STREAK = "pieces", "check-in", "streak"
STORY, QUIZ = "story", "quiz"
KINDS = (
    *(ADDRESS, PROFILE, ORDER, ORDER_WITH, PIECES),
    *(CHECK_IN, STREAK, STORY, QUIZ),
)
# What members do: goods are the lines of a kept order, which is a deed as well.
GOODS = "goods"
DEEDS = (ADDRESS, PROFILE, ORDER, GOODS, CHECK_IN, STORY, QUIZ)
_COUNTS = {ORDER_WITH: ORDER, PIECES: GOODS, STREAK: CHECK_IN}
# Somebody is these things, whenever they became so.
STANDING = (ADDRESS, PROFILE)
ONCE = (*STANDING, STORY, QUIZ)
BY_GOODS = (ORDER_WITH, PIECES)
DAILY = (CHECK_IN, STREAK)
# Its number is that of no step: what is given when all of them are done.
ALL_STEPS = 0
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Step:
    """Do `goal` of its kind, `times` over; each time gives `points`.

    They are given no earlier than `opens_after` days after the member began.
    """

    number: int
    kind: str
    goal: int = 1
    times: int = 1
    labels: frozenset[str] = frozenset()
    points: int = 0
    opens_after: int = 0


@dataclass(frozen=True, kw_only=True)
class Mission:
    """One version of a mission, as far as it decides what is given."""

    version: int
    steps: Sequence[Step]
    bonus: int = 0

    @property
    def worth(self) -> int:
        """The most that a member can get by it."""
        return self.bonus + sum(step.points * step.times for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What a member did: whether it counts says `happened_at`, since when `known_on`.

    An order counts by when it was placed, and is known once it was kept.
    """

    kind: str
    happened_at: datetime
    day: date
    known_on: date
    reference: str = ""
    labels: frozenset[str] = frozenset()
    pieces: int = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """Somebody's part in a mission: what is done from then on counts, until then.

    Of orders, those count as well that were placed `looks_back` days before.
    """

    began_at: datetime
    began_on: date
    until: datetime | None = None
    looks_back: int = 0

    def covers(self, deed: Deed) -> bool:
        if deed.kind in STANDING:
            return True
        is_order = deed.kind in (ORDER, GOODS)
        since = self.began_at - self.looks_back * DAY if is_order else self.began_at
        return since <= deed.happened_at and (
            self.until is None or deed.happened_at < self.until
        )


@dataclass(frozen=True, kw_only=True)
class Reward:
    """Points for a step, the first time or the `nth`, that are given on a day."""

    step: int
    nth: int
    points: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class StepProgress:
    """`done_on` has a day for each time the step was done, `units` go to the next.

    A streak that `may_miss` forgives the day that follows; one with `missed_on`
    forgave that day, and no other.
    """

    step: Step
    done_on: tuple[date, ...]
    units: int
    may_miss: bool = False
    missed_on: date | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.done_on)

    @property
    def is_over(self) -> bool:
        """Whether it was done as often as it can be."""
        return len(self.done_on) >= self.step.times

    @property
    def missing(self) -> int:
        return 0 if self.is_over else self.step.goal - self.units


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a member stands: each step, and all that was earned by then or before.

    Of `rewards`, those whose day has come are `due`; the others open on theirs.
    """

    steps: tuple[StepProgress, ...]
    rewards: tuple[Reward, ...]
    day: date

    @property
    def due(self) -> list[Reward]:
        return [reward for reward in self.rewards if reward.due_on <= self.day]

    @property
    def to_come(self) -> list[Reward]:
        return [reward for reward in self.rewards if reward.due_on > self.day]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_done(self) -> bool:
        """Whether each step was done once."""
        return self.done == len(self.steps)

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be earned by it."""
        return all(step.is_over for step in self.steps)


def progress(
    mission: Mission, part: Part, deeds: Iterable[Deed], *, day: date
) -> Progress:
    """Return how far a member is on a day, by what was known on it."""
    counted = sorted(
        (deed for deed in deeds if deed.known_on <= day and part.covers(deed)),
        key=lambda deed: (deed.known_on, deed.reference),
    )
    steps = tuple(
        _step_progress(mission.version, step, counted, day) for step in mission.steps
    )
    rewards = [reward for one in steps for reward in _rewards(one, part)]
    if mission.bonus and steps and all(one.is_done for one in steps):
        last = max(part.began_on, *(one.done_on[0] for one in steps))
        rewards.append(Reward(step=ALL_STEPS, nth=1, points=mission.bonus, due_on=last))
    return Progress(steps=steps, rewards=tuple(rewards), day=day)


def _rewards(one: StepProgress, part: Part) -> Iterator[Reward]:
    opens_on = part.began_on + one.step.opens_after * DAY
    for nth, done_on in enumerate(one.done_on, start=1):
        if one.step.points:
            yield Reward(
                step=one.step.number,
                nth=nth,
                points=one.step.points,
                due_on=max(done_on, opens_on),
            )


def _step_progress(
    version: int, step: Step, deeds: Sequence[Deed], day: date
) -> StepProgress:
    if step.kind == STREAK:
        return _streak(
            step, sorted({one.day for one in deeds if one.kind == CHECK_IN}), day
        )
    counted = list(_units(version, step, deeds))
    sums = list(accumulate(units for _known, units in counted))
    done_on = [
        next(
            known
            for (known, _units), total in zip(counted, sums, strict=True)
            if total >= goal
        )
        for goal in range(step.goal, step.goal * step.times + 1, step.goal)
        if sums and sums[-1] >= goal
    ]
    total = sums[-1] if sums else 0
    is_over = len(done_on) >= step.times
    return StepProgress(
        step=step,
        done_on=tuple(done_on),
        units=step.goal if is_over else total - step.goal * len(done_on),
    )


def _units(
    version: int, step: Step, deeds: Sequence[Deed]
) -> Iterator[tuple[date, int]]:
    """The days on which something counted for a step, and how much."""
    named = f"{step.kind}:{version}:{step.number}"
    days: set[date] = set()
    for deed in deeds:
        if deed.kind != _COUNTS.get(step.kind, step.kind):
            continue
        if step.kind in BY_GOODS and not deed.labels & step.labels:
            continue
        if step.kind in (STORY, QUIZ) and deed.reference != named:
            continue
        if step.kind == CHECK_IN and deed.day in days:
            continue
        days.add(deed.day)
        yield deed.known_on, deed.pieces if step.kind == PIECES else 1


def _streak(step: Step, days: Sequence[date], today: date) -> StepProgress:
    """Days in a row, of which one may be missed: then the row goes on without it."""
    done: list[date] = []
    run, missed, last = 0, None, None
    for day in days:
        gap = (day - last).days if last else 0
        if run and gap == 2 and missed is None:
            run, missed = run + 1, day - DAY
        elif run and gap == 1:
            run += 1
        else:
            run, missed = 1, None
        if run == step.goal and len(done) < step.times:
            done.append(day)
            run, missed = 0, None
        last = day
    if last is not None and (today - last).days > (2 if missed is None else 1):
        run, missed = 0, None  # it broke, and begins anew
    is_over = len(done) >= step.times
    return StepProgress(
        step=step,
        done_on=tuple(done),
        units=step.goal if is_over else run,
        may_miss=bool(run) and missed is None,
        missed_on=missed,
    )
