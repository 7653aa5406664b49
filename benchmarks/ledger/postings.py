"""One posting after another in SQL, beside pgbench's own transaction.

An accrual, a hold and a capture are one transaction each, through the doors that the
shop's role may use. Beside them stands `tpcb-like`: three updates, an insert and a
select in one transaction; and the same rows written plainly, which tells what the
tables with their keys and checks cost from what the engine does (sql/plain.sql).
"""

from collections import defaultdict

from benchmarks import pgbench
from benchmarks.ledger import books, members, scripts
from benchmarks.ledger.books import Volume
from benchmarks.ledger.sizes import Size
from benchmarks.pgbench import BUILT_IN, Load, Timed
from benchmarks.results import Comparison, Figure, Results, Series
from benchmarks.servers import TEMPLATE, database
from shop.embedded.postgres import SUPERUSER, Postgres

TARGET = 0.9
PERCENTILES = (50, 95, 99)


def measure(server: Postgres, size: Size) -> Results:
    with (
        database(server, "postings", template=TEMPLATE),
        database(server, "tpcb", template="template0"),
    ):
        members.fill(server, "postings", size.members, members.WITH_POINTS)
        pgbench.initialise(server, "tpcb", scale=size.tpcb_scale, role=SUPERUSER)
        before = books.postings(server, "postings")
        crowded, alone = _Runs(server, size), _Runs(server, size)
        with database(server, "plain", template="postings"):
            scripts.write_plainly(server, "plain")
            for number in range(size.rounds):
                crowded.do(number)
        alone.do(size.rounds, alone=True)
        made = size.rounds * size.crowd.total + size.alone.total
        books.must_add_up(
            server, "postings", expected=before + len(scripts.STEPS) * made
        )
    return crowded.results() + alone.latencies("one client")


class _Runs:
    """The rounds of one load: tpcb-like, accrue, hold, capture, and again."""

    def __init__(self, server: Postgres, size: Size):
        self.server = server
        self.size = size
        self.timed: dict[str, list[Timed]] = defaultdict(list)
        self.plain: dict[str, list[Timed]] = defaultdict(list)
        self.written: dict[str, list[Volume]] = defaultdict(list)

    def do(self, number: int, *, alone: bool = False) -> None:
        load = self.size.alone if alone else self.size.crowd
        for step in (BUILT_IN, *scripts.STEPS):
            place = "tpcb" if step == BUILT_IN else "postings"
            before = books.volume(self.server, place)
            if step == BUILT_IN:
                timed = pgbench.run(self.server, place, None, load, role=SUPERUSER)
            else:
                timed = self._step(place, step, load, number)
            self.written[step].append(books.volume(self.server, place) - before)
            self.timed[step].append(timed)
            if step != BUILT_IN and not alone:
                self.plain[step].append(self._step("plain", step, load, number))

    def _step(self, place: str, step: str, load: Load, number: int) -> Timed:
        members = self.size.members
        return scripts.run(self.server, place, step, load, members=members, run=number)

    def results(self) -> Results:
        clients = self.size.crowd.clients
        comparisons = [
            Comparison(
                what=f"{step}, {clients} clients",
                beside=beside,
                unit="transactions/s",
                ours=_rates(self.timed[step]),
                theirs=_rates(theirs),
                target=target,
            )
            for step in scripts.STEPS
            for beside, theirs, target in (
                (f"pgbench {BUILT_IN}", self.timed[BUILT_IN], TARGET),
                ("written plainly", self.plain[step], None),
            )
        ]
        return (
            Results(comparisons=comparisons)
            + self.latencies(f"{clients} clients")
            + self.volumes()
        )

    def latencies(self, who: str) -> Results:
        figures = []
        for step in ("hold", "capture"):
            rounds = self.timed[step]
            times = sorted(one for timed in rounds for one in timed.milliseconds)
            shares = {f"p{share}": percentile(times, share) for share in PERCENTILES}
            figures.append(Figure(f"time of a {step}, {who}", "ms", shares))
        return Results(figures=figures)

    def volumes(self) -> Results:
        figures = []
        for step, rounds in self.written.items():
            made = len(rounds) * self.size.crowd.total
            written = {
                "tables and indexes": sum(one.data for one in rounds) / made,
                "write-ahead log": sum(one.log for one in rounds) / made,
            }
            figures.append(Figure(f"written by one {step}", "bytes", written))
        return Results(figures=figures)


def _rates(rounds: list[Timed]) -> Series:
    return Series([timed.per_second for timed in rounds])


def percentile(ordered: list[float], share: int) -> float:
    """The value that so many in a hundred do not exceed."""
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
