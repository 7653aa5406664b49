"""What each ledger gets right when many ask at once, and when time passes."""

from benchmarks.ledger.peers import ledgers
from benchmarks.peers.cases import CASES
from benchmarks.results import Judgement, Results
from shop.embedded.postgres import Postgres

# Members of one case are not those of another.
APART = 1_000


def measure(server: Postgres, *, others: bool) -> Results:
    judgements = []
    with ledgers(server, others=others) as known:
        for ledger in known:
            ledger.ask("open", members=0, points=0)
            for place, case in enumerate(CASES):
                found = ledger.ask("judge", case=case, first=1 + place * APART)
                judgements.append(
                    Judgement(case, ledger.title, found["verdict"], found["seen"])
                )
    return Results(judgements=judgements)
