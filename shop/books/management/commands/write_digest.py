from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.books import digesting, signing


class Command(BaseCommand):
    help = "Write a signed digest of the ledger, to be kept outside of the database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = digesting.write(at=timezone.now())
        except signing.NoKey as error:
            raise CommandError(str(error)) from error
        except digesting.AlreadyWritten as error:
            raise CommandError(f"There is one of this second: {error}") from error
        self.stdout.write(str(path))
        if signing.private_key() is None:
            self.stdout.write("Not signed: LEDGER_SIGNING_KEY names no key.")
