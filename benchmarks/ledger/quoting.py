"""Ask, in a process of its own, what a page of twenty goods earns: a round a line.

Each round is a request as the shop begins one, once with campaigns that this process
has read before (`kept`) and once with none (`anew`).
"""

import json
import sys
import time
from decimal import Decimal

import django

django.setup()

from django.db import connection  # noqa: E402  after setup
from django.test.utils import CaptureQueriesContext  # noqa: E402  after setup

from shop.freshness import epochs  # noqa: E402  after setup
from shop.rewards import display, once  # noqa: E402  after setup

GOODS = 20


def page() -> int:
    once.begin_request()
    found = [
        display.points_for(
            price=Decimal("12.50") + number, labels={f"goods-{number}"}, product=number
        )
        for number in range(GOODS)
    ]
    once.end_request()
    return sum(found)


def timed(*, anew: bool) -> dict[str, float]:
    with CaptureQueriesContext(connection) as asked:
        if anew:
            epochs.forget()
        began = time.process_time()
        points = page()
        ended = time.process_time()
    return {
        "ms": 1000 * (ended - began),
        "statements": len(asked),
        "points": points,
    }


def main(requests: int) -> None:
    page()
    kept = [timed(anew=False) for _request in range(requests)]
    anew = [timed(anew=True) for _request in range(requests)]
    # The quickest is the one that nothing else came in the way of.
    result = {
        name: min(found, key=lambda one: one["ms"])
        for name, found in (("kept", kept), ("anew", anew))
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
