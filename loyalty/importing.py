"""Bring in the balances members had with another scheme, from a file.

What was promised there, were it cash, becomes points here: a discount and nothing
else. A row is known by its member, the source and what it says: bringing the same in
again changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from loyalty import dates, legacy, reading
from loyalty.ledger.many import Accrual, accrue_each
from loyalty.legacy import Row
from loyalty.lines import Problem
from loyalty.models import Account, Posting
from loyalty.people import Actor
from loyalty.typed import one_line_that_says_something
from loyalty.why import balance_imported

MOST_MONTHS = 120
LONGEST_SOURCE = 60
MOST_PROBLEMS = 100
CHUNK = 5000  # postings

Watch = Callable[[BinaryIO, str], BinaryIO]


class InvalidTerms(ValueError):
    """The source has no usable name, or the release takes too many months."""


class WrongRows(Exception):
    """Rows are wrong: `problems` are the first of `count`."""

    def __init__(self, problems: list[Problem], count: int) -> None:
        super().__init__(count)
        self.problems = problems
        self.count = count


class ControlTotalDiffers(Exception):
    """The points of the file add up to something else."""


class FileChanged(Exception):
    """The file, or a member in it, is no longer what was checked."""


@dataclass(frozen=True)
class Tally:
    """What a file holds, and how much of that is not in the books yet."""

    rows: int = 0
    points: int = 0
    new_rows: int = 0
    new_points: int = 0


@dataclass(frozen=True)
class _Terms:
    source: str
    months: int
    actor_id: int
    at: datetime

    @property
    def day(self) -> date:
        return self.at.astimezone(timezone.get_default_timezone()).date()

    def reference(self, row: Row, part: int) -> str:
        """Without the address: references are the account's, and people move."""
        return f"import:{row.fingerprint(self.source)}:{part}"


@dataclass(frozen=True)
class _Balance:
    """A row, whose it is, and whether it is yet to be posted."""

    row: Row
    account_id: int
    new: bool


def import_balances(
    *,
    file: BinaryIO,
    source: str,
    control_total: int,
    actor: Actor,
    imported_at: datetime,
    release_months: int = 0,
    commit: bool = False,
    announce: Callable[[Tally], None] = lambda _tally: None,
    watch: Watch = lambda file, _doing: file,
) -> Tally:
    """Check the whole file, then, told to `commit`, accrue what is new in it.

    Members read `source` on their statement. With `release_months` points become
    spendable month by month, from a month after the day of the import; otherwise
    at once. Each chunk of rows is a transaction of its own: an import that was
    cut off goes on when it is repeated. `announce` is told what the file holds before
    anything is written; `watch` sees the file of each pass.

    Raises PermissionDenied without loyalty.adjust_points, InvalidTerms,
    WrongRows, ControlTotalDiffers, and, while writing, FileChanged.
    """
    if not actor.has_perm("loyalty.adjust_points"):
        raise PermissionDenied
    if not 0 <= release_months <= MOST_MONTHS:
        raise InvalidTerms(release_months)
    named = one_line_that_says_something(source, longest=LONGEST_SOURCE)
    if named is None:
        raise InvalidTerms(source)
    terms = _Terms(named, release_months, actor.pk, imported_at)
    checked = _check(watch(file, "Checking"), terms)
    if checked.points != control_total:
        raise ControlTotalDiffers(checked.points)
    if commit:
        announce(checked)
        file.seek(0)
        _write(watch(file, "Writing"), terms, checked)
    return checked


def _check(file: BinaryIO, terms: _Terms) -> Tally:
    problems: list[Problem] = []
    tally, wrong = Tally(), 0
    for chunk in _judged(file, terms):
        tally = _add(tally, chunk)
        found = [entry for entry in chunk if isinstance(entry, Problem)]
        problems += found[: MOST_PROBLEMS - len(problems)]
        wrong += len(found)
    if wrong:
        raise WrongRows(problems, wrong)
    return tally


