"""Put what somebody changed on top of what others did meanwhile (F18)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.forms import BoundField
from django.http import QueryDict

from shop.forks.dashboard import opened
from shop.forks.dashboard.opened import Values, same

# Orders change it too, all the time: what somebody adds is added to what there is.
COUNTED = "num_in_stock"
SETTLED = "settled:"
THEIRS = "theirs"


class RowsChanged(Exception):
    """Rows of the page were added or taken away: the fields are not the same."""


@dataclass(frozen=True)
class Clash:
    """A field that two people changed, each in another way."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str


@dataclass
class Merged:
    """What is to be handed on, what of it is new, and what has to be asked.

    `said` names the fields of which nothing else is to be told: what they hold was
    shown by the page, and is among `before` and `after` where it was changed.
    """

    posted: QueryDict
    said: set[str] = field(default_factory=set)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)

    def forget(self, new: Mapping[str, BoundField]) -> None:
        """Tell nothing of new rows where they were left as they began."""
        self.said |= {
            name
            for name, shown in new.items()
            if same(shown, self.posted.getlist(name), opened.value_of(shown))
        }


def merge(
    posted: QueryDict, *, was: Values | None, fields: Mapping[str, BoundField]
) -> Merged:
    """Take from `posted` what differs from what `was` shown, the rest as it is now.

    Where a form does not say what it was opened with, nothing is known to be changed
    on purpose, and every difference is asked. Raises RowsChanged.
    """
    now = opened.values_of(fields)
    if was is not None:
        _require_same_rows(was, now, fields)
    merged = Merged(posted.copy(), said=set(fields))
    for name, shown in fields.items():
        sent = posted.getlist(name)
        settled = posted.get(f"{SETTLED}{name}")
        before = now[name] if was is None else was[name]
        if (was is not None and same(shown, sent, before)) or settled == THEIRS:
            merged.posted.setlist(name, now[name])
        elif not same(shown, sent, now[name]):
            known = was is not None and same(shown, before, now[name])
            if known or settled:
                _change(merged, shown, now[name], sent)
            elif was is not None and (added := _added(name, before, now[name], sent)):
                _change(merged, shown, now[name], [added])
            else:
                merged.clashes.append(_clash(shown, before, now[name], sent))
    return merged


def _require_same_rows(
    was: Values, now: Values, fields: Mapping[str, BoundField]
) -> None:
    keys = {name for name in now if fields[name].is_hidden and name.endswith("-id")}
    if set(was) - set(now) or any(was.get(name) != now[name] for name in keys):
        raise RowsChanged
    if set(now) - set(was):
        raise RowsChanged


def _change(
    merged: Merged, shown: BoundField, before: list[str], after: list[str]
) -> None:
    name = shown.html_name
    merged.posted.setlist(name, after)
    merged.before[name] = opened.in_words(shown, before)
    merged.after[name] = opened.in_words(shown, after)


def _added(name: str, before: list[str], now: list[str], sent: list[str]) -> str:
    """The pieces there are now and those that somebody added; empty if it is no sum."""
    if name.rpartition("-")[2] != COUNTED:
        return ""
    try:
        was, there, wanted = (int(values[0]) for values in (before, now, sent))
    except (IndexError, ValueError):
        return ""
    return str(there + wanted - was)


def _clash(
    shown: BoundField, before: list[str], now: list[str], sent: list[str]
) -> Clash:
    return Clash(
        name=shown.html_name,
        label=str(shown.label),
        before=opened.in_words(shown, before),
        theirs=opened.in_words(shown, now),
        mine=opened.in_words(shown, sent),
    )
