"""What the worker does for listeners. Running twice at once harms nothing (S18)."""

from celery import shared_task
from django.utils import timezone

from shop.happenings.hearing import hear_next

MOST_PER_RUN = 500


@shared_task
def hear_due() -> int:
    """Tell what is due; returns how many hearings were tried."""
    for tried in range(MOST_PER_RUN):
        if hear_next(at=timezone.now()) is None:
            return tried
    return MOST_PER_RUN
