"""What the worker does for the books by itself."""

from celery import shared_task
from django.utils import timezone

from shop.books import checking, digesting, runs

# Longer than a run can be: it is given up before its process is ended.
LIMIT = 2 * int(runs.LONGEST.total_seconds())


@shared_task(time_limit=LIMIT)
def check_nightly() -> None:
    checking.check_nightly(now=timezone.now)


@shared_task(time_limit=LIMIT)
def carry_out_asked() -> None:
    checking.carry_out(now=timezone.now)


@shared_task(time_limit=LIMIT)
def write_digest() -> None:
    digesting.write(at=timezone.now())
