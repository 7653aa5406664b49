"""What a page of twenty goods costs to quote under 200 campaigns, beside under one.

By processor time of the process that asks, which a busy machine changes little: once
where each campaign is about its own goods, ten for each, and once where all 200 are
about everything and all give something, which is the most there can be to reckon.
"""

import json
import subprocess
import sys
from statistics import median
from typing import Any

from benchmarks.ledger.sizes import Size
from benchmarks.results import Figure, Results
from benchmarks.servers import TEMPLATE, database, environment_for
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, SUPERUSER, Postgres

MANY = 200
CASES = {
    "one campaign": (1, "'{}'"),
    "200, ten for each of the goods": (MANY, "ARRAY['goods-' || n % 20]"),
    "200 about everything": (MANY, "'{}'"),
}
# Who may do so is looked at elsewhere.
CAMPAIGNS = """
    SET session_replication_role = replica;
    INSERT INTO loyalty_campaign (id, author_id, drafted_at)
        SELECT n, 1, now() FROM generate_series(1, {many}) n;
    INSERT INTO loyalty_campaignversion (id, campaign_id, number, name_en, name_zh_hans,
        trigger, amount, rate, labels, products, min_basket, min_pieces, starts_at,
        from_hour, until_hour, first_order_only, "group", priority, author_id,
        drafted_at)
    SELECT n, n, 1, 'Week ' || n, '第 ' || n || ' 周', 'order-paid',
        (ARRAY['per-unit', 'fixed', 'multiplier', 'per-piece'])[1 + n % 4], 2, {labels},
        '{{}}', 0, 0, now() - interval '1 day', 0, 24, false, '', 0, 1, now()
    FROM generate_series(1, {many}) n;
    INSERT INTO loyalty_campaignstep (version_id, kind, actor_id, taken_at, note)
        SELECT id, 'approved', 1, now() - interval '1 day', ''
        FROM loyalty_campaignversion;
"""


def measure(server: Postgres, size: Size) -> Results:
    found: dict[str, list[dict[str, Any]]] = {}
    for case, (many, labels) in CASES.items():
        with database(server, "quotes", template=TEMPLATE):
            with server.connect(database="quotes", role=SUPERUSER) as connection:
                connection.execute(CAMPAIGNS.format(many=many, labels=labels))
            found[case] = [_asked(server, size) for _round in range(size.rounds)]
    results = Results()
    for state, words in (("kept", "campaigns kept"), ("anew", "campaigns read anew")):
        for case, rounds in found.items():
            times = [one[state]["ms"] for one in rounds]
            spread = min(times), median(times), max(times)
            results.figures.append(
                Figure(
                    f"points of 20 goods, {case}, {words}: the processor",
                    "ms",
                    dict(zip(("lowest", "median", "highest"), spread, strict=True)),
                )
            )
            asked = [one[state]["statements"] for one in rounds]
            results.figures.append(
                Figure(
                    f"points of 20 goods, {case}, {words}",
                    "statements",
                    {"most": max(asked)},
                )
            )
    return results


def _asked(server: Postgres, size: Size) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "benchmarks.ledger.quoting", str(size.lists)],
        cwd=ROOT,
        env=environment_for(server, "quotes", role=APPLICATION),
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
