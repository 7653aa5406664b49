"""Publish a new version of the base rule."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from loyalty import policy
from shop.audit.record import record
from shop.users.models import User


@transaction.atomic
def publish_rule(
    *, actor: User, published_at: datetime, based_on: int, **fields: Any
) -> policy.Rule:
    """Publish what was changed in version `based_on`, and write it into the log.

    Raises RuleChangedMeanwhile when another version than `based_on` holds by now,
    and what `loyalty.policy.publish_rule` raises.
    """
    earlier = policy.current_rule(at=published_at)
    rule = policy.publish_rule(actor=actor, published_at=published_at, **fields)
    if earlier.version != based_on:
        raise policy.RuleChangedMeanwhile(earlier.version)
    changed = [name for name in fields if getattr(rule, name) != getattr(earlier, name)]
    record(
        actor=actor,
        action="points.publish-rule",
        subject=f"rule:{rule.version}",
        recorded_at=published_at,
        before={name: _json(getattr(earlier, name)) for name in changed},
        after={name: _json(getattr(rule, name)) for name in changed},
    )
    return rule


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
