"""Bring in the balances members had with another scheme."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from loyalty import importing, legacy
from shop.rewards.desk import giving
from shop.rewards.management import signers

PROMISE = "Old promises of cash become a discount here, and nothing else."


class Command(BaseCommand):
    help = (
        "Bring in balances of another scheme from a CSV file with the columns "
        f"{','.join(legacy.COLUMNS)}. {PROMISE} A dry run unless told to --commit; "
        "bringing the same in again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source",
            required=True,
            help="where the points are from, as members shall read it; the same rows "
            "from another source are other points",
        )
        parser.add_argument(
            "--control-total",
            type=int,
            required=True,
            help="what the points of the file must add up to",
        )
        signers.add_arguments(parser)
        parser.add_argument(
            "--release-months",
            type=int,
            default=0,
            metavar="N",
            help="release the points over N months, the first part in a month; "
            "without it they can be spent at once",
        )
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--commit", action="store_true", help="write")
        mode.add_argument(
            "--dry-run", action="store_true", help="only check; the default"
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        source: str,
        control_total: int,
        by: str,
        second: str | None,
        release_months: int,
        commit: bool,
        **options: Any,
    ) -> None:
        self.stdout.write(PROMISE)
        with (
            signers.in_words(by, second),
            _in_words(),
            file.open("rb") as opened,
            _progress() as progress,
        ):
            size = file.stat().st_size

            def watch(opened: BinaryIO, doing: str) -> BinaryIO:
                return progress.wrap_file(opened, size, description=doing)

            tally = giving.import_balances(
                file=opened,
                source=source,
                control_total=control_total,
                actor=signers.find(by),
                second=signers.find(second) if second else None,
                imported_at=timezone.now(),
                release_months=release_months,
                commit=commit,
                watch=watch,
            )
        self.stdout.write(_summary(tally, release_months, commit))


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CommandError(f"The file cannot be read: {error}") from error
    except importing.InvalidTerms as error:
        raise CommandError(
            f"The source must have 1 to {importing.LONGEST_SOURCE} characters, "
            f"the release 0 to {importing.MOST_MONTHS} months: {error}"
        ) from error
    except importing.WrongRows as error:
        listed = [*map(str, error.problems)]
        if error.count > len(listed):
            listed.append("…")
        raise CommandError(
            "\n".join([*listed, f"Wrong rows: {error.count}. Nothing was written."])
        ) from error
    except importing.ControlTotalDiffers as error:
        raise CommandError(
            f"The file adds up to {error} points, not to the control total. "
            "Nothing was written."
        ) from error
    except importing.FileChanged as error:
        raise CommandError(
            "The file or its members changed while it was written. What was written "
            "stays; check the file and run this again."
        ) from error


def _summary(tally: importing.Tally, months: int, commit: bool) -> str:
    known = tally.rows - tally.new_rows
    how = f"released over {months} months" if months else "to be spent at once"
    done = "Written." if commit else "Nothing was written: add --commit to write."
    return (
        f"{tally.rows} rows with {tally.points} points, as the control total says.\n"
        f"New: {tally.new_rows} rows with {tally.new_points} points, {how}. "
        f"Brought in before: {known} rows.\n{done}"
    )
