"""A rush on the shop from the opening to the books."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from rich.console import Console

from shop.forks.order.models import Order
from shop.payments.models import Refund
from shop.returns.models import ReturnRequest, Withdrawal
from tests.load import promises, report, stage
from tests.load.browser import Log
from tests.load.clerk import Clerk
from tests.load.shopper import Shopper
from tests.load.weather import Service, rage

BOOKS = ("reconcile", "reconcile_payments", "reconcile_documents")
# Sweeps come once a minute, a refund may need two of them, and money whose news was
# lost is asked for every three minutes.
PATIENCE = 300
SHOPPERS_A_CLERK = 20


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
    service: Service | None = None,
) -> list[str]:
    """Let so many shop at once; return what was broken, in words.

    `home` is the shop's address, `folder` where it keeps its data, and `manage` runs
    a command there. The payment `service` has bad hours, if there is one.
    """
    opened_at, log, closing = datetime.now(UTC), Log(), Event()
    accounts = stage.make_members(shoppers // 2, at=opened_at)
    clerks = stage.make_clerks(2 + shoppers // SHOPPERS_A_CLERK, at=opened_at)
    town = stage.make_town(home=home, shoppers=shoppers, pause=pause, seed=seed)
    here: dict[str, Any] = {"town": town, "seed": seed, "log": log, "closing": closing}
    guests = [None] * (shoppers - len(accounts))
    crowd = [
        Shopper(number, account=account, **here).shop_until_closing
        for number, account in enumerate([*accounts, *guests])
    ]
    staff = [
        Clerk(-1 - number, account=account, **here).work_until_closing
        for number, account in enumerate(clerks)
    ]
    weather = Counter[str]()

    def bad_hours() -> None:
        if service:
            weather.update(rage(service, seed=seed, pause=pause, closing=closing))

    taken, stumbles = let_in(
        [*crowd, *staff, bad_hours],
        seconds=seconds,
        closing=closing,
        enough=Order.objects.filter(date_placed__gte=opened_at).exists,
    )
    books = folder / "payments.sqlite"
    happened = what_happened(since=opened_at)
    report.show(
        log,
        seconds=taken,
        happened={**happened, "bad hours of the payment service": weather},
        console=console,
    )
    settle(books, since=opened_at)
    return [
        *(
            []
            if happened["orders placed"]
            else ["nobody got as far as an order: nothing is proved"]
        ),
        *stumbles,
        *report.failures(log.answers),
        *log.broken,
        *promises.oversold(),
        *promises.charged_wrongly(books, since=opened_at),
        *promises.refunded_wrongly(books, since=opened_at),
        *promises.unheard(),
        *promises.half_done(),
        *(line for book in BOOKS for line in reconciled(manage, book)),
    ]


def let_in(
    crowd: list[Callable[[], None]],
    *,
    seconds: float,
    closing: Event,
    enough: Callable[[], bool],
) -> tuple[float, list[str]]:
    """Open for so many seconds, longer on a slow machine until there is `enough`.

    Return how many passed until the last had left, and what made anybody stumble.
    """
    began = time.monotonic()
    with ThreadPoolExecutor(len(crowd)) as pool:
        visits = [pool.submit(visit) for visit in crowd]
        closing.wait(seconds)
        while not enough() and time.monotonic() < began + seconds + PATIENCE:
            time.sleep(1)
        closing.set()
    stumbles = [repr(visit.exception()) for visit in visits if visit.exception()]
    return time.monotonic() - began, stumbles


def what_happened(*, since: datetime) -> dict[str, Counter[str]]:
    """How many there were of what matters, by what became of them."""
    orders = Order.objects.filter(date_placed__gte=since)
    withdrawn = Withdrawal.objects.filter(declared_at__gte=since)
    asked = ReturnRequest.objects.filter(requested_at__gte=since)
    refunds = Refund.objects.filter(created_at__gte=since)
    return {
        "orders placed": Counter(
            f"{method}, {'paid, ' if paid_at else ''}{status}"
            for method, status, paid_at in orders.values_list(
                "payment_method", "status", "paid_at"
            )
        ),
        "withdrawals": Counter(withdrawn.values_list("order__status", flat=True)),
        "requests of returns": Counter(asked.values_list("state", flat=True)),
        "refunds": Counter(
            reference.partition(":")[0]
            for reference in refunds.values_list("reference", flat=True)
        ),
    }


def settle(books: Path, *, since: datetime) -> None:
    """Wait until worker and sweeps have done what was left to do."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (
        any(promises.half_done()) or any(promises.charged_wrongly(books, since=since))
    ):
        time.sleep(1)


def reconciled(manage: Callable[..., tuple[int, str]], book: str) -> Iterator[str]:
    status, said = manage(book)
    if status != 0:
        yield f"{book}: {said}"
