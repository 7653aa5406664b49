"""What the worker does for points by itself."""

from celery import shared_task
from django.utils import timezone

from shop.rewards import sweeping


@shared_task
def accrue_missed() -> None:
    sweeping.accrue_missed(at=timezone.now())
