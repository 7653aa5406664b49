"""What was measured, as values: series, comparisons, figures, verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Verdict = Literal["right", "wrong", "not offered"]


@dataclass(frozen=True)
class Series:
    """One figure of each round, in the order of the rounds."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        return median(self.values)

    def as_dict(self) -> dict[str, Any]:
        return {
            "median": rounded(self.median),
            "lowest": rounded(min(self.values)),
            "highest": rounded(max(self.values)),
            "rounds": [rounded(value) for value in self.values],
        }


@dataclass(frozen=True)
class Comparison:
    """Our figure beside another's; the ratio is taken round by round.

    A `target` is the least ratio of rates, or the greatest ratio of durations.
    """

    what: str
    beside: str
    unit: str
    ours: Series
    theirs: Series
    target: float | None = None
    less_is_better: bool = False

    @property
    def ratio(self) -> Series:
        pairs = zip(self.ours.values, self.theirs.values, strict=True)
        return Series([ours / theirs for ours, theirs in pairs])

    @property
    def is_met(self) -> bool | None:
        if self.target is None:
            return None
        if self.less_is_better:
            return self.ratio.median <= self.target
        return self.ratio.median >= self.target

    def as_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "beside": self.beside,
            "unit": self.unit,
            "ours": self.ours.as_dict(),
            "theirs": self.theirs.as_dict(),
            "ratio": self.ratio.as_dict(),
            "target": self.target,
            "less_is_better": self.less_is_better,
            "is_met": self.is_met,
        }


@dataclass(frozen=True)
class Figure:
    """Something measured that stands beside nothing: one value or several by name."""

    what: str
    unit: str
    values: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        values = {name: rounded(value) for name, value in self.values.items()}
        return {"what": self.what, "unit": self.unit, "values": values}


@dataclass(frozen=True)
class Judgement:
    """How one ledger fared in one case."""

    case: str
    ledger: str
    verdict: Verdict
    seen: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "ledger": self.ledger,
            "verdict": self.verdict,
            "seen": self.seen,
        }


@dataclass
class Results:
    """What the scenarios of one run have found so far."""

    comparisons: list[Comparison] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)

    def __add__(self, other: "Results") -> "Results":
        return Results(
            self.comparisons + other.comparisons,
            self.figures + other.figures,
            self.judgements + other.judgements,
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            name: [one.as_dict() for one in found]
            for name, found in (
                ("comparisons", self.comparisons),
                ("figures", self.figures),
                ("judgements", self.judgements),
            )
        }


def rounded(value: float) -> float:
    """Four digits are more than a measurement is worth."""
    return float(f"{value:.4g}")
