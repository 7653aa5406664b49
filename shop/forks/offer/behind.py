"""Which pieces made an offer true, whether or not something was taken off them: pure.

Oscar books a discount on the pieces that its benefit is about, such as the cheapest of
three. The others, without which there would be no discount, carry nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Asks(StrEnum):
    """What an offer counts: pieces, different products, or what they cost."""

    PIECES = "pieces"
    PRODUCTS = "products"
    VALUE = "value"


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Some pieces of one line that count for an offer, at their price each."""

    key: int
    product: int
    price: Decimal
    pieces: int


def reached(asks: Asks, counted: Iterable[Pieces]) -> Decimal:
    """How much of what is asked for these pieces come to."""
    counted = [part for part in counted if part.pieces]
    match asks:
        case Asks.PIECES:
            return Decimal(sum(part.pieces for part in counted))
        case Asks.PRODUCTS:
            return Decimal(len({part.product for part in counted}))
    return sum((part.price * part.pieces for part in counted), Decimal(0))


def behind(
    asks: Asks, least: Decimal, *, claimed: Mapping[int, int], free: Sequence[Pieces]
) -> Mapping[int, int]:
    """The pieces behind one use of an offer, by line.

    `claimed` are those the offer took for itself, by line; they may be of other goods
    than it asks for. `free` are all that count for it, with the pieces that were left
    for it before: where the claimed do not come to `least`, these stand behind it too,
    the dearest first. No piece is worth more to a sum than another: where value is
    asked for, all of them do.
    """
    found = Counter(claimed)
    counted = [_limited(part, found[part.key]) for part in free]
    for part in sorted(free, key=lambda part: -part.price):
        lacking = least - reached(asks, counted)
        if lacking <= 0:
            break
        more = part.pieces - found[part.key]
        match asks:
            case Asks.PIECES:
                more = min(more, int(lacking.to_integral_value()))
            case Asks.PRODUCTS:
                known = {known.product for known in counted if known.pieces}
                more = 0 if part.product in known else 1
            case Asks.VALUE:
                return +(found | Counter({part.key: part.pieces for part in free}))
        found[part.key] += max(0, more)
        counted = [_limited(part, found[part.key]) for part in free]
    return +found


def _limited(part: Pieces, pieces: int) -> Pieces:
    return Pieces(
        key=part.key,
        product=part.product,
        price=part.price,
        pieces=min(pieces, part.pieces),
    )
