"""The rule in force, read once per request.

Pages ask for it on every product card. Outside a request nothing is remembered.
"""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from loyalty.policy import Rule, current_rule

_remembered: ContextVar[dict[str, Rule] | None] = ContextVar("rule", default=None)


def rule_in_force(*, at: datetime) -> Rule:
    remembered = _remembered.get()
    if remembered is None:
        return current_rule(at=at)
    if "rule" not in remembered:
        remembered["rule"] = current_rule(at=at)
    return remembered["rule"]


def begin_request(**_signal: Any) -> None:
    _remembered.set({})


def end_request(**_signal: Any) -> None:
    _remembered.set(None)
