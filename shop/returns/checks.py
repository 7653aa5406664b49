"""What the settings of a shop may not say."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

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
