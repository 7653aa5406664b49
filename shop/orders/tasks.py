"""What the worker does for orders. Running twice at once harms nothing (S18)."""

import logging

from celery import shared_task
from django.utils import timezone

from shop.orders.fulfilling import collecting
from shop.orders.paying import closing_pages, lapsing, reconciling, taking_news

logger = logging.getLogger(__name__)
MOST_PER_RUN = 200


@shared_task
def lapse_unpaid() -> int:
    return lapsing.lapse_unpaid(at=timezone.now())


@shared_task
def remind_uncollected() -> int:
    return collecting.remind_uncollected(at=timezone.now())


@shared_task
def close_overdue() -> int:
    """Close the pages of payment services that should no longer be paid on."""
    return closing_pages.close_overdue(at=timezone.now())


@shared_task
def take_news() -> int:
    """Take up what payment services told; returns how many events were taken."""
    for taken in range(MOST_PER_RUN):
        if taking_news.take_next(at=timezone.now()) is None:
            return taken
    return MOST_PER_RUN


@shared_task
def ask_about(order_number: str) -> None:
    """Ask how the order's payment stands: its shopper has come back."""
    reconciling.ask_about(number=order_number, at=timezone.now())


@shared_task
def ask_about_open() -> int:
    """Ask about every payment that is open; returns how many were asked about."""
    return reconciling.ask_about_open(at=timezone.now())


@shared_task
def reconcile_payments() -> None:
    """Compare with each payment service, and say what differs."""
    for comparison in reconciling.reconcile(at=timezone.now()):
        if comparison.problem:
            logger.warning("Payments could not be compared: %s", comparison.problem)
        for difference in comparison.differences:
            logger.error("Orders and money differ: %s", difference)
