from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.backups import database, manifest, restoring, saving
from shop.books.examining import pieces


class Command(BaseCommand):
    help = (
        "Restore what `backup` saved, set rights and guards, and prove the books. "
        "Refuses a database that is not empty, and a backup that was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="drop everything in a database that is not empty",
        )

    def handle(self, *, folder: Path, replace: bool, **options: Any) -> None:
        try:
            saved = restoring.restore(folder=folder.resolve(), replace=replace)
        except manifest.BrokenBackup as error:
            raise CommandError(f"The backup is broken: {error}") from error
        except restoring.NewerBackup as error:
            raise CommandError(
                f"The backup knows {error}, which this version does not."
            ) from error
        except saving.NotEmpty as error:
            raise CommandError(
                f"The database {error} is not empty: --replace drops what is there."
            ) from error
        except (database.ProgramFailed, restoring.NotMigrated) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored as of {saved.taken_at}. Proving the books …")
        self._prove()

    def _prove(self) -> None:
        differences = 0
        for piece in pieces(at=timezone.now()):
            for difference in piece.differences:
                self.stdout.write(difference)
            differences += len(piece.differences)
        self.stdout.write(f"{differences} differences")
        if differences:
            raise SystemExit(1)
