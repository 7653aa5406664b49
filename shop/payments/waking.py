"""Ask a worker to look now. Without a broker the sweeps find what is due (S18)."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_refunds() -> None:
    _wake("shop.payments.tasks.send_refunds")


def wake_news() -> None:
    _wake("shop.orders.tasks.take_news")


def _wake(task: str) -> None:
    """Named, not imported: what wakes a worker lies below what it does."""
    try:
        current_app.send_task(task)
    except OperationalError as error:
        logger.warning("The broker does not answer, the sweep will work: %s", error)
