"""Book now what the jobs book by the clock."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TaskID

from loyalty import earning, expiry, redemption
from loyalty.ledger import many

STEPS = {
    "Lapses": redemption.lapse_holds,
    "Maturities": earning.book_maturities,
    "Expiries": expiry.expire_due,
}


class Command(BaseCommand):
    help = (
        "Book the holds that lapsed, the points that matured and the points that "
        "expired. It changes no balance as members see it, can be stopped at any "
        "moment and goes on when it is run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with Progress(
            *Progress.get_default_columns(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
        ) as bars:
            postings = {
                name: step(at=now, watch=_shown(bars, bars.add_task(name, total=None)))
                for name, step in STEPS.items()
            }
        for name, count in postings.items():
            self.stdout.write(f"{name} and what was due with them: {count} postings.")


def _shown(bars: Progress, bar: TaskID) -> Callable[[many.Progress], None]:
    return lambda progress: bars.update(
        bar, total=progress.of, completed=progress.accounts
    )
