"""Check the books: when the clock says so, or because staff asked.

A run is a row, so nothing is lost with the broker, and its result stays.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from shop.books import runs
from shop.books.examining import pieces
from shop.books.models import ReconciliationRun

# How many differences a run keeps in words: who has more has one cause.
KEPT = 100
logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def check_nightly(*, now: Clock) -> ReconciliationRun | None:
    """Check the books; a check that is under way already will do."""
    with suppress(runs.AlreadyUnderWay):
        runs.open_run(actor=None, at=now())
    return carry_out(now=now)


def carry_out(*, now: Clock) -> ReconciliationRun | None:
    """Do the check that was asked for; None when there is none to do.

    Its progress is stored as it goes. Whatever ends it early is its result too.
    """
    run = runs.begin(at=now())
    if run is None:
        return None
    try:
        _examine(run, at=now())
    except Exception as error:  # a run must not stay open, whatever it was
        logger.exception("The books could not be checked")
        run.error = f"{type(error).__name__}: {error}"[:2000]
    runs.finish(run, at=now())
    if run.differences:
        logger.error("The books do not agree: %s differences", run.differences)
    return run


def _examine(run: ReconciliationRun, *, at: datetime) -> None:
    for piece in pieces(at=at):
        run.examined[piece.what] = run.examined.get(piece.what, 0) + piece.count
        run.differences += len(piece.differences)
        run.first += piece.differences[: KEPT - len(run.first)]
        run.save(update_fields=["examined", "differences", "first"])
