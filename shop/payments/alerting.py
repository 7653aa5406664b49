"""Tell the people of the shop that money needs their eyes."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from shop.outbox import sending


def alert(*, what: str, facts: Mapping[str, str], reference: str, at: datetime) -> None:
    """Queue one mail for each `reference`; `what` names the words of it."""
    sending.queue(
        kind=f"alert-{what}",
        to=settings.ALERTS_EMAIL,
        language=settings.LANGUAGE_CODE,
        context=dict(facts),
        reference=reference,
        queued_at=at,
    )
