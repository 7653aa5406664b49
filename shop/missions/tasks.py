"""What the worker does for missions. Running twice at once harms nothing (S18)."""

from celery import shared_task
from django.utils import timezone

from shop.missions import sweeping


@shared_task
def notice_kept_orders() -> int:
    return sweeping.notice_kept_orders(at=timezone.now())


@shared_task
def notice_profiles() -> int:
    return sweeping.notice_profiles(at=timezone.now())


@shared_task
def open_instalments() -> int:
    return sweeping.open_instalments(at=timezone.now())
