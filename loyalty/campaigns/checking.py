"""What a campaign may say, whoever writes it: a clear word for each that it may not."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from loyalty.arithmetic.campaigns import (
    AMOUNTS,
    FIXED,
    HOURS_OF_A_DAY,
    MULTIPLIER,
    PER_PIECE,
    folded,
)
from loyalty.models import CampaignVersion
from loyalty.points import MOST_POINTS
from loyalty.typed import one_line_that_says_something

# What is of the version itself, and not of what it says.
_OF_THE_VERSION = {"id", "campaign", "number", "author", "drafted_at"}
MOST_OF_A_PRICE = Decimal(1000)
LONGEST_NAME = 80
LONGEST_GROUP = 40
LONGEST_LABEL = 255
LONGEST_CODE = 40
MOST_OF_A_PRIORITY = 1000
BIGGEST_KEY = 2**63 - 1
_MAY_BE_NONE = ("max_per_order", "max_per_month", "max_per_member", "budget")
_WHOLE = (*_MAY_BE_NONE, "min_pieces", "from_hour", "until_hour", "priority")


class InvalidCampaign(ValueError):
    """The field `args[0]` cannot be as it is, `args[1]` says why: one of PROBLEMS."""


PROBLEMS = (
    "missing",  # it must say something
    "unknown",  # no word of the vocabulary
    "gives-nothing",  # nobody would get a point by it
    "not-whole",  # points are given whole
    "never-opens",  # it ends before it begins
    "out-of-range",  # too much, or too little
    "never-counts",  # another limit is always reached before
)


def said(version: CampaignVersion) -> dict[str, Any]:
    """Return what a version says, by the names of its fields."""
    return {
        field.name: getattr(version, field.name)
        for field in CampaignVersion._meta.concrete_fields
        if field.name not in _OF_THE_VERSION
    }


def says_the_same(one: CampaignVersion, other: CampaignVersion) -> bool:
    """Whether two versions say the same; goods are the same in any order."""
    return _said_in_order(one) == _said_in_order(other)


def _said_in_order(version: CampaignVersion) -> dict[str, Any]:
    return said(version) | {
        "labels": set(version.labels),
        "products": set(version.products),
        "tiers": set(version.tiers),
        "group": folded(version.group),
    }


def checked(version: CampaignVersion) -> CampaignVersion:
    """Return the version, if a campaign can say this. Raises InvalidCampaign."""
    _check_numbers(version)
    _check_words(version)
    for name in ("name_en", "name_zh_hans"):
        written = getattr(version, name) or ""
        if one_line_that_says_something(written, longest=LONGEST_NAME) != written:
            raise InvalidCampaign(name, "missing")
    if version.trigger not in CampaignVersion.Trigger.values:
        raise InvalidCampaign("trigger", "unknown")
    _check_amount(version.amount, version.rate)
    _check_window(version)
    _check_limits(version)
    return version


def _check_numbers(version: CampaignVersion) -> None:
    """Whether each number is one, of a kind that its column takes."""
    for name in ("rate", "min_basket"):
        number = getattr(version, name)
        if not isinstance(number, Decimal | int):
            raise InvalidCampaign(name, "missing")
        if not Decimal(number).is_finite():
            raise InvalidCampaign(name, "out-of-range")
    for name in _WHOLE:
        number = getattr(version, name)
        if type(number) is not int and not (number is None and name in _MAY_BE_NONE):
            raise InvalidCampaign(name, "not-whole")
    if abs(version.priority) > MOST_OF_A_PRIORITY:
        raise InvalidCampaign("priority", "out-of-range")


def _check_words(version: CampaignVersion) -> None:
    """Whether there is room for what it calls by name."""
    if not _fits(version.group, LONGEST_GROUP):
        raise InvalidCampaign("group", "out-of-range")
    if not all(_fits(label, LONGEST_LABEL) for label in version.labels):
        raise InvalidCampaign("labels", "unknown")
    if not all(_fits(code, LONGEST_CODE) and code for code in version.tiers):
        raise InvalidCampaign("tiers", "unknown")
    if not all(
        type(key) is int and 0 <= key <= BIGGEST_KEY for key in version.products
    ):
        raise InvalidCampaign("products", "unknown")


def _fits(text: object, longest: int) -> bool:
    return isinstance(text, str) and len(text) <= longest and "\0" not in text


def _check_amount(amount: str, rate: Decimal) -> None:
    if amount not in AMOUNTS:
        raise InvalidCampaign("amount", "unknown")
    if rate <= (1 if amount == MULTIPLIER else 0):
        raise InvalidCampaign("rate", "gives-nothing")
    if amount in (FIXED, PER_PIECE) and rate != int(rate):
        raise InvalidCampaign("rate", "not-whole")
    if amount not in (FIXED, PER_PIECE) and rate > MOST_OF_A_PRICE:
        raise InvalidCampaign("rate", "out-of-range")
    if rate >= MOST_POINTS / 1000:
        raise InvalidCampaign("rate", "out-of-range")


def _check_window(version: CampaignVersion) -> None:
    if version.starts_at is None:
        raise InvalidCampaign("starts_at", "missing")
    if version.ends_at is not None and version.ends_at <= version.starts_at:
        raise InvalidCampaign("ends_at", "never-opens")
    if not 0 <= version.from_hour < HOURS_OF_A_DAY:
        raise InvalidCampaign("from_hour", "out-of-range")
    if not 1 <= version.until_hour <= HOURS_OF_A_DAY:
        raise InvalidCampaign("until_hour", "out-of-range")
    if version.from_hour == version.until_hour:
        raise InvalidCampaign("until_hour", "never-opens")


def _check_limits(version: CampaignVersion) -> None:
    for name in ("max_per_order", "max_per_month", "max_per_member", "budget"):
        limit = getattr(version, name)
        if limit is not None and not 1 <= limit <= MOST_POINTS:
            raise InvalidCampaign(name, "out-of-range")
    for name in ("min_basket", "min_pieces"):
        if not 0 <= getattr(version, name) <= MOST_POINTS:
            raise InvalidCampaign(name, "out-of-range")
    is_whole = version.amount in (FIXED, PER_PIECE)
    if is_whole and version.budget is not None and version.budget < version.rate:
        raise InvalidCampaign("budget", "gives-nothing")
    if version.max_per_member is not None and version.max_per_member < (
        version.max_per_month or 0
    ):
        raise InvalidCampaign("max_per_month", "never-counts")


def opens_after(version: CampaignVersion, at: datetime) -> bool:
    """Whether it could still be open after `at`."""
    return version.ends_at is None or version.ends_at > at
