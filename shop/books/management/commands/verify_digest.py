from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.books import signing, verifying
from shop.books.digest import NotADigest


class Command(BaseCommand):
    help = "Hold a digest against its signature and the ledger; list what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("digest", type=Path)
        parser.add_argument(
            "--public-key",
            type=Path,
            help="who must have signed it, in PEM; without it nobody is asked",
        )

    def handle(self, *, digest: Path, public_key: Path | None, **options: Any) -> None:
        try:
            key = signing.read_public_key(public_key) if public_key else None
            differences = 0
            for difference in verifying.differences(digest, key=key):
                self.stdout.write(difference)
                differences += 1
        except (signing.NoKey, NotADigest) as error:
            raise CommandError(str(error)) from error
        if key is None:
            self.stdout.write("The signature was not checked: name --public-key.")
        self.stdout.write(f"{differences} differences")
        if differences:
            raise SystemExit(1)
