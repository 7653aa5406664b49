"""What the worker does for points by itself."""

from celery import shared_task
from django.utils import timezone

from shop.rewards import expiring, idling, sweeping


@shared_task
def accrue_missed() -> None:
    sweeping.accrue_missed(at=timezone.now())


@shared_task
def tell_what_expires() -> int:
    now = timezone.now()
    return expiring.tell(at=now) + idling.tell(at=now)
