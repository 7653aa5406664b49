"""What the worker does for the outbox. Running twice at once harms nothing (S18)."""

from celery import shared_task
from django.utils import timezone

from shop.outbox.delivering import deliver_next

MOST_PER_RUN = 500


@shared_task
def send_due() -> int:
    """Send what is due; returns how many messages were tried."""
    for tried in range(MOST_PER_RUN):
        if deliver_next(at=timezone.now()) is None:
            return tried
    return MOST_PER_RUN
