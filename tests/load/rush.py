"""A rush on the shop from the opening to the books."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from rich.console import Console

from shop.forks.order.models import Order
from tests.load import promises, report, stage
from tests.load.browser import Log
from tests.load.shopper import Shopper

BOOKS = ("reconcile", "reconcile_payments")
# Sweeps come once a minute, and a refund may need two of them.
PATIENCE = 180


def rush(
    *,
    home: str,
    folder: Path,
    manage: Callable[..., tuple[int, str]],
    shoppers: int,
    seconds: float,
    pause: float,
    seed: int,
    console: Console,
) -> list[str]:
    """Let so many shop at once; return what was broken, in words.

    `home` is the shop's address, `folder` where it keeps its data, and `manage` runs
    a command there.
    """
    opened_at, log, closing = datetime.now(UTC), Log(), Event()
    accounts = stage.make_members(shoppers // 2, at=opened_at)
    town = stage.make_town(home=home, shoppers=shoppers, pause=pause, seed=seed)
    crowd = [
        Shopper(
            number,
            town=town,
            seed=seed,
            log=log,
            closing=closing,
            account=accounts[number] if number < len(accounts) else None,
        )
        for number in range(shoppers)
    ]
    taken, stumbles = let_in(crowd, seconds=seconds, closing=closing)
    orders = placed(since=opened_at)
    report.show(log, seconds=taken, orders=orders, console=console)
    settle()
    return [
        *([] if orders else ["nobody got as far as an order: nothing is proved"]),
        *stumbles,
        *report.failures(log.answers),
        *log.broken,
        *promises.oversold(),
        *promises.charged_wrongly(folder / "payments.sqlite", since=opened_at),
        *promises.half_done(),
        *(line for book in BOOKS for line in reconciled(manage, book)),
    ]


def let_in(
    crowd: list[Shopper], *, seconds: float, closing: Event
) -> tuple[float, list[str]]:
    """Open for so many seconds; return how many passed until the last had left,
    and what made a shopper stumble.
    """
    began = time.monotonic()
    with ThreadPoolExecutor(len(crowd)) as pool:
        visits = [pool.submit(one.shop_until_closing) for one in crowd]
        closing.wait(seconds)
        closing.set()
    stumbles = [repr(visit.exception()) for visit in visits if visit.exception()]
    return time.monotonic() - began, stumbles


def placed(*, since: datetime) -> Counter[str]:
    """How many orders were placed, by what became of them."""
    orders = Order.objects.filter(date_placed__gte=since)
    return Counter(
        f"{method}, {'paid, ' if paid_at else ''}{status}"
        for method, status, paid_at in orders.values_list(
            "payment_method", "status", "paid_at"
        )
    )


def settle() -> None:
    """Wait until worker and sweeps have done what was left to do."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(promises.half_done()):
        time.sleep(1)


def reconciled(manage: Callable[..., tuple[int, str]], book: str) -> Iterator[str]:
    status, said = manage(book)
    if status != 0:
        yield f"{book}: {said}"
