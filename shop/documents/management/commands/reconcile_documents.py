from typing import Any

from django.core.management.base import BaseCommand

from shop.documents import reconciliation


class Command(BaseCommand):
    help = "Compare orders and refunds with their documents and list what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = list(reconciliation.differences())
        for difference in differences:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(differences)} differences")
        if differences:
            raise SystemExit(1)
