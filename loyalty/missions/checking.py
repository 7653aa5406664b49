"""What a mission may say, whoever writes it: a clear word for each that it may not."""

from collections.abc import Iterable, Sequence
from typing import Any

from loyalty.arithmetic.missions import BY_GOODS, KINDS, ONCE, QUIZ, STORY
from loyalty.models import MissionStep, MissionVersion
from loyalty.models.mission import MOST_STEPS
from loyalty.points import MOST_POINTS
from loyalty.typed import one_line_that_says_something, plain

LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT = 80, 255, 4000
MOST_OF_A_STEP = 100_000
FEWEST_CHOICES = 2
_OF_THE_VERSION = {"id", "mission", "number", "author", "drafted_at"}
_RANGES = {
    "goal": (1, 1000),
    "times": (1, 366),
    "points": (0, MOST_OF_A_STEP),
    "opens_after": (0, 366),
}
_TEXTS = {STORY: ("text_en", "text_zh_hans")}

Fields = dict[str, Any]


class InvalidMission(ValueError):
    """The field `args[0]` cannot be as it is, `args[1]` says why: one of PROBLEMS.

    A field of a step is named with its number: "steps.2.goal".
    """


PROBLEMS = (
    "missing",  # it must say something
    "unknown",  # no word of the vocabulary
    "gives-nothing",  # nobody would get a point by it
    "not-whole",  # points and pieces are whole
    "never-opens",  # it ends before it begins
    "out-of-range",  # too much, or too little
    "too-small",  # the budget has no room for a single member
    "twice",  # another step asks for the same, and would be done by the same
)


def said(version: MissionVersion, steps: Iterable[MissionStep] | None = None) -> Fields:
    """Return what a version says by the names of its fields, and its `steps`.

    Those of a version that is not saved are given beside it.
    """
    own = version.steps.all() if steps is None else steps
    return {
        field.name: getattr(version, field.name)
        for field in MissionVersion._meta.concrete_fields
        if field.name not in _OF_THE_VERSION
    } | {"steps": [_said_by(step) for step in own]}


def _said_by(step: MissionStep) -> Fields:
    return {
        field.name: getattr(step, field.name)
        for field in MissionStep._meta.concrete_fields
        if field.name not in ("version", "number")
    }


def checked(version: MissionVersion, steps: Sequence[MissionStep]) -> None:
    """Raise InvalidMission where no mission can say this."""
    _check_words(version)
    _check_window(version)
    _check_whole("bonus", version.bonus, 0, MOST_OF_A_STEP)
    _check_whole("looks_back", version.looks_back, 0, 366)
    if not steps:
        raise InvalidMission("steps", "missing")
    if len(steps) > MOST_STEPS:
        raise InvalidMission("steps", "out-of-range")
    for step in steps:
        _check_step(step, f"steps.{step.number}.")
    _check_together(steps)
    _check_budget(version, steps)


def _check_words(version: MissionVersion) -> None:
    for name in ("name_en", "name_zh_hans"):
        written = getattr(version, name) or ""
        if one_line_that_says_something(written, longest=LONGEST_NAME) != written:
            raise InvalidMission(name, "missing")
    if version.audience not in MissionVersion.Audience.values:
        raise InvalidMission("audience", "unknown")


def _check_window(version: MissionVersion) -> None:
    if version.starts_at is None:
        raise InvalidMission("starts_at", "missing")
    if version.ends_at is not None and version.ends_at <= version.starts_at:
        raise InvalidMission("ends_at", "never-opens")


def _check_budget(version: MissionVersion, steps: Sequence[MissionStep]) -> None:
    worth = version.bonus + sum(step.points * step.times for step in steps)
    if not worth:
        raise InvalidMission("bonus", "gives-nothing")
    _check_whole("budget", version.budget, 1, MOST_POINTS)
    if version.budget < worth:
        raise InvalidMission("budget", "too-small")


def _check_whole(name: str, number: object, least: int, most: int) -> None:
    if type(number) is not int:
        raise InvalidMission(name, "not-whole")
    if not least <= number <= most:
        raise InvalidMission(name, "out-of-range")


def _check_step(step: MissionStep, prefix: str) -> None:
    if step.kind not in KINDS:
        raise InvalidMission(f"{prefix}kind", "unknown")
    for name, (least, most) in _RANGES.items():
        _check_whole(prefix + name, getattr(step, name), least, most)
    if step.kind in ONCE and (step.goal, step.times) != (1, 1):
        raise InvalidMission(f"{prefix}times", "out-of-range")
    if bool(step.labels) != (step.kind in BY_GOODS):
        raise InvalidMission(f"{prefix}labels", "missing")
    if not all(
        isinstance(label, str) and 0 < len(label) <= LONGEST_LABEL and "\0" not in label
        for label in step.labels
    ):
        raise InvalidMission(f"{prefix}labels", "unknown")
    for name in _TEXTS.get(step.kind, ()):
        _check_text(prefix + name, getattr(step, name))
    if step.kind == QUIZ:
        _check_quiz(step, prefix)


def _check_quiz(step: MissionStep, prefix: str) -> None:
    choices = []
    for name in ("question_en", "question_zh_hans"):
        asked = getattr(step, name)
        _check_text(prefix + name, asked)
        lines = asked.splitlines()
        if len(lines) <= FEWEST_CHOICES or not all(map(plain, lines)):
            raise InvalidMission(prefix + name, "missing")
        if len(set(lines)) < len(lines):
            raise InvalidMission(prefix + name, "twice")
        choices.append(len(lines) - 1)
    if choices[0] != choices[1]:
        raise InvalidMission(f"{prefix}question_zh_hans", "out-of-range")
    _check_whole(f"{prefix}answer", step.answer, 1, choices[0])


def _check_text(name: str, text: object) -> None:
    if not isinstance(text, str) or not plain(text):
        raise InvalidMission(name, "missing")
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise InvalidMission(name, "out-of-range")


def _check_together(steps: Sequence[MissionStep]) -> None:
    """Each thing that is done once is asked for once."""
    seen = set()
    for step in steps:
        if step.kind in (STORY, QUIZ):
            continue
        asks = (step.kind, step.goal, frozenset(step.labels))
        if asks in seen:
            raise InvalidMission(f"steps.{step.number}.kind", "twice")
        seen.add(asks)
