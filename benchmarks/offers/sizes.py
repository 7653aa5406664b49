"""How much is measured: `full` is what is published."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Case:
    """A basket, and the least by which ours is to be faster; None where none is set."""

    lines: int
    offers: int
    stacked: bool
    faster: float | None
    statements: int

    @property
    def name(self) -> str:
        way = "stacked" if self.stacked else "one a line"
        return f"{self.lines} lines × {self.offers} offers, {way}"


@dataclass(frozen=True, kw_only=True)
class Size:
    rounds: int
    ours: int  # requests a round
    theirs: int
    cases: tuple[Case, ...]


TEN = Case(lines=10, offers=5, stacked=False, faster=8, statements=15)
FIFTY = Case(lines=50, offers=20, stacked=False, faster=25, statements=25)
STACKED = Case(lines=50, offers=20, stacked=True, faster=None, statements=25)

SIZES = {
    "full": Size(rounds=5, ours=20, theirs=2, cases=(TEN, FIFTY, STACKED)),
    "small": Size(rounds=2, ours=6, theirs=1, cases=(TEN, FIFTY)),
    # So that a test can run all of it.
    "tiny": Size(
        rounds=1,
        ours=2,
        theirs=1,
        cases=(Case(lines=2, offers=2, stacked=False, faster=None, statements=15),),
    ),
}
