"""Staff have the books checked now."""

import logging
from datetime import datetime

from django.db import transaction
from kombu.exceptions import OperationalError

from shop.audit.record import record
from shop.books import runs
from shop.books.models import ReconciliationRun
from shop.books.tasks import carry_out_asked
from shop.users.models import User
from shop.users.permission import require

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(*, actor: User, at: datetime) -> ReconciliationRun:
    """Have the worker check the books. Raises runs.AlreadyUnderWay."""
    require(actor, "books.check_books")
    run = runs.open_run(actor=actor, at=at)
    record(actor=actor, action="books.check", subject=f"books:{run.pk}", recorded_at=at)
    transaction.on_commit(_wake_worker, robust=True)
    return run


def _wake_worker() -> None:
    """Ask a worker to look now. Without a broker the next sweep finds the run."""
    try:
        carry_out_asked.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer, the sweep will check: %s", error)
