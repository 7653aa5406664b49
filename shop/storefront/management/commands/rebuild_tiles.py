"""Write what lists show of goods anew, or only say where it is not what it must be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.storefront import keeping_tiles


class Command(BaseCommand):
    help = "Write all tiles anew that differ from their goods: none should."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if any differs."
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        if not check:
            self.stdout.write(f"{keeping_tiles.rebuild()} tiles written anew.")
        elif found := keeping_tiles.differences():
            raise CommandError(f"{len(found)} tiles differ, of products {found[:20]}.")
        else:
            self.stdout.write("All tiles are what they must be.")
