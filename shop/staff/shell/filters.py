"""What a list can be narrowed to: fields of its form, each with its effect.

Nonsense is no error: it asks for nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    """A search: every word must be in one of the paths."""

    label: Label
    paths: tuple[str, ...] = ()
    _: KW_ONLY
    name: str = "text"
    # Whether what was typed is one word, blanks and all.
    whole: bool = False

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.name: forms.CharField(
                label=self.label, required=False, max_length=LONGEST_TEXT
            )
        }

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        text = asked.get(self.name) or ""
        if not self.paths:
            return found
        for word in [text] if self.whole and text else text.split():
            in_any = Q()
            for path in self.paths:
                in_any |= Q(**{f"{path}__icontains": word})
            found = found.filter(in_any)
        return found


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
    """One of a few, as links above the list, with how many there are of each."""

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
        found = of.rows().model.objects.order_by().values_list(self.path)
        none = {code: 0 for code, _label in self.choices}
        return none | dict(found.annotate(Count("pk")))


def _date_field(label: Label) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def midnight(day: date) -> datetime:
    """When a day of the shop begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
