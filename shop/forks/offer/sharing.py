"""What an offer takes off is shared by all pieces that made it true.

Else the paid piece of two comes back for all of its price, and the free one stays for
nothing (F45). Which offers are used, and what they take off in all, is left to Oscar.
See docs/adr/0022-what-a-return-gives-back.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from oscar.apps.offer.abstract_models import AbstractCondition

from shop.forks.offer.behind import Asks, Pieces, behind
from shop.tax.amounts import shares

if TYPE_CHECKING:
    from shop.forks.basket.models import Basket, Line
    from shop.forks.offer.models import Condition, ConditionalOffer

# What a condition counts; where code decides otherwise, its type says nothing.
ASKS = {
    AbstractCondition.COUNT: Asks.PIECES,
    AbstractCondition.COVERAGE: Asks.PRODUCTS,
    AbstractCondition.VALUE: Asks.VALUE,
}


class Use:
    """One use of an offer on a basket, from before it was applied."""

    def __init__(self, offer: ConditionalOffer, basket: Basket) -> None:
        self.offer = offer
        self.lines: list[Line] = list(basket.all_lines())
        self.basket = basket
        self.discounts = {line.pk: len(line.discounts.all()) for line in self.lines}
        self.consumed = {
            line.pk: line.discounts.num_consumed(offer) for line in self.lines
        }

    def share(self) -> None:
        """Let all pieces behind it carry what was taken off, by what they cost."""
        taken = {line.pk: self._taken(line) for line in self.lines}
        amount = sum((part for part, _pieces in taken.values()), Decimal(0))
        condition = self.offer.condition.proxy()
        asks = ASKS.get(condition.type)
        if not amount or asks is None:
            return
        claimed = Counter(
            {
                line.pk: max(taken[line.pk][1], self._claimed(line))
                for line in self.lines
            }
        )
        pieces = behind(
            asks, condition.value, claimed=claimed, free=self._free(condition, claimed)
        )
        if all(count <= taken[pk][1] for pk, count in pieces.items()):
            return
        for line in self.lines:
            line.forget_discounts(since=self.discounts[line.pk])
        parts = self._parts(amount, pieces)
        for line in self.lines:
            if parts.get(line.pk):
                line.carry(parts[line.pk], offer=self.offer)

    def _taken(self, line: Line) -> tuple[Decimal, int]:
        """What was taken off a line, and off how many pieces."""
        new = line.discounts.all()[self.discounts[line.pk] :]
        return sum((each.amount for each in new), Decimal(0)), sum(
            int(each.quantity) for each in new if each.amount
        )

    def _claimed(self, line: Line) -> int:
        return line.discounts.num_consumed(self.offer) - self.consumed[line.pk]

    def _free(self, condition: Condition, claimed: Mapping[int, int]) -> list[Pieces]:
        return [
            Pieces(
                key=line.pk,
                product=line.product_id,
                price=price,
                pieces=max(
                    claimed[line.pk],
                    line.discounts.available(self.offer) + self._claimed(line),
                ),
            )
            for price, line in condition.get_applicable_lines(self.offer, self.basket)
        ]

    def _parts(self, amount: Decimal, pieces: Mapping[int, int]) -> dict[int, Decimal]:
        """Share by what the pieces still cost, or else by what their lines do.

        Where other offers were there before, the pieces may have less left than
        Oscar found on their lines.
        """
        left = {line.pk: line.left for line in self.lines if line.pk in pieces}
        quantity = {line.pk: line.quantity for line in self.lines}
        weights = {pk: left[pk] * pieces[pk] / quantity[pk] for pk in left}
        if sum(int(weight * 100) for weight in weights.values()) < amount * 100:
            weights = left
        return shares(amount, weights)
