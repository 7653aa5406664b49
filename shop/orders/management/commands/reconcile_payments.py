from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.orders.paying import reconciling
from shop.payments import providers
from shop.payments.port import ProviderRefused, ProviderSilent


class Command(BaseCommand):
    help = "Hold orders and money against the payment service; list what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days", type=int, default=2, help="how far back to look (default: 2)"
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not providers.is_configured():
            self.stdout.write("Paying online is off: there is nothing to compare.")
            return
        now = timezone.now()
        try:
            differences = reconciling.reconcile(
                at=now, since=now - timedelta(days=days)
            )
        except (ProviderSilent, ProviderRefused) as problem:
            raise CommandError(
                f"The payment service gave no answer: {problem}", returncode=2
            ) from problem
        for difference in differences:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(differences)} differences")
        if differences:
            raise SystemExit(1)
