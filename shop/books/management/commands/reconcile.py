import sys
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.books.examining import pieces


class Command(BaseCommand):
    help = (
        "Rebuild every balance from its movements, hold every order against what was "
        "posted for it, and list what differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        examined: dict[str, int] = {}
        ended: dict[str, float] = {}
        differences, began = 0, time.monotonic()
        for piece in pieces(at=timezone.now()):
            for difference in piece.differences:
                self.stdout.write(difference)
            differences += len(piece.differences)
            examined[piece.what] = examined.get(piece.what, 0) + piece.count
            ended[piece.what] = time.monotonic() - began
            if sys.stderr.isatty():
                self.stderr.write(f"\r{_counted(examined)} ", ending="")
        if sys.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"{_counted(examined)} examined")
        self.stdout.write(f"{differences} differences")
        if options["verbosity"] > 1:
            ends = (f"{what} by {seconds:.1f} s" for what, seconds in ended.items())
            self.stdout.write(", ".join(ends))
        if differences:
            raise SystemExit(1)


def _counted(examined: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in examined.items())
