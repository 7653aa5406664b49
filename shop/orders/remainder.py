"""What goes back for pieces of a line, exact to the last cent and point: pure.

The share of the pieces that stay is rounded, and what is beyond it goes back. So
any sequence of returns gives the same in sum, and the last one leaves nothing (L16).
"""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money_kept(paid: Decimal, *, quantity: int, remaining: int) -> Decimal:
    """The money that stays paid for `remaining` of `quantity` pieces."""
    return (paid * remaining / quantity).quantize(CENT, ROUND_HALF_UP)


def money_left(
    paid: Decimal, *, quantity: int, remaining: int, goodwill: Decimal
) -> Decimal:
    """The money that can still go back for `remaining` pieces, after goodwill.

    Goodwill counts against the pieces that stay: with any sequence of returns all
    that goes back is what was paid, and with none of the pieces left nothing is.
    """
    kept = money_kept(paid, quantity=quantity, remaining=remaining)
    return max(Decimal("0.00"), kept - goodwill)


def points_kept(used: int, *, quantity: int, remaining: int) -> int:
    """The points that stay used for `remaining` of `quantity` pieces."""
    return (2 * used * remaining + quantity) // (2 * quantity)
