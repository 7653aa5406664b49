"""What the offers of an order asked for, as it was when it was placed: pure.

Kept with the order, so that whoever sends pieces back is told beforehand which offers
the rest no longer reaches, whatever became of them since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from shop.forks.offer.behind import Asks, Pieces, reached


@dataclass(frozen=True, kw_only=True)
class OfferTerms:
    """An offer that asked for `least` of something, and was used so many `times`."""

    offer: int
    name: str
    asks: Asks
    least: Decimal
    times: int = 1

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            offer=said["offer"],
            name=said["name"],
            asks=Asks(said["asks"]),
            least=Decimal(said["least"]),
            times=said["times"],
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "offer": self.offer,
            "name": self.name,
            "asks": self.asks.value,
            "least": str(self.least),
            "times": self.times,
        }

    def is_reached(self, counted: Iterable[Pieces]) -> bool:
        """Whether these pieces still ask for all of its uses."""
        return reached(self.asks, counted) >= self.least * self.times


@dataclass(frozen=True, kw_only=True)
class Counting:
    """Pieces of a line that stay before and after a return, and what they count for."""

    product: int
    price: Decimal
    before: int
    after: int
    offers: frozenset[int]


def missed(
    terms: Iterable[OfferTerms], lines: Sequence[Counting]
) -> tuple[OfferTerms, ...]:
    """The offers that the rest no longer reaches; none where nothing is left."""
    if not any(line.after for line in lines):
        return ()
    return tuple(
        each
        for each in terms
        if each.is_reached(_counted(each, lines, before=True))
        and not each.is_reached(_counted(each, lines, before=False))
    )


def _counted(
    terms: OfferTerms, lines: Sequence[Counting], *, before: bool
) -> list[Pieces]:
    return [
        Pieces(
            key=place,
            product=line.product,
            price=line.price,
            pieces=line.before if before else line.after,
        )
        for place, line in enumerate(lines)
        if terms.offer in line.offers
    ]
