"""The same postings where the ledger's tables lie on hash partitions.

docs/growing.md says how they get there; the rows and the load are the same.
"""

from collections import defaultdict

from benchmarks.ledger import books, members, scripts
from benchmarks.ledger.sizes import Size
from benchmarks.results import Comparison, Results, Series
from benchmarks.servers import TEMPLATE, database
from shop.embedded.postgres import OWNER, Postgres
from tests.partitions.dividing import divide

WHOLE, PARTED = "whole", "parted"


def measure(server: Postgres, size: Size) -> Results:
    rates: dict[tuple[str, str], list[float]] = defaultdict(list)
    with (
        database(server, WHOLE, template=TEMPLATE),
        database(server, PARTED, template=TEMPLATE),
    ):
        divide(server.url(database=PARTED, role=OWNER))
        for place in (WHOLE, PARTED):
            members.fill(server, place, size.members, members.WITH_POINTS)
        before = books.postings(server, WHOLE)
        for number in range(size.rounds):
            for step in scripts.STEPS:
                for place in (WHOLE, PARTED):
                    timed = scripts.run(
                        server,
                        place,
                        step,
                        size.depth_load,
                        members=size.members,
                        run=number,
                    )
                    rates[step, place].append(timed.per_second)
        made = size.rounds * len(scripts.STEPS) * size.depth_load.total
        for place in (WHOLE, PARTED):
            books.must_add_up(server, place, expected=before + made)
    return Results(
        comparisons=[
            Comparison(
                what=f"{step}, {size.depth_load.clients} clients, hash partitions",
                beside="tables that are whole",
                unit="postings/s",
                ours=Series(rates[step, PARTED]),
                theirs=Series(rates[step, WHOLE]),
            )
            for step in scripts.STEPS
        ]
    )
