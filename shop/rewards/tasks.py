"""What the worker does for points by itself."""

from celery import shared_task
from django.utils import timezone

from shop.rewards import ending_vouchers, expiring, sweeping


@shared_task
def accrue_missed() -> None:
    sweeping.accrue_missed(at=timezone.now())


@shared_task
def tell_what_expires() -> int:
    return expiring.tell(at=timezone.now())


@shared_task
def end_vouchers() -> int:
    return ending_vouchers.end_what_is_over(at=timezone.now())


@shared_task
def tell_which_vouchers_end() -> int:
    return ending_vouchers.tell(at=timezone.now())
