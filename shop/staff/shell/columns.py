"""The columns of a list: what each says of a row, on the page and in the file.

A page writes for people: `shown`, in the reader's language. A file writes `value`, so
that it can be reckoned with: a plain number, an ISO date (shop/csv_files.py). What is a
code there is written in words: `filed`.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.components import numbers
from shop.staff.shell import cells
from shop.users.models import User

ACTION = _("Action")
Reading = str | Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """One column. `value` is a path of attributes, or a function of the row."""

    label: str | Promise
    value: Reading
    _: KW_ONLY
    # How the page says it, if not as the value is: a function, or a template of `row`.
    shown: Callable[[Any], Any] | None = None
    template: str = ""
    # How the file says it, if not as the value is.
    filed: Reading = ""
    # Where it leads: the name of an address and what it takes; `opens` may go there.
    to: tuple[str, Reading] | None = None
    opens: str = ""
    # The path to sort by; without one nobody can.
    sorts: str = ""
    css: str = ""
    # The cell that names its row.
    heads: bool = False
    # Without its label on a phone, where the cell speaks for itself.
    bare: bool = False
    # Left out on a phone where there is no value.
    hides: bool = False
    # The permission without which nobody sees the column, nor finds it in the file.
    needs: str = ""

    @property
    def ends(self) -> bool:
        """Whether it stands at the end of its cell, as its heading then does."""
        return "end" in self.css.split()

    @property
    def is_action(self) -> bool:
        return False

    def is_for(self, person: User) -> bool:
        return not self.needs or person.has_perm(self.needs)

    def of(self, row: Any) -> Any:
        return self._read(row)

    def in_file(self, row: Any) -> Any:
        """What the file says."""
        return _reader(self.filed)(row) if self.filed else self.of(row)

    def says_nothing(self, row: Any) -> bool:
        """Whether a phone leaves it out."""
        return self.hides and self.of(row) is None

    def draw(self, row: Any, person: User) -> Any:
        """What the page shows, where no template does."""
        text = self.shown(row) if self.shown else self.write(self.of(row))
        if self.to and (not self.opens or person.has_perm(self.opens)):
            name, key = self.to
            css = "breaks" if "breaks" in self.css else "nowrap"
            return cells.link(reverse(name, args=[_reader(key)(row)]), text, css=css)
        return text

    def write(self, value: Any) -> Any:
        """How people read a value; told by its kind."""
        if value is None or value == "":
            return cells.NOTHING
        if isinstance(value, datetime):
            return cells.moment(value)
        return value

    @cached_property
    def _read(self) -> Callable[[Any], Any]:
        return _reader(self.value)


@dataclass(frozen=True)
class Figure(Column):
    """A whole number, at the end of its cell; `zero` is what none of it is called."""

    zero: str = ""
    css: str = "end"

    def says_nothing(self, row: Any) -> bool:
        return super().says_nothing(row) or bool(self.zero and not self.of(row))

    def write(self, value: Any) -> Any:
        if not value and self.zero:
            return self.zero
        return cells.NOTHING if value is None else numbers.figure(value)


@dataclass(frozen=True)
class Money(Figure):
    """An amount in a currency: that of the shop, or one the row names."""

    currency: Reading = ""

    def draw(self, row: Any, person: User) -> Any:
        if self.shown:
            return self.shown(row)
        amount: Decimal | None = self.of(row)
        if not amount and self.zero:
            return self.zero
        if amount is None:
            return cells.NOTHING
        return numbers.money(
            amount, _reader(self.currency)(row) if self.currency else ""
        )


@dataclass(frozen=True)
class Day(Column):
    """A date, or the day of a moment in the shop's zone."""

    short: bool = False

    def of(self, row: Any) -> Any:
        value = super().of(row)
        return timezone.localdate(value) if isinstance(value, datetime) else value

    def write(self, value: Any) -> Any:
        if value is None:
            return cells.NOTHING
        return cells.short_day(value) if self.short else cells.day(value)


@dataclass(frozen=True)
class Action(Column):
    """What can be done to a row: for the page only."""

    label: str | Promise = ACTION
    value: Reading = ""
    css: str = "end"
    bare: bool = True

    @property
    def is_action(self) -> bool:
        return True


def _reader(value: Reading) -> Callable[[Any], Any]:
    if callable(value):
        return value
    names = value.split(".")

    def read(row: Any) -> Any:
        for name in names:
            if row is None:
                return None
            row = getattr(row, name)
        return row

    return read
