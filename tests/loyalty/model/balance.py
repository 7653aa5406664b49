"""A balance the walker had with another scheme: a row of a file, and its parts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from tests.loyalty.model.days import beginning_of, day_of, same_day_after


@dataclass(frozen=True)
class Balance:
    """`points` of `source` that count through the day `expires`."""

    source: str
    points: int
    expires: date

    @property
    def name(self) -> str:
        return f"{self.points} until {self.expires}"

    @property
    def expires_at(self) -> datetime:
        return beginning_of(self.expires + timedelta(days=1))

    def file(self, address: str) -> BytesIO:
        row = f"{address},{self.points},{self.expires},{self.name}"
        return BytesIO(f"member,points,expires,reason\n{row}\n".encode())

    def parts(self, months: int, at: datetime) -> list[tuple[int, date]]:
        """Deal the points out to the months after `at`, one by one, in turn."""
        today = day_of(at)
        if not months:
            return [(self.points, today)]
        turns = [point % months for point in range(self.points)]
        return [
            (turns.count(turn), same_day_after(today, turn + 1))
            for turn in sorted(set(turns))
        ]
