"""What the worker does for referrals. Running twice at once harms nothing (S18)."""

from celery import shared_task
from django.utils import timezone

from shop.referrals import rewarding


@shared_task
def reward_due() -> int:
    return rewarding.reward_due(at=timezone.now())
