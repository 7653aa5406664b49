"""Everything that proves the books, piece by piece: accounts to the log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import connection

from loyalty import month_ends, reconciliation
from shop.audit.models import Entry
from shop.books import orders, proving
from shop.books.examined import Examined
from shop.books.side_by_side import side_by_side
from shop.documents import reconciliation as documents
from shop.documents.models import Document
from shop.forks.partner.models import StockRecord
from shop.missions import reconciliation as missions
from shop.operations import standing
from shop.payments.models import Payment
from shop.referrals import reconciliation as referrals
from shop.returns import reconciliation as returns
from shop.returns.models import ReturnRequest
from shop.rewards import standing as tiers_held


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
    parts = [_accounts(at), chain(_orders(at), _documents(), _proofs(), _tiers(at))]
    if connection.in_atomic_block:
        yield from chain(*parts)
    else:
        yield from side_by_side(parts)


def _accounts(at: datetime) -> Iterator[Piece]:
    for part in reconciliation.ranges():
        differences = reconciliation.differences_within(part)
        late = reconciliation.overdue_within(part, at=at)
        yield Piece(
            what=Examined.ACCOUNTS,
            count=part.accounts,
            differences=[*map(str, differences), *map(str, late)],
        )
    yield Piece(
        what=Examined.ACCOUNTS,
        count=0,
        differences=list(map(str, month_ends.differences())),
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
    yield Piece(
        what=Examined.RETURNS,
        count=ReturnRequest.objects.count(),
        differences=list(map(str, returns.differences())),
    )


def _proofs() -> Iterator[Piece]:
    yield Piece(
        what=Examined.GUARDS,
        count=standing.count(),
        differences=standing.differences(),
    )
    for what, proof, model in (
        (Examined.STOCK, "stock", StockRecord),
        (Examined.MONEY, "money", Payment),
        (Examined.DEEDS, "deeds", Entry),
    ):
        yield Piece(
            what=what,
            count=model.objects.count(),
            differences=proving.differences(proof),
        )
    yield Piece(what=Examined.DEEDS, count=0, differences=list(referrals.differences()))
    yield Piece(what=Examined.DEEDS, count=0, differences=list(missions.differences()))


def _tiers(at: datetime) -> Iterator[Piece]:
    yield Piece(
        what=Examined.ACCOUNTS,
        count=0,
        differences=list(tiers_held.differences(at=at)),
    )
