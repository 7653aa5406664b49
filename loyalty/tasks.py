"""What the programme does by the clock. Time decides, these only book and count."""

import logging

from celery import shared_task
from django.utils import timezone

from loyalty import earning, expiry, idling, month_ends, redemption
from loyalty.ledger.many import Progress

logger = logging.getLogger(__name__)


@shared_task
def lapse_holds() -> None:
    redemption.lapse_holds(at=timezone.now(), watch=_log)


@shared_task
def book_maturities() -> None:
    earning.book_maturities(at=timezone.now(), watch=_log)


@shared_task
def book_expiries() -> None:
    expiry.expire_due(at=timezone.now(), watch=_log)


@shared_task
def end_idle_points() -> None:
    idling.end_due(at=timezone.now(), watch=_log)


@shared_task
def keep_month_ends() -> None:
    for changed in month_ends.keep(at=timezone.now()):
        logger.warning("Booked late, or kept wrongly: %s", changed)


def _log(progress: Progress) -> None:
    logger.info(
        "Booked what was due on %s of %s accounts: %s postings",
        progress.accounts,
        progress.of,
        progress.postings,
    )
