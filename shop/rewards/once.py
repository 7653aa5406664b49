"""The rule in force, campaigns and a member's balance, read once per request.

Pages ask for the rule on every product card, and for the balance in the basket and
above it. Outside a request nothing is remembered.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from loyalty import reading
from loyalty.people import Person
from loyalty.policy import Rule, current_rule
from loyalty.policy import versions as every_rule
from loyalty.reading import Balance
from shop.freshness.epochs import kept

Value = TypeVar("Value")
_remembered: ContextVar[dict[Any, Any] | None] = ContextVar("once", default=None)


def rule_in_force(*, at: datetime) -> Rule:
    if _remembered.get() is None:
        return current_rule(at=at)
    return remembered(
        "rule", lambda: next(rule for rule in _rules() if rule.starts_at <= at)
    )


def remembered(key: str, read: Callable[[], Value]) -> Value:
    """Return what this request has read under a key, or read it."""
    known = _remembered.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    value: Value = known[key]
    return value


def next_rule_begins(*, after: datetime) -> datetime | None:
    """Return when another rule comes into force, if that is known."""
    return min(
        (one.starts_at for one in _rules() if one.starts_at > after), default=None
    )


def _rules() -> list[Rule]:
    """Every version, the newest first."""
    return kept("rules", lambda: list(every_rule()))


def read_balance(*, member: Person, at: datetime) -> Balance:
    """Read what a member has now, for `last_balance` to show."""
    balance = reading.balance(member=member, at=at)
    known = _remembered.get()
    if known is not None:
        known["balance", member.pk] = balance
    return balance


def last_balance(*, member: Person, at: datetime) -> Balance:
    """Return the balance that this request has reckoned with, or read it."""
    known = _remembered.get() or {}
    return known.get(("balance", member.pk)) or read_balance(member=member, at=at)


def begin_request(**_signal: Any) -> None:
    _remembered.set({})


def end_request(**_signal: Any) -> None:
    _remembered.set(None)
