"""What the programme of the simulated year promises, in plain Python.

Nothing here comes from `loyalty`. Money is cents, and each campaign is a few lines
that say what `programme.py` says in versions. What points do once they are given is
told by `tests.loyalty.model.programme`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.loyalty.model.days import beginning_of, day_of, same_day_after, zone

MUG = 7


@dataclass(frozen=True)
class Line:
    label: str
    product: int
    pieces: int
    cents: int


def rule(lines):
    return sum(line.cents for line in lines if line.label != "gift-cards") // 100


def asked(lines):
    """What each campaign would give for these lines, if it holds."""
    earning = [line for line in lines if line.label != "gift-cards"]
    cents = sum(line.cents for line in earning)
    tea = sum(line.cents for line in earning if line.label == "tea")
    mugs = sum(line.pieces for line in earning if line.product == MUG)
    found = {
        "Double tea": min(60, tea // 100),
        "Fifteen a month": 10 if cents >= 3000 else 0,
        "Mugs": 5 * mugs,
        "First order": 20 if cents else 0,
        "Half a point": cents // 200,
        "Evenings": 8 if cents else 0,
    }
    return {name: points for name, points in found.items() if points}


def holds(name, at, is_first):
    local = at.astimezone(zone())
    if name == "Double tea":
        return local.month == 6
    if name == "First order":
        return is_first
    if name == "Evenings":
        return 18 <= local.hour < 22
    return True


class Shop:
    """Who has got how much of what, over all members."""

    def __init__(self, budget):
        self.budget = budget
        self.in_month = Counter()
        self.given = {}  # by order: what each source gave, and what is left of it
        self.kept = {}
        self.month_of = {}

    def buys(self, member, order, lines, at, is_first):
        """Return what each source gives, the campaigns cut to what they have left."""
        found = {n: p for n, p in asked(lines).items() if holds(n, at, is_first)}
        # Of one group only the one that gives most, of equals the elder.
        if "Half a point" in found and "Evenings" in found:
            lesser = found["Evenings"] <= found["Half a point"]
            del found["Evenings" if lesser else "Half a point"]
        month = member, f"{at.astimezone(zone()):%Y-%m}"
        if "Fifteen a month" in found:
            found["Fifteen a month"] = min(10, 15 - self.in_month[month])
            self.in_month[month] += found["Fifteen a month"]
        if "Mugs" in found:
            if found["Mugs"] > self.budget:
                found["Mugs"] = 0
            self.budget -= found["Mugs"]
        self.month_of[order] = month
        self.given[order] = {"rule": rule(lines)} | found
        self.kept[order] = dict(self.given[order])
        return self.given[order]

    def takes_back(self, order, remaining):
        """Return what is taken of each source when only these lines remain."""
        still = {"rule": rule(remaining)} | asked(remaining)
        taken = {}
        for source, given in self.given[order].items():
            left = self.kept[order][source]
            taken[source] = max(0, left - min(given, still.get(source, 0)))
            self.kept[order][source] = left - taken[source]
        self.in_month[self.month_of[order]] -= taken.get("Fifteen a month", 0)
        self.budget += taken.get("Mugs", 0)
        return taken


def expires(counts_from: datetime, *, months: int) -> datetime:
    """The end of the day some months later."""
    last = same_day_after(day_of(counts_from), months)
    return beginning_of(last + timedelta(days=1))
