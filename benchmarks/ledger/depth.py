"""The same work where few postings are, and where many are.

Every member has ten. The small database is copied anew for each round, or it would
not stay small; the large one is used before the rounds until its pages have been
written since the last checkpoint, as those of a busy shop have.
"""

import time
from collections import defaultdict
from dataclasses import replace

from benchmarks.ledger import books, members, scripts, through_python
from benchmarks.ledger.peers import ours
from benchmarks.ledger.sizes import Size
from benchmarks.pgbench import Load
from benchmarks.results import Comparison, Figure, Results, Series
from benchmarks.servers import TEMPLATE, database
from shop.embedded.postgres import Postgres

TARGET = 0.8
EACH = len(members.TEN_POSTINGS)
PYTHON = "a posting through Python"
Rates = dict[str, list[float]]


def measure(server: Postgres, size: Size) -> Results:
    few, many = size.few // EACH, size.many // EACH
    # As much for each posting there is.
    scarce = replace(
        size.warm_up,
        transactions=max(1, size.warm_up.transactions * size.few // size.many),
    )
    with (
        database(server, "few", template=TEMPLATE),
        database(server, "many", template=TEMPLATE),
    ):
        members.fill(server, "few", few, members.TEN_POSTINGS)
        members.fill(server, "many", many, members.TEN_POSTINGS)
        began = time.monotonic()
        books.must_add_up(server, "many", expected=size.many)
        proof = time.monotonic() - began
        _warm_up(server, size.warm_up, "many", many)
        at_few: Rates = defaultdict(list)
        at_many: Rates = defaultdict(list)
        for number in range(1, size.rounds + 1):
            with database(server, "few_copy", template="few") as copy:
                _warm_up(server, scarce, copy, few)
                _round(server, size, copy, few, number, at_few)
            _round(server, size, "many", many, number, at_many)
    return Results(
        comparisons=[
            Comparison(
                what=f"{what}, {size.many:,} postings",
                beside=f"{size.few:,} postings",
                unit="postings/s",
                ours=Series(at_many[what]),
                theirs=Series(at_few[what]),
                target=TARGET,
            )
            for what in at_many
        ],
        figures=[Figure("reconciling", "s", {f"{size.many:,} postings": proof})],
    )


def _warm_up(server: Postgres, load: Load, database: str, members: int) -> None:
    for step in scripts.STEPS:
        scripts.run(server, database, step, load, members=members, run=0)


def _round(
    server: Postgres, size: Size, database: str, members: int, number: int, rates: Rates
) -> None:
    load = size.depth_load
    for step in scripts.STEPS:
        timed = scripts.run(server, database, step, load, members=members, run=number)
        rates[f"{step}, {load.clients} clients"].append(timed.per_second)
    ledger = ours(server, database)
    rates[PYTHON].append(through_python.rate(ledger, size, members=members, run=number))
