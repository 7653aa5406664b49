"""What a return gives back, exact to the last cent and point: pure.

One policy, in proportion: all that was paid for a line, in money and in points, belongs
to its pieces alike, and an offer's discount to all pieces that made it true
(shop/forks/offer/sharing.py). Pieces that stay keep their share of the discount, pieces
that come back bring what was paid for them, whatever an offer asked for.

The share of the pieces that stay is rounded, and what is beyond it goes back. So
any sequence of returns gives the same in sum, and the last one leaves nothing (L16).
See docs/adr/0022-what-a-return-gives-back.md.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shop.tax.amounts import net

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Share:
    """The share that some pieces have of what was paid for their line.

    `worth` was paid for them in money. Where goodwill went before, only `money` of
    it can still go back, of which `net` is not VAT. `points` gave `points_discount`,
    and `voucher_points` of a voucher gave some of the other discounts.
    """

    worth: Decimal
    money: Decimal
    net: Decimal
    points: int
    points_discount: Decimal
    voucher_points: int = 0

    @property
    def goodwill(self) -> Decimal:
        """What of its worth had gone back before, out of goodwill."""
        return self.worth - self.money

    def __sub__(self, other: "Share") -> "Share":
        return Share(
            worth=self.worth - other.worth,
            money=self.money - other.money,
            net=self.net - other.net,
            points=self.points - other.points,
            points_discount=self.points_discount - other.points_discount,
            voucher_points=self.voucher_points - other.voucher_points,
        )


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One line as it was paid for, of which `returned` pieces have come back."""

    quantity: int
    paid: Decimal
    vat_rate: Decimal
    points: int = 0
    points_discount: Decimal = ZERO
    voucher_points: int = 0
    returned: int = 0
    goodwill: Decimal = ZERO

    @property
    def left(self) -> int:
        return self.quantity - self.returned

    def staying(self, pieces: int) -> Share:
        """The share of so many pieces that stay, nothing with none of them.

        Goodwill counts against them: with any sequence of returns all that goes
        back is what was paid.
        """
        worth = self._part(self.paid, pieces)
        money = max(ZERO, worth - self.goodwill)
        return Share(
            worth=worth,
            money=money,
            net=net(money, vat_rate=self.vat_rate),
            points=self._whole(self.points, pieces),
            points_discount=self._part(self.points_discount, pieces),
            voucher_points=self._whole(self.voucher_points, pieces),
        )

    def _whole(self, points: int, pieces: int) -> int:
        return (2 * points * pieces + self.quantity) // (2 * self.quantity)

    def _part(self, amount: Decimal, pieces: int) -> Decimal:
        return (amount * pieces / self.quantity).quantize(CENT, ROUND_HALF_UP)


def gives_back(line: Bought, *, pieces: int) -> Share:
    """What so many pieces that come back now bring.

    The previews of shoppers and staff, the refund and the credit note all ask here.
    """
    return line.staying(line.left) - line.staying(line.left - pieces)
