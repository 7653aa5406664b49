"""Everything that proves the books, piece by piece: accounts, orders, documents."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from queue import Queue
from threading import Event

from django.db import connection

from loyalty import reconciliation
from shop.books import orders
from shop.books.examined import Examined
from shop.documents import reconciliation as documents
from shop.documents.models import Document


@dataclass(frozen=True, kw_only=True)
class Piece:
    """So many of something were looked at; `differences` says what is wrong."""

    what: Examined
    count: int
    differences: list[str]


def pieces(*, at: datetime) -> Iterator[Piece]:
    """Examine all books as of `at`; nothing is written, little is in memory.

    Accounts are work for the server, orders work for this process: each gets a
    connection of its own. Inside a transaction, which no other connection sees into,
    one follows the other.
    """
    parts = [_accounts(at), chain(_orders(at), _documents())]
    if connection.in_atomic_block:
        yield from chain(*parts)
    else:
        yield from _side_by_side(parts)


def _accounts(at: datetime) -> Iterator[Piece]:
    for part in reconciliation.ranges():
        differences = reconciliation.differences_within(part)
        late = reconciliation.overdue_within(part, at=at)
        yield Piece(
            what=Examined.ACCOUNTS,
            count=part.accounts,
            differences=[*map(str, differences), *map(str, late)],
        )


def _orders(at: datetime) -> Iterator[Piece]:
    for part in reconciliation.ranges(chunk=orders.CHUNK):
        looked = orders.look(part, at=at)
        yield Piece(
            what=Examined.ORDERS,
            count=looked.orders,
            differences=list(map(str, looked.differences)),
        )


def _documents() -> Iterator[Piece]:
    yield Piece(
        what=Examined.DOCUMENTS,
        count=Document.objects.count(),
        differences=list(map(str, documents.differences())),
    )


def _side_by_side(parts: Sequence[Iterator[Piece]]) -> Iterator[Piece]:
    """Yield the pieces of all parts as they come; at the end raise what one raised."""
    done: Queue[Piece | None] = Queue()
    enough = Event()
    with ThreadPoolExecutor(len(parts)) as threads:
        examined = [threads.submit(_hand_over, part, done, enough) for part in parts]
        try:
            for _ended in parts:
                yield from iter(done.get, None)
        finally:
            enough.set()
    for part in examined:
        part.result()


def _hand_over(
    part: Iterator[Piece], done: "Queue[Piece | None]", enough: Event
) -> None:
    try:
        for piece in part:
            done.put(piece)
            if enough.is_set():
                return
    finally:
        connection.close()
        done.put(None)
