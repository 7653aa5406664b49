"""Missions as their cards show them: values, words and little else."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format

from loyalty import expiry, reading
from loyalty.arithmetic.missions import (
    DAILY,
    ORDER,
    ORDER_WITH,
    PIECES,
    QUIZ,
    STORY,
    Reward,
    Step,
    StepProgress,
)
from loyalty.missions.reading import MissionVersion, Offered, Taken
from loyalty.missions.taking_part import local_day
from shop.missions import telling
from shop.users.models import User

# More than these are no card any more, but a wall.
MOST_STAMPS = 12
DAYS_OF_A_WEEK = 7
LATEST = 6
_STAMPED = (PIECES, ORDER, ORDER_WITH)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class StepCard:
    """`stamps` are those of the row under way, each there or not; none is no card."""

    number: int
    text: str
    points: int
    gives: str
    kind: str
    how_far: str = ""
    units: int = 0
    goal: int = 1
    is_done: bool = False
    stamps: tuple[bool, ...] = ()

    @property
    def has_page(self) -> bool:
        return self.kind in (STORY, QUIZ)


@dataclass(frozen=True, kw_only=True)
class Won:
    """Points that a mission gave, until the end of `last_day`."""

    points: int
    given_on: date
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class TakenCard:
    """A mission that somebody is in, or was."""

    taken: Taken
    steps: list[StepCard]
    won: list[Won]
    to_come: list[Reward]

    @property
    def version(self) -> MissionVersion:
        return self.taken.version

    @property
    def has_orders(self) -> bool:
        return _any(self.steps, _STAMPED)

    @property
    def has_days(self) -> bool:
        return _any(self.steps, DAILY)

    @property
    def last_day(self) -> date | None:
        until = self.taken.until
        return local_day(until - timedelta(microseconds=1)) if until else None


@dataclass(frozen=True, kw_only=True)
class OfferedCard:
    version: MissionVersion
    is_full: bool
    steps: list[StepCard]
    worth: int

    @property
    def has_orders(self) -> bool:
        return _any(self.steps, _STAMPED)

    @property
    def has_days(self) -> bool:
        return _any(self.steps, DAILY)

    @property
    def last_day(self) -> date | None:
        ends = self.version.ends_at
        return local_day(ends - timedelta(microseconds=1)) if ends else None


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the week that ends today."""

    date: date
    is_done: bool
    is_today: bool

    @property
    def short(self) -> str:
        """The day of the week, in as few signs as its language has."""
        return date_format(self.date, "D").removeprefix("星期")


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """The button, and the last week. Nothing where no mission counts it."""

    days: list[Day]

    @property
    def is_done(self) -> bool:
        return self.days[-1].is_done

    @property
    def number(self) -> int:
        return sum(day.is_done for day in self.days)


def taken_cards(member: User, taken: Iterable[Taken]) -> list[TakenCard]:
    taken = list(taken)
    names = _names(one.version for one in taken)
    lasting = _lasting(member) if taken else {}
    return [
        TakenCard(
            taken=one,
            steps=[_step_in_progress(step, names) for step in one.progress.steps],
            won=[
                Won(
                    points=reward.points,
                    given_on=local_day(reward.given_at),
                    last_day=_last_day(lasting.get(reward.reference)),
                )
                for reward in one.rewards[: -LATEST - 1 : -1]
            ],
            to_come=one.progress.to_come,
        )
        for one in taken
    ]


def offered_cards(offered: Iterable[Offered]) -> list[OfferedCard]:
    offered = list(offered)
    names = _names(one.version for one in offered)
    found = []
    for one in offered:
        deciding = one.version.deciding()
        found.append(
            OfferedCard(
                version=one.version,
                is_full=one.is_full,
                steps=[_step(step, names) for step in deciding.steps],
                worth=deciding.worth,
            )
        )
    return found


def check_in(taken: Iterable[Taken], *, today: date) -> CheckIn | None:
    counting = [
        one
        for one in taken
        if one.goes_on and any(step.kind in DAILY for step in one.version.steps.all())
    ]
    if not counting:
        return None
    days = [today - back * DAY for back in reversed(range(DAYS_OF_A_WEEK))]
    done = counting[0].checked_in
    return CheckIn(
        days=[Day(date=day, is_done=day in done, is_today=day == today) for day in days]
    )


def _any(steps: Iterable[StepCard], kinds: Collection[str]) -> bool:
    return any(step.kind in kinds for step in steps)


def _names(versions: Iterable[MissionVersion]) -> dict[str, str]:
    labels = {
        label
        for version in versions
        for step in version.steps.all()
        for label in step.labels
    }
    return telling.names_of(labels) if labels else {}


def _lasting(member: User) -> Mapping[str, datetime | None]:
    """Until when what was given lasts, by what it was posted under."""
    given = reading.statement(member=member).filter(reference__startswith="mission:")
    return {posting.reference: posting.expires_at for posting in given}


def _last_day(expires_at: datetime | None) -> date | None:
    return expiry.last_valid_date(expires_at) if expires_at else None


def _step(step: Step, names: telling.Names) -> StepCard:
    return StepCard(
        number=step.number,
        text=telling.asked(step, names),
        points=step.points,
        gives=telling.gives(step),
        kind=step.kind,
        goal=step.goal,
    )


def _step_in_progress(progress: StepProgress, names: telling.Names) -> StepCard:
    step = progress.step
    is_card = step.kind in _STAMPED and 1 < step.goal <= MOST_STAMPS
    stamps = tuple(place < progress.units for place in range(step.goal))
    return StepCard(
        number=step.number,
        text=telling.asked(step, names),
        points=step.points,
        gives=telling.gives(step),
        kind=step.kind,
        how_far=telling.how_far(progress),
        units=progress.units,
        goal=step.goal,
        is_done=progress.is_over,
        stamps=stamps if is_card else (),
    )
