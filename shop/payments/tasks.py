"""What the worker does for payments. Running twice at once harms nothing (S18)."""

from celery import shared_task
from django.utils import timezone

from shop.payments import sending_refunds

MOST_PER_RUN = 100


@shared_task
def send_refunds() -> int:
    """Send the refunds that are due; returns how many were tried."""
    for tried in range(MOST_PER_RUN):
        if sending_refunds.send_next(at=timezone.now()) is None:
            return tried
    return MOST_PER_RUN
