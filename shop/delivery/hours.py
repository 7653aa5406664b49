"""When a pick-up point is open: weekdays of the same hours in one line."""

import re
from collections.abc import Sequence
from itertools import groupby

DAYS = range(7)
SPAN = re.compile(
    r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–—]\s*([01]?\d|2[0-4])[:.]([0-5]\d)"
)


def read_hours(text: str) -> str:
    """Return opening hours in one spelling: "9.00-13:00" becomes "09:00–13:00".

    Raises ValueError for what are no hours, or hours that end before they begin.
    """
    spans: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in re.split("[,，;]", text))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValueError(part)
        opens, closes = (f"{int(match[n]):02}:{match[n + 1]}" for n in (1, 3))
        if not opens < closes <= "24:00" or (spans and spans[-1][1] >= opens):
            raise ValueError(part)
        spans.append((opens, closes))
    return ", ".join(f"{opens}–{closes}" for opens, closes in spans)


def same_days(hours: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the first day, the last day and their hours; Monday is 0."""
    found = []
    for text, days in groupby(DAYS, key=lambda day: hours[day]):
        span = list(days)
        found.append((span[0], span[-1], text))
    return found
