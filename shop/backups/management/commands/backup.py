from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.audit.record import record
from shop.backups import database, saving


class Command(BaseCommand):
    help = (
        "Save database, media, keys and digests into a new folder, with a manifest of "
        "checksums. Needs DATABASE_OWNER_URL where DATABASE_URL is not the owner's."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            saved = saving.back_up(folder=folder.resolve(), taken_at=timezone.now())
        except saving.NotEmpty as error:
            raise CommandError(f"{error} is not empty.") from error
        except database.ProgramFailed as error:
            raise CommandError(str(error)) from error
        record(
            actor=None,
            action="backup.take",
            subject=f"backup:{folder.name}"[:120],
            recorded_at=timezone.now(),
            after={"files": len(saved.files)},
        )
        self.stdout.write(
            f"{folder}: {len(saved.files)} files, PostgreSQL {saved.server}"
        )
        self.stdout.write("The keys of the shop are in it: keep it as you keep them.")
