"""What the worker does for points by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from shop.rewards import reconciliation, sweeping

logger = logging.getLogger(__name__)


@shared_task
def accrue_missed() -> None:
    sweeping.accrue_missed(at=timezone.now())


@shared_task
def reconcile_orders() -> None:
    for difference in reconciliation.differences():
        logger.error("Orders and points differ: %s", difference)