def _write(file: BinaryIO, terms: _Terms, checked: Tally) -> None:
    tally = Tally()
    for chunk in _judged(file, terms):
        if any(isinstance(entry, Problem) for entry in chunk):
            raise FileChanged
        tally = _add(tally, chunk)
        new = [entry for entry in chunk if isinstance(entry, _Balance) and entry.new]
        accruals = [accrual for one in new for accrual in _accruals(one, terms)]
        with transaction.atomic():
            accrued = accrue_each(accruals, at=terms.at, actor_id=terms.actor_id)
            if accrued.not_members or accrued.reused:
                raise FileChanged
    if (tally.rows, tally.points) != (checked.rows, checked.points):
        raise FileChanged


def _accruals(balance: _Balance, terms: _Terms) -> Iterator[Accrual]:
    row, zone = balance.row, timezone.get_default_timezone()
    for part in legacy.staged(row.points, months=terms.months, day=terms.day):
        yield Accrual(
            member_id=balance.account_id,
            points=part.points,
            reference=terms.reference(row, part.number),
            expires_at=dates.end_of(row.expires, zone),
            matures_at=_beginning_of(part.day, zone) if part.day else None,
            pending=part.day is not None,
            why=balance_imported(
                source=terms.source,
                reason=row.reason,
                actor_id=terms.actor_id,
                part=part.number,
                months=terms.months,
            ),
        )


def _beginning_of(day: date, zone: tzinfo) -> datetime:
    return dates.end_of(day - timedelta(days=1), zone)


def _judged(file: BinaryIO, terms: _Terms) -> Iterator[list[_Balance | Problem]]:
    """Read on, chunk by chunk: whole rows, so that none is ever half posted."""
    entries = legacy.read(file)
    while chunk := list(islice(entries, CHUNK // max(1, terms.months))):
        rows = [entry for entry in chunk if isinstance(entry, Row)]
        accounts = reading.members_by_address(row.member for row in rows)
        earlier = _earlier(accounts.values())
        closed = _closed(accounts.values())
        yield [
            entry
            if isinstance(entry, Problem)
            else _judge(entry, terms, accounts.get(entry.member), earlier, closed)
            for entry in chunk
        ]


def _judge(
    row: Row,
    terms: _Terms,
    account_id: int | None,
    earlier: dict[tuple[int, str], int],
    closed: set[int],
) -> _Balance | Problem:
    if account_id is None:
        return Problem(row.line, f"no member has the address {row.member!r}")
    if account_id == terms.actor_id:
        return Problem(row.line, "nobody brings in points of the own account")
    months = earlier.get((account_id, terms.reference(row, 1)))
    if months is None and account_id in closed:
        return Problem(
            row.line, f"the account of {row.member!r} was merged into another one"
        )
    if months is None:
        wrong = legacy.too_late(row, months=terms.months, day=terms.day)
        return Problem(row.line, wrong) if wrong else _Balance(row, account_id, True)
    if months != terms.months:
        return Problem(
            row.line, f"was brought in before, to be released over {months} months"
        )
    return _Balance(row, account_id, False)


def _closed(account_ids: Iterable[int]) -> set[int]:
    accounts = Account.objects.filter(pk__in=list(account_ids))
    return set(accounts.exclude(closed_at=None).values_list("pk", flat=True))


def _earlier(account_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Over how many months each row of these members is released, if it is known."""
    firsts = Posting.objects.filter(
        account_id__in=list(account_ids),
        kind=Posting.Kind.ACCRUAL,
        reference__startswith="import:",
        reference__endswith=":1",
    )
    return {
        (account_id, reference): months
        for account_id, reference, months in firsts.values_list(
            "account_id", "reference", "why__params__months"
        )
    }


def _add(tally: Tally, chunk: Iterable[_Balance | Problem]) -> Tally:
    balances = [entry for entry in chunk if isinstance(entry, _Balance)]
    new = [balance.row.points for balance in balances if balance.new]
    return Tally(
        rows=tally.rows + len(balances),
        points=tally.points + sum(balance.row.points for balance in balances),
        new_rows=tally.new_rows + len(new),
        new_points=tally.new_points + sum(new),
    )
