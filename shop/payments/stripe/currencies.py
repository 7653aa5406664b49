"""What Stripe says of currencies: pure. Source: docs.stripe.com/currencies, 2025.

Its smallest units are not those of CLDR, which knows how people write money: RSD, ALL
and LAK are written without places, and charged in hundredths.
"""

from decimal import Decimal

WITHOUT_PLACES = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
# Sent as if they had two places, which are always 00.
WHOLE = frozenset(("ISK", "UGX"))
# Of the three places the last is always 0.
THREE_PLACES = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])

# What Stripe takes at least, in units of the currency. Of others it takes what is
# worth as much in the currency that the account is paid out in.
SMALLEST = {
    currency: Decimal(amount)
    for currency, amount in (
        ("AED", "2.00"),
        ("AUD", "0.50"),
        ("BGN", "1.00"),
        ("BRL", "0.50"),
        ("CAD", "0.50"),
        ("CHF", "0.50"),
        ("CZK", "15.00"),
        ("DKK", "2.50"),
        ("EUR", "0.50"),
        ("GBP", "0.30"),
        ("HKD", "4.00"),
        ("HUF", "175.00"),
        ("INR", "0.50"),
        ("JPY", "50"),
        ("MXN", "10.00"),
        ("MYR", "2.00"),
        ("NOK", "3.00"),
        ("NZD", "0.50"),
        ("PLN", "2.00"),
        ("RON", "2.00"),
        ("SEK", "3.00"),
        ("SGD", "0.50"),
        ("THB", "10.00"),
        ("USD", "0.50"),
    )
}


def places(currency: str) -> int:
    """How many places of an amount are sent as a whole number."""
    currency = currency.upper()
    if currency in WITHOUT_PLACES:
        return 0
    return 3 if currency in THREE_PLACES else 2


def step(currency: str) -> Decimal:
    """The smallest part of an amount that can be charged."""
    currency = currency.upper()
    if currency in WITHOUT_PLACES or currency in WHOLE:
        return Decimal(1)
    return Decimal("0.01")


def smallest(currency: str) -> Decimal:
    """The smallest amount that can be charged."""
    return SMALLEST.get(currency.upper(), step(currency))
