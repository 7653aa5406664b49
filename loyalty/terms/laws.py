"""Whether terms keep to a law about points. The laws are data (laws.toml)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from loyalty.terms.validity import Profile, ValidityTerms

# How long before their end points are announced here (ledger.is_told_in_time).
TOLD_DAYS = (30, 60)


@dataclass(frozen=True, kw_only=True)
class Law:
    """What a law asks; `told_days` are the fewest and the most days of notice."""

    code: str
    name: str
    may_end_by_time: bool
    fewest_idle_months: int
    told_days: tuple[int, int]
    source: str


class Breach(StrEnum):
    """How terms break a law."""

    BY_TIME = "by-time"
    TOO_SOON = "too-soon"
    NOT_TOLD = "not-told"


@cache
def laws() -> dict[str, Law]:
    """Return the laws that are known, by their code."""
    said = tomllib.loads(Path(__file__).with_name("laws.toml").read_text())
    return {
        one["code"]: Law(**one | {"told_days": tuple(one["told_days"])})
        for one in said["law"]
    }


def breaches(law: Law, terms: ValidityTerms) -> list[Breach]:
    """Return how points under these terms would end as the law forbids."""
    found = []
    if terms.have_dates and not law.may_end_by_time:
        found.append(Breach.BY_TIME)
    if terms.profile == Profile.INACTIVITY:
        if terms.expiry_months < law.fewest_idle_months:
            found.append(Breach.TOO_SOON)
        fewest, most = law.told_days
        if TOLD_DAYS[0] < fewest or TOLD_DAYS[1] > most:
            found.append(Breach.NOT_TOLD)
    return found
