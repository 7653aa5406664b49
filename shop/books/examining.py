"""Everything that proves the books, piece by piece: accounts to returns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from loyalty import reconciliation
from shop.books import orders
from shop.books.examined import Examined
from shop.documents import reconciliation as documents
from shop.documents.models import Document
from shop.returns import reconciliation as returns
from shop.returns.models import ReturnRequest


@dataclass(frozen=True, kw_only=True)
class Piece:
    """So many of something were looked at; `differences` says what is wrong."""

    what: Examined
    count: int
    differences: list[str]


def pieces(*, at: datetime) -> Iterator[Piece]:
    """Examine all books as of `at`; nothing is written, little is in memory."""
    for part in reconciliation.ranges():
        differences = reconciliation.differences_within(part)
        late = reconciliation.overdue_within(part, at=at)
        yield Piece(
            what=Examined.ACCOUNTS,
            count=part.accounts,
            differences=[*map(str, differences), *map(str, late)],
        )
    for part in reconciliation.ranges(chunk=orders.CHUNK):
        looked = orders.look(part, at=at)
        yield Piece(
            what=Examined.ORDERS,
            count=looked.orders,
            differences=list(map(str, looked.differences)),
        )
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
