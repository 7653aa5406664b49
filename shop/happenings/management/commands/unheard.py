from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.happenings.hearing import held_up


class Command(BaseCommand):
    help = "List what listeners should have heard long since, and why they have not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = held_up(at=timezone.now())
        for hearing in found:
            why = hearing.last_error or "waits for a worker, or for what was before it"
            self.stdout.write(
                f"{hearing.happening} at {hearing.happening.happened_at:%Y-%m-%d %H:%M}"
                f" is not heard by {hearing.listener}, {hearing.tries} tries: {why}"
            )
        self.stdout.write(f"{len(found)} held up")
