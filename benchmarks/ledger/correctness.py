"""What each ledger gets right when many ask at once, and when time passes."""

from benchmarks.ledger.peers import ledgers
from benchmarks.results import Judgement, Results
from shop.embedded.postgres import Postgres


def measure(server: Postgres, *, others: bool) -> Results:
    with ledgers(server, others=others) as known:
        return Results(
            judgements=[
                Judgement(case, ledger.title, found["verdict"], found["seen"])
                for ledger in known
                for case, found in ledger.ask("judge").items()
            ]
        )
