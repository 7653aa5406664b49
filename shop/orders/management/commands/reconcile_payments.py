from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.orders.paying import reconciling


class Command(BaseCommand):
    help = "Hold orders and money against each payment service; list what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days", type=int, default=2, help="how far back to look (default: 2)"
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        now = timezone.now()
        compared = reconciling.reconcile(at=now, since=now - timedelta(days=days))
        if not compared:
            self.stdout.write("Paying online is off: there is nothing to compare.")
            return
        differences = [one for found in compared for one in found.differences]
        for difference in differences:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(differences)} differences")
        if problems := [found.problem for found in compared if found.problem]:
            raise CommandError(
                f"A payment service gave no answer: {'; '.join(problems)}",
                returncode=2,
            )
        if differences:
            raise SystemExit(1)
