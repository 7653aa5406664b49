"""What the worker does for orders."""

from celery import shared_task
from django.utils import timezone

from shop.orders import cancelling, collecting


@shared_task
def lapse_unpaid() -> int:
    return cancelling.lapse_unpaid(at=timezone.now())


@shared_task
def remind_uncollected() -> int:
    return collecting.remind_uncollected(at=timezone.now())
