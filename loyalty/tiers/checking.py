"""What a ladder may say, whoever writes it: a clear word for each that it may not."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from loyalty.arithmetic.tiers import MOST_TIERS, MOST_TIMES
from loyalty.models import Tier
from loyalty.points import MOST_POINTS
from loyalty.typed import one_line_that_says_something

LONGEST_NAME = 40
LONGEST_PERK = 120
LONGEST_CODE = 40
FEWEST_TIERS = 2
# What is of the ladder, and not of what it says of a tier.
_OF_THE_LADDER = {"id", "ladder", "place"}
Fields = Mapping[str, Any]


class InvalidLadder(ValueError):
    """The field `args[1]` of the tier at the place `args[0]` cannot be as it is.

    `args[2]` says why: one of PROBLEMS. The place is None for the ladder as a whole.
    """


PROBLEMS = (
    "missing",  # it must say something
    "unknown",  # no word of the vocabulary
    "out-of-range",  # too much, or too little
    "too-few",  # one tier is no ladder
    "too-many",
    "not-rising",  # no higher than the tier below: equal, or falling
    "not-for-all",  # the first asks for something
    "not-in-both",  # a perk in one language only
    "twice",  # another tier of this ladder is called that
)


def said(tier: Tier) -> dict[str, Any]:
    """Return what a tier says, by the names of its fields."""
    return {
        field.name: getattr(tier, field.name)
        for field in Tier._meta.concrete_fields
        if field.name not in _OF_THE_LADDER
    }


def checked(tiers: Iterable[Fields]) -> list[Tier]:
    """Return the tiers of a ladder that can say this, unsaved. Raises InvalidLadder."""
    found: list[Tier] = []
    for place, fields in enumerate(tiers):
        tier = Tier(place=place, **_coded(fields, found))
        _check_words(tier)
        _check_numbers(tier)
        _check_rises(tier, found)
        found.append(tier)
    if len(found) < FEWEST_TIERS:
        raise InvalidLadder(None, "tiers", "too-few")
    if len(found) > MOST_TIERS:
        raise InvalidLadder(None, "tiers", "too-many")
    return found


def _coded(fields: Fields, before: Iterable[Tier]) -> dict[str, Any]:
    """What stays the same tier keeps its code; another one is called by its name."""
    code = fields.get("code") or slugify(fields.get("name_en") or "")[:LONGEST_CODE]
    taken = {tier.code for tier in before}
    if fields.get("code") and code in taken:
        raise InvalidLadder(len(taken), "code", "twice")
    while code in taken:
        code = f"{code[: LONGEST_CODE - 2]}-{len(taken)}"
    return {**fields, "code": code or f"tier-{len(taken)}"}


def _check_words(tier: Tier) -> None:
    for name in ("name_en", "name_zh_hans"):
        written = getattr(tier, name) or ""
        if one_line_that_says_something(written, longest=LONGEST_NAME) != written:
            raise InvalidLadder(tier.place, name, "missing")
    if bool(tier.perk_en) != bool(tier.perk_zh_hans):
        empty = "perk_zh_hans" if tier.perk_en else "perk_en"
        raise InvalidLadder(tier.place, empty, "not-in-both")
    for name in ("perk_en", "perk_zh_hans"):
        written = getattr(tier, name)
        if written and written != one_line_that_says_something(
            written, longest=LONGEST_PERK
        ):
            raise InvalidLadder(tier.place, name, "out-of-range")
    if tier.mark not in Tier.Mark.values:
        raise InvalidLadder(tier.place, "mark", "unknown")


def _check_numbers(tier: Tier) -> None:
    for name, least, most in (
        ("threshold", 0, MOST_POINTS),
        ("multiplier", 1, MOST_TIMES),
        ("free_delivery_from", 0, MOST_POINTS),
    ):
        number = getattr(tier, name)
        if number is None and name == "free_delivery_from":
            continue
        if not isinstance(number, Decimal | int) or isinstance(number, bool):
            raise InvalidLadder(tier.place, name, "missing")
        if not Decimal(number).is_finite() or not least <= number <= most:
            raise InvalidLadder(tier.place, name, "out-of-range")


def _check_rises(tier: Tier, before: list[Tier]) -> None:
    if not before:
        if tier.threshold:
            raise InvalidLadder(0, "threshold", "not-for-all")
        return
    if tier.threshold <= before[-1].threshold:
        raise InvalidLadder(tier.place, "threshold", "not-rising")
    for name in ("name_en", "name_zh_hans"):
        if getattr(tier, name) in [getattr(one, name) for one in before]:
            raise InvalidLadder(tier.place, name, "twice")
