"""Orders through Python, by several processes, beside other Django ledgers.

Each order earns, sets points aside and uses them: three postings or transfers.
"""

from collections import defaultdict

from benchmarks.ledger.peers import FAIRPOINTS, Ledger, ledgers
from benchmarks.ledger.sizes import Size
from benchmarks.results import Comparison, Results, Series
from shop.embedded.postgres import Postgres

TARGETS = {"hordak": 2.5, "oscar_accounts": 6}


def measure(server: Postgres, size: Size, *, others: bool) -> Results:
    with ledgers(server, others=others) as known:
        for ledger in known:
            ledger.ask("open", members=size.peer_members, points=10_000)
        rates: dict[str, list[float]] = defaultdict(list)
        for number in range(size.rounds):
            for ledger in known:
                rates[ledger.name].append(
                    rate(ledger, size, members=size.peer_members, run=number)
                )
    return Results(
        comparisons=[
            Comparison(
                what=f"a posting through Python, {size.processes} processes",
                beside=ledger.title,
                unit="postings/s",
                ours=Series(rates[FAIRPOINTS]),
                theirs=Series(rates[ledger.name]),
                target=TARGETS[ledger.name],
            )
            for ledger in known
            if ledger.name != FAIRPOINTS
        ]
    )


def rate(ledger: Ledger, size: Size, *, members: int, run: int) -> float:
    done = ledger.ask(
        "work",
        processes=size.processes,
        orders=size.peer_orders,
        members=members,
        run=str(run),
    )
    return float(done["postings"] / done["seconds"])
