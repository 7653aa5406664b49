"""Runs of the check: opened one at a time, finished once, and told about."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from shop.books.models import ReconciliationRun
from shop.happenings.telling import happen
from shop.users.models import User

# A run that has not ended by then was stopped from outside.
LONGEST = timedelta(hours=1)
# The clock asks once a night.
EVERY = timedelta(hours=26)
SHOWN = 31


class AlreadyUnderWay(Exception):
    """The books are being checked, or will be in a moment."""


@transaction.atomic
def open_run(*, actor: User | None, at: datetime) -> ReconciliationRun:
    """Write down that the books are to be checked. Raises AlreadyUnderWay."""
    _give_up_stopped(at)
    try:
        with transaction.atomic():
            return ReconciliationRun.objects.create(actor=actor, asked_at=at)
    except IntegrityError:
        raise AlreadyUnderWay from None


@transaction.atomic
def begin(*, at: datetime) -> ReconciliationRun | None:
    """Take the run that waits, if there is one: nobody else will."""
    run = (
        ReconciliationRun.objects.select_for_update(skip_locked=True)
        .filter(started_at__isnull=True, finished_at__isnull=True)
        .first()
    )
    if run is not None:
        run.started_at = at
        run.save(update_fields=["started_at"])
    return run


@transaction.atomic
def finish(run: ReconciliationRun, *, at: datetime) -> None:
    """Store the result; what is not clean is told with the same commit."""
    run.finished_at = at
    run.save()
    if not run.is_clean:
        happen(
            kind="books.differ",
            subject=f"books:{run.pk}",
            facts={"differences": run.differences},
            at=at,
            reference=f"run:{run.pk}",
        )


def under_way() -> ReconciliationRun | None:
    """Return the run that waits or is being carried out."""
    return ReconciliationRun.objects.filter(finished_at__isnull=True).first()


def newest() -> QuerySet[ReconciliationRun]:
    """Return the runs that are over, the last one first: the last month of them."""
    over = ReconciliationRun.objects.filter(finished_at__isnull=False)
    return over.select_related("actor").order_by("-asked_at", "-pk")[:SHOWN]


def last() -> ReconciliationRun | None:
    """Return the run that was finished last."""
    return newest().first()


def is_missing(*, at: datetime) -> bool:
    """Whether no check has come to its end for longer than a night and a day.

    A new shop is not late: its first night counts from when it was set up.
    """
    since = at - EVERY
    if set_up_at() > since:
        return False
    return not ReconciliationRun.objects.filter(
        error="", finished_at__isnull=False, asked_at__gt=since
    ).exists()


def set_up_at() -> datetime:
    """When the tables of the checks were made; their rows may tell of older days."""
    made = MigrationRecorder.Migration.objects.filter(app="books").earliest("applied")
    applied: datetime = made.applied
    return applied


def _give_up_stopped(at: datetime) -> None:
    stopped = ReconciliationRun.objects.select_for_update(skip_locked=True).filter(
        finished_at__isnull=True, started_at__lte=at - LONGEST
    )
    for run in stopped:
        run.error = "stopped from outside"
        finish(run, at=at)
