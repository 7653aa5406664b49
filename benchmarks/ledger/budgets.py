"""What a campaign's budget costs an order that draws from it, beside one without.

Everybody draws from the same budget, which never runs out. Beside it stands the same
share of a campaign that has none.
"""

from benchmarks import pgbench
from benchmarks.ledger import books, members, scripts
from benchmarks.ledger.sizes import Size
from benchmarks.pgbench import Timed
from benchmarks.results import Comparison, Results, Series
from benchmarks.servers import TEMPLATE, database
from shop.embedded.postgres import SUPERUSER, Postgres

TARGET = 0.7
WITHOUT, WITH = 1, 2
# Who may do so is looked at elsewhere.
CAMPAIGNS = """
    SET session_replication_role = replica;
    INSERT INTO loyalty_campaign (id, author_id, drafted_at)
        VALUES (1, 1, now()), (2, 1, now());
    INSERT INTO loyalty_campaignversion (id, campaign_id, number, name_en, name_zh_hans,
        trigger, amount, rate, labels, products, min_basket, min_pieces, starts_at,
        from_hour, until_hour, first_order_only, budget, "group", priority, author_id,
        drafted_at)
    SELECT id, id, 1, 'Tea week', '茶周', 'order-paid', 'fixed', 20, '{}', '{}', 0, 0,
        now(), 0, 24, false, CASE id WHEN 2 THEN 1000000000 END, '', 0, 1, now()
    FROM loyalty_campaign;
    INSERT INTO loyalty_campaignstep (version_id, kind, actor_id, taken_at, note)
        SELECT id, 'approved', 1, now(), '' FROM loyalty_campaign;
    SET session_replication_role = origin;
    SELECT loyalty_campaign_fund(v) FROM loyalty_campaignversion v;
"""


def measure(server: Postgres, size: Size) -> Results:
    with database(server, "budgets", template=TEMPLATE):
        members.fill(server, "budgets", size.members, members.WITH_POINTS)
        with server.connect(database="budgets", role=SUPERUSER) as connection:
            connection.execute(CAMPAIGNS)
        before = books.postings(server, "budgets")
        timed: dict[int, list[Timed]] = {WITHOUT: [], WITH: []}
        for _round in range(size.rounds):
            for campaign, rounds in timed.items():
                rounds.append(
                    pgbench.run(
                        server,
                        "budgets",
                        scripts.FOLDER / "accrue_by_campaign.sql",
                        size.crowd,
                        variables={"members": size.members, "campaign": campaign},
                    )
                )
        made = 2 * size.rounds * size.crowd.total
        books.must_add_up(server, "budgets", expected=before + made)
    return Results(
        comparisons=[
            Comparison(
                what=f"accrue from a budget, {size.crowd.clients} clients",
                beside="a campaign without",
                unit="transactions/s",
                ours=Series([one.per_second for one in timed[WITH]]),
                theirs=Series([one.per_second for one in timed[WITHOUT]]),
                target=TARGET,
            )
        ]
    )
