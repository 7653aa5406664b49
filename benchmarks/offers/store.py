"""One task in one shop: `python -m benchmarks.offers.store NAME TASK '{"...": 1}'`.

The database is DATABASE_URL; the last line written is the result, as JSON.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Result = dict[str, Any]


def fill(shop: Any, **case: Any) -> Result:
    from benchmarks.offers import goods  # noqa: PLC0415  once Django is set up

    goods.fill(shopper=shop.open_shop(), **case)
    shop.use_points()
    return {}


def measure(shop: Any, *, requests: int) -> Result:
    """Look at the basket, and let the offers alone be applied, so many times.

    What a process does only once is done before.
    """
    page, pricing = _page(shop), _pricing(shop)
    page()
    first = pricing()
    return {
        "taken": _taken(first),
        "page": _measured(page, requests),
        "pricing": _measured(pricing, requests),
    }


def _page(shop: Any) -> Callable[[], str]:
    """Ask for the page as a browser would, through all that stands before it."""
    from django.test import Client  # noqa: PLC0415  once Django is set up
    from django.urls import reverse  # noqa: PLC0415  the same

    client = Client(SERVER_NAME="localhost")
    client.force_login(shop.shopper())
    address = reverse("basket:summary")

    def ask() -> str:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code  # noqa: S101
        return str(answer.content.decode())

    return ask


def _pricing(shop: Any) -> Callable[[], Any]:
    """Read the basket and apply its offers."""
    from oscar.core.loading import get_class, get_model  # noqa: PLC0415  once set up

    applicator = get_class("offer.applicator", "Applicator")
    strategy = get_class("partner.strategy", "Selector")().strategy()
    shopper = shop.shopper()

    def price() -> Any:
        basket = get_model("basket", "Basket").objects.get(owner=shopper)
        basket.strategy = strategy
        applicator().apply(basket, shopper)
        return basket

    return price


def _taken(basket: Any) -> dict[str, str]:
    """What each offer took off, without those that only one shop has."""
    return {
        f"{found['name']}": f"{found['discount']:.2f}"
        for found in basket.offer_applications
        if " of " in found["name"]
    }


def _measured(work: Callable[[], Any], times: int) -> dict[str, float]:
    """What one costs: statements, and milliseconds by the clock and the processor.

    The processor's are those of this process, without the database's; work of others
    on the machine hardly changes them.
    """
    from django.db import connection  # noqa: PLC0415  once Django is set up

    # Django's own log of statements has room for 9,000 only.
    asked = 0

    def counting(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    began, busy = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counting):
        for _time in range(times):
            work()
    return {
        "statements": asked / times,
        "milliseconds": 1000 * (time.perf_counter() - began) / times,
        "processor": 1000 * (time.process_time() - busy) / times,
    }


TASKS: dict[str, Callable[..., Result]] = {"fill": fill, "measure": measure}


def main() -> None:
    name, task, options = sys.argv[1:]
    shop = importlib.import_module(f"benchmarks.offers.{name}")
    result = TASKS[task](shop, **json.loads(options))
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
