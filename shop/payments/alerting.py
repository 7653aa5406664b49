"""Tell the people of the shop that money needs their eyes."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from shop.outbox import sending


def alert(*, what: str, facts: Mapping[str, str], reference: str, at: datetime) -> None:
    """Queue one mail an address for each `reference`; `what` names its words."""
    for number, email in enumerate(
        settings.ALERT_EMAILS or [settings.DEFAULT_FROM_EMAIL]
    ):
        sending.queue(
            kind=f"alert-{what}",
            to=email,
            language=settings.LANGUAGE_CODE,
            context=dict(facts),
            reference=f"{reference}:{number}",
            queued_at=at,
        )
