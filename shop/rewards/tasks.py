"""What the worker does for points by itself."""

from celery import shared_task
from django.utils import timezone

from shop.rewards import (
    ending_vouchers,
    expiring,
    idling,
    standing,
    sweeping,
    tier_notices,
)


@shared_task
def accrue_missed() -> None:
    sweeping.accrue_missed(at=timezone.now())


@shared_task
def tell_what_expires() -> int:
    now = timezone.now()
    return expiring.tell(at=now) + idling.tell(at=now)


@shared_task
def reckon_tiers() -> int:
    return standing.reckon_due(at=timezone.now())


@shared_task
def tell_which_tiers_end() -> int:
    return tier_notices.tell_what_ends(at=timezone.now())


@shared_task
def end_vouchers() -> int:
    return ending_vouchers.end_what_is_over(at=timezone.now())


@shared_task
def tell_which_vouchers_end() -> int:
    return ending_vouchers.tell(at=timezone.now())
