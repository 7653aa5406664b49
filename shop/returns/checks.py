"""What the settings of a shop may not say."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from loyalty import policy
from shop.returns import window

# Directive 2011/83/EU, article 9.
STATUTORY_DAYS = 14


@register()
def windows_are_long_enough(**_options: Any) -> list[CheckMessage]:
    """The law's days are the least, and nothing returned freely is for fewer."""
    wrong: list[CheckMessage] = []
    if settings.WITHDRAWAL_DAYS < STATUTORY_DAYS:
        wrong.append(
            Error(f"WITHDRAWAL_DAYS is at least {STATUTORY_DAYS}.", id="returns.E001")
        )
    if settings.RETURN_WINDOW_DAYS < settings.WITHDRAWAL_DAYS:
        wrong.append(
            Error("RETURN_WINDOW_DAYS is at least WITHDRAWAL_DAYS.", id="returns.E002")
        )
    return wrong


@register(Tags.database)
def points_wait_for_the_goods(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Points are spent no sooner than the goods they came from are there to stay."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if "loyalty_rule" not in connection.introspection.table_names():
        return []
    days = policy.current_rule(at=timezone.now()).validity.return_window_days
    if not window.outlives(days):
        return []
    return [
        Warning(
            f"Points can be spent {days} days after delivery, and goods can come back"
            f" for {settings.RETURN_WINDOW_DAYS}: who spends them first owes them.",
            hint="Raise the waiting time of the points rule on the staff page “Points"
            " rule”, or lower RETURN_WINDOW_DAYS.",
            id="returns.W001",
        )
    ]
