"""Let one listener hear of one happening, or arrange for another try."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from shop.happenings.backoff import next_try
from shop.happenings.listening import find
from shop.happenings.models import Hearing

logger = logging.getLogger(__name__)
# Who listens does so within seconds; what takes longer has failed, or has no worker.
PATIENCE = timedelta(minutes=5)


@transaction.atomic
def hear_next(*, at: datetime) -> Hearing | None:
    """Tell what has been due longest; None when there is nothing to tell.

    The row is locked meanwhile, so parallel workers tell different things, and is
    deleted with what the listener wrote: a worker that dies in between leaves both
    undone. Another listener's failure, or another subject's, holds nothing back.
    """
    hearing = (
        Hearing.objects.select_for_update(of=("self",), skip_locked=True)
        .exclude(_comes_later())
        .filter(due_at__lte=at)
        .order_by("due_at", "id")
        .first()
    )
    if hearing is None:
        return None
    try:
        with transaction.atomic():
            happening = hearing.happening
            find(hearing.listener, kind=happening.kind)(happening)
    except Exception as error:  # whatever it was, all others must hear
        logger.warning("%s was not heard: %s", hearing, error)
        _postpone(hearing, error=error, failed_at=at)
    else:
        hearing.last_error = ""
        hearing.delete()
    return hearing


def _postpone(hearing: Hearing, *, error: Exception, failed_at: datetime) -> None:
    hearing.tries += 1
    hearing.due_at = next_try(tries=hearing.tries, failed_at=failed_at)
    hearing.last_error = f"{type(error).__name__}: {error}"[:2000]
    hearing.save(update_fields=["tries", "due_at", "last_error"])
    # What comes after it cannot come sooner: nobody need look at it until then.
    Hearing.objects.filter(
        listener=hearing.listener,
        subject=hearing.subject,
        happening__gt=hearing.happening_id,
        due_at__lt=hearing.due_at,
    ).update(due_at=hearing.due_at)


def held_up(*, at: datetime) -> QuerySet[Hearing]:
    """What should have been heard long since, the oldest first."""
    return (
        Hearing.objects.filter(happening__happened_at__lt=at - PATIENCE)
        .select_related("happening")
        .order_by("happening_id", "listener")
    )


def _comes_later() -> Exists:
    """Whether the listener has not heard an earlier happening of the subject.

    What another worker tells just now is still there for everybody else.
    """
    return Exists(
        Hearing.objects.filter(
            listener=OuterRef("listener"),
            subject=OuterRef("subject"),
            happening__lt=OuterRef("happening"),
        )
    )
