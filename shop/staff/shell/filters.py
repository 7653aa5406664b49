"""What a list can be narrowed to: fields of its form, each with its effect.

Nonsense is no error: it asks for nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.typed import address, plain
from shop.components.fields import TypedField
from shop.components.paging import count_each
from shop.typed.numbers import pattern, read_number

# A text, or one that is translated when it is read.
Label = Any
LONGEST_TEXT = 100
ALL = _("All")


class Filter:
    """By itself a filter adds no field and leaves the rows as they are."""

    def fields(self) -> dict[str, forms.Field]:
        return {}

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        """The rows that are asked for; `asked` holds what was understood."""
        return found


@dataclass(frozen=True)
class Words(Filter):
    """A search: every word must be in one of the paths, or all are one number."""

    label: Label
    paths: tuple[str, ...] = ()
    _: KW_ONLY
    # Where numbers of orders and returns are, and e-mail addresses: they are found
    # however they were typed.
    numbers: tuple[str, ...] = ()
    # Keys of rows that a word leads to by way of other tables: each of them is looked
    # through by itself, with its own index, where one question would read them all.
    elsewhere: Callable[[str], Iterable[QuerySet]] | None = None
    addresses: tuple[str, ...] = ()
    name: str = "text"
    # Whether what was typed is one word, blanks and all.
    whole: bool = False

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.name: TypedField(
                read=plain, label=self.label, required=False, max_length=LONGEST_TEXT
            )
        }

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        text = asked.get(self.name) or ""
        somewhere = self.paths or self.numbers or self.addresses or self.elsewhere
        if not text or not somewhere:
            return found
        every = found.model._default_manager.order_by()
        words = [text] if self.whole else _words(text)
        if not words:
            return found.none()
        if len(words) == 1:
            ways = self._ways(every, words[0])
        else:
            ways = [self._with_all(every, words), *self._elsewhere(text)]
        whole = read_number(text)
        ways += [every.filter(**{path: whole}).values("pk") for path in self.numbers]
        return found.filter(pk__in=_any_of(ways))

    def _with_all(self, every: QuerySet, words: Iterable[str]) -> QuerySet:
        rows = every
        for word in words:
            rows = rows.filter(pk__in=_any_of(self._ways(every, word)))
        return rows.values("pk")

    def _ways(self, every: QuerySet, word: str) -> list[QuerySet]:
        """Keys of rows with the word in each of the places, one by one.

        Asked for as one, with OR, PostgreSQL would look at every row there is; this
        way each place has its own index.
        """
        figures, form = pattern(word), address(word)
        asked = [{f"{path}__icontains": word} for path in self.paths]
        asked += [{f"{path}__icontains": form} for path in self.addresses]
        if figures:
            asked += [{f"{path}__regex": figures} for path in self.numbers]
        ways = [every.filter(**way).values("pk") for way in asked]
        return self._elsewhere(word) + ways or [every.none().values("pk")]

    def _elsewhere(self, text: str) -> list[QuerySet]:
        return list(self.elsewhere(text)) if self.elsewhere else []


@dataclass(frozen=True)
class Days(Filter):
    """From a day until a day of the shop, both included."""

    path: str

    def fields(self) -> dict[str, forms.Field]:
        return {"first": _date_field(_("From")), "last": _date_field(_("Until"))}

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        if first := asked.get("first"):
            found = found.filter(**{f"{self.path}__gte": midnight(first)})
        last = asked.get("last")
        if last and last < date.max:
            after = midnight(last + timedelta(days=1))
            found = found.filter(**{f"{self.path}__lt": after})
        return found


@dataclass(frozen=True)
class Choice(Filter):
    """One of a few, as links above the list, with how many there are of each.

    Of many it says no more than that they are many: the links must not cost a look at
    everything there ever was.
    """

    name: str
    label: Label
    choices: Iterable[tuple[str, Label]]
    _: KW_ONLY
    # The column that holds the choice; None where the list sees to it by itself.
    path: str | None = None
    # How many there are of each, of the list; else they are counted by the path.
    counts: Callable[[Any], Mapping[str, int]] | None = None
    # The link to all of them; empty where one of the choices leads there.
    all: Label = ALL
    default: str = ""
    # What stands for the default while words are looked for: a search looks among all
    # that a link shows to be chosen, and the links keep the words.
    searched: str = ""

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.name: forms.ChoiceField(
                label=self.label,
                required=False,
                choices=self.choices,
                widget=forms.HiddenInput,
            )
        }

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        chosen = asked.get(self.name)
        return found.filter(**{self.path: chosen}) if chosen and self.path else found

    def count(self, of: Any) -> Mapping[str, int]:
        """How many there are of each in a list, whatever else is asked for."""
        if self.counts:
            return self.counts(of)
        if not self.path:
            return {}
        rows = of.rows().model.objects
        return count_each(
            {code: rows.filter(**{self.path: code}) for code, _label in self.choices}
        )


def _any_of(ways: list[QuerySet]) -> QuerySet:
    """The keys that one way or another leads to."""
    first, *others = ways
    return first.union(*others, all=True) if others else first


def _words(text: str) -> list[str]:
    """The words of a search; a dash or a `#` alone is none."""
    return [word for word in text.split() if any(map(str.isalnum, word))]


def _date_field(label: Label) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def midnight(day: date) -> datetime:
    """When a day of the shop begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
