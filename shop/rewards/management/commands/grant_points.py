"""Give points to all members or to those a file names."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from loyalty import dates, granting, reading, segment
from loyalty.legacy import LAST_DAY
from shop.rewards.desk import giving
from shop.rewards.management import signers


class Command(BaseCommand):
    help = (
        "Give points to many members at once: all of them, or those whose e-mail "
        "addresses stand in a file, one a line. A dry run unless told to --commit. An "
        "occasion gives a member its points once: running it again reaches those it "
        "has not reached."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("file", type=Path, nargs="?")
        whom.add_argument("--all-members", action="store_true")
        parser.add_argument("--points", type=int, required=True)
        parser.add_argument(
            "--occasion",
            required=True,
            help="what the grant is known by, such as 'anniversary 2026'",
        )
        parser.add_argument(
            "--reason", required=True, help="why, as members shall read it"
        )
        signers.add_arguments(parser)
        parser.add_argument(
            "--valid-through",
            type=_day,
            metavar="DATE",
            help="the last day on which the points count; without it, like points "
            "earned today",
        )
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--commit", action="store_true", help="write")
        mode.add_argument(
            "--dry-run", action="store_true", help="only count; the default"
        )

    def handle(
        self,
        *args: Any,
        file: Path | None,
        points: int,
        occasion: str,
        reason: str,
        by: str,
        second: str | None,
        valid_through: date | None,
        commit: bool,
        **options: Any,
    ) -> None:
        zone = timezone.get_default_timezone()
        expires_at = dates.end_of(valid_through, zone) if valid_through else None
        terms = granting.Grant(occasion, points, reason, expires_at)
        with (
            signers.in_words(by, second),
            _in_words(terms),
            _segment(file) as (count, ids),
            _bar() as progress,
        ):
            bar = progress.add_task("Giving" if commit else "Counting", total=count)
            tally = giving.grant_points(
                member_ids=ids,
                terms=terms,
                actor=signers.find(by),
                second=signers.find(second) if second else None,
                granted_at=timezone.now(),
                commit=commit,
                watch=lambda tally: progress.update(bar, completed=tally.looked_at),
            )
        self.stdout.write(_summary(tally, points, commit))


@contextmanager
def _segment(file: Path | None) -> Iterator[tuple[int, Iterator[int]]]:
    """How many members, and who: every line of a file is checked before the first."""
    if file is None:
        yield reading.members_count(), granting.everybody()
        return
    opened: BinaryIO
    with file.open("rb") as opened:
        count = segment.check(opened)
        opened.seek(0)
        yield count, segment.member_ids(opened)


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day > LAST_DAY:
        raise ValueError(text)
    return day


def _bar() -> Progress:
    return Progress(
        *Progress.get_default_columns(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def _in_words(terms: granting.Grant) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CommandError(f"The file cannot be read: {error}") from error
    except segment.WrongLines as error:
        listed = [*map(str, error.problems)]
        if error.count > len(listed):
            listed.append("…")
        raise CommandError(
            "\n".join([*listed, f"Wrong lines: {error.count}. Nothing was written."])
        ) from error
    except granting.InvalidPoints as error:
        raise CommandError(f"The points are not a positive number: {error}") from error
    except granting.EndsByTime as error:
        raise CommandError(
            f"The rules keep to the law of {error}, by which no date ends points: give "
            "them without a last day."
        ) from error
    except granting.InvalidGrant as error:
        raise CommandError(
            f"The occasion must have 1 to {granting.LONGEST_OCCASION} characters, the "
            f"reason 1 to {granting.LONGEST_REASON}, and the last day must not be "
            f"over, or more than a hundred years away: {error}"
        ) from error
    except granting.ReferenceReused as error:
        raise CommandError(
            f"The occasion {terms.occasion!r} gave other points than {terms.points}. "
            "Name another; what was given stays."
        ) from error


def _summary(tally: granting.Tally, points: int, commit: bool) -> str:
    done = "Written." if commit else "Nothing was written: add --commit to write."
    return (
        f"{tally.given} members, {tally.given * points} points. "
        f"Had them before: {tally.known}.\n{done}"
    )
