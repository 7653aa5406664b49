"""Money as Stripe writes it: whole numbers of the currency's smallest unit."""

from decimal import Decimal

from babel.numbers import get_currency_precision


def to_minor(amount: Decimal, currency: str) -> int:
    """Write 12.50 EUR as 1250; raises ValueError for a part of the smallest unit."""
    minor = amount.scaleb(get_currency_precision(currency.upper()))
    if minor != int(minor):
        raise ValueError(f"{amount} {currency} has too many places")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency.upper()))
