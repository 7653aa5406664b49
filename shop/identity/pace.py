"""How long to wait after tries in vain: values in, values out."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Pace:
    """`free` tries at once; then waits that double from `first` up to `longest`.

    Without a further failure all is forgotten after `forgotten`.
    """

    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)
    forgotten: timedelta = timedelta(hours=1)

    def wait(self, failures: int) -> timedelta:
        """How long to wait before the next try, after so many failures."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 20)  # more than `longest` ever needs
        return min(self.first * 2**doublings, self.longest)
