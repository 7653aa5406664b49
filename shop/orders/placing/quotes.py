"""What differs between the price a shopper saw and the price now (L04)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shop.orders.amounts import Totals

AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that differs: `total`, `points`, `delivery`, `prices` or `voucher`.

    `before` is None where the page did not say, and both are for the last two.
    """

    what: str
    before: Decimal | int | None = None
    after: Decimal | int | None = None


class QuoteChanged(Exception):
    """The price is not what the shopper saw; `changes` says what differs."""

    def __init__(self, changes: Sequence[Change]):
        super().__init__(tuple(changes))
        self.changes = tuple(changes)


def changes(*, seen: str, now: Totals) -> tuple[Change, ...]:
    """Compare the quote a page carried with the totals of now; empty if equal."""
    if seen == now.quote:
        return ()
    total, points, delivery = _read(seen)
    found = [
        Change(what=what, before=before, after=after)
        for what, before, after in (
            ("points", points, now.points),
            ("delivery", delivery, now.delivery),
            ("total", total, now.total),
        )
        if before != after
    ]
    return tuple(found) or (Change(what="prices"),)


def _read(quote: str) -> tuple[Decimal | None, int | None, Decimal | None]:
    """Return total, points and delivery of a quote; None for what it does not say."""
    try:
        total, points, delivery, _digest = quote.split("_")
        return _money(total), int(points), _money(delivery)
    except (ValueError, InvalidOperation):
        return None, None, None


def _money(text: str) -> Decimal:
    """An amount as a quote writes it. Raises ValueError: 1e999999 is a number too."""
    if not AMOUNT.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)
