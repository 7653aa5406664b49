from typing import Any

from django.core.management.base import BaseCommand

from loyalty import reconciliation


class Command(BaseCommand):
    help = "Rebuild every balance from its movements and list what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = reconciliation.differences()
        for difference in differences:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(differences)} differences")
        if differences:
            raise SystemExit(1)
