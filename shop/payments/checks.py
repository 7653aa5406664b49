"""What the settings of a shop may not say about its money."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# ISO 4217: amounts have no places, or three; or, by custom, are always whole.
NOT_IN_HUNDREDTHS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "MRU",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
        "BHD",
        "IQD",
        "JOD",
        "KWD",
        "LYD",
        "OMR",
        "TND",
    ]
)


@register()
def currency_has_hundredths(**_options: Any) -> list[CheckMessage]:
    """The shop keeps two places: 12.50 JPY could be owed, and never be paid."""
    currency = settings.OSCAR_DEFAULT_CURRENCY
    if currency.upper() not in NOT_IN_HUNDREDTHS:
        return []
    return [
        Error(
            f"CURRENCY is {currency}, which is not divided into a hundred parts.",
            hint="Prices, discounts and points are reckoned in hundredths: choose a"
            " currency that has them.",
            id="payments.E001",
        )
    ]
