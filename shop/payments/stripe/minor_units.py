"""Money as Stripe writes it: whole numbers of what it takes for the smallest unit."""

from decimal import Decimal

from shop.payments.stripe.currencies import places, step


def to_minor(amount: Decimal, currency: str) -> int:
    """Write 12.50 EUR as 1250; raises ValueError for what cannot be charged."""
    if amount % step(currency):
        raise ValueError(f"{amount} {currency} has too many places")
    return int(amount.scaleb(places(currency)))


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-places(currency))
