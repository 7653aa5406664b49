"""What each scope may take, as committed; a machine's own pace is reckoned out."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shop.embedded.fingerprints import ROOT

FILE = Path(__file__).with_name("budget.toml")
# Neither a loaded machine nor a cold start may fail a run: what is to be noticed
# takes several times as long as it did, not a little longer. What is new has no
# budget yet and makes its own ground on a cold start.
GROWTH = 2.5
SLACK = 20.0
HEAD = """\
# Seconds that each scope of the tests took with two workers on a quiet machine of
# two cores, from the longest to the shortest. `make budget` writes this file anew
# after a whole run, for a change that means to take longer. What is not listed
# takes less than a second.
"""


@dataclass(frozen=True, kw_only=True)
class Outgrown:
    scope: str
    took: float
    might_take: float

    def __str__(self) -> str:
        return f"{self.scope} took {self.took:.0f} s of {self.might_take:.0f} s"


def read() -> dict[str, float]:
    return tomllib.loads(FILE.read_text())["seconds"] if FILE.exists() else {}


def written(taken: Mapping[str, float]) -> str:
    """The budget of a run that took so long."""
    longest = sorted(taken.items(), key=lambda scope: (-scope[1], scope[0]))
    lines = [f'"{scope}" = {took:.0f}' for scope, took in longest if took >= 1]
    return "\n".join([f"{HEAD}[seconds]", *lines, ""])


def pace(taken: Mapping[str, float], budget: Mapping[str, float]) -> float:
    """How many times its budget the usual second took: the weighted median.

    One scope that outgrows its own does not move it. It is at least 1: what waits
    for a clock is not faster on a faster machine.
    """
    ratios = sorted((taken[scope] / budget[scope], budget[scope]) for scope in budget)
    half = sum(budget.values()) / 2
    for ratio, weight in ratios:
        half -= weight
        if half <= 0:
            return max(1.0, ratio)
    return 1.0


def outgrown(
    taken: Mapping[str, float], budget: Mapping[str, float]
) -> Iterable[Outgrown]:
    """Which scopes took far more than they may; of a part of the tests, none.

    Only a whole run tells how fast the machine is.
    """
    if not budget or not budget.keys() <= taken.keys():
        return
    measure = pace(taken, budget)
    for scope, took in taken.items():
        might_take = measure * (budget.get(scope, 0) * GROWTH + SLACK)
        if took > might_take:
            yield Outgrown(scope=scope, took=took, might_take=might_take)


def exists(scope: str) -> bool:
    return (ROOT / scope).exists()
