"""What the settings of a shop may not say about how it is run."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

from shop.operations.security_txt import read_day

SOON = timedelta(days=30)


@register()
def security_txt_is_in_force(**_options: Any) -> list[CheckMessage]:
    """Without its last day, or after it, /.well-known/security.txt is not there."""
    if not settings.SECURITY_TXT_CONTACT:
        return []
    until = read_day(settings.SECURITY_TXT_EXPIRES)
    if until is None:
        return [
            Error(
                "SECURITY_TXT_CONTACT is set, and no day in SECURITY_TXT_EXPIRES.",
                hint="Until when somebody reads what is sent there: 2027-06-30.",
                id="operations.E001",
            )
        ]
    if until <= timezone.now() + SOON:
        return [
            Warning(
                f"SECURITY_TXT_EXPIRES is {until:%Y-%m-%d}: from then on there is no"
                " /.well-known/security.txt.",
                id="operations.W001",
            )
        ]
    return []
