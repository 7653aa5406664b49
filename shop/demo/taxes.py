"""Where the demo shop charges the VAT of the country of delivery.

Rates of goods as the European Commission's Taxes in Europe Database had them in
January 2025, https://ec.europa.eu/taxation_customs/tedb. The reduced rate is the one
of groceries: staff keep it current on their VAT page. Every other country, China
among them, is taxed as home.
"""

from datetime import date
from decimal import Decimal

from shop.tax.models import Rate

# The One Stop Shop began then.
SINCE = date(2021, 7, 1)
RATES = {
    "AT": {"standard": "20", "reduced": "10"},
    "FR": {"standard": "20", "reduced": "5.5"},
    "NL": {"standard": "21", "reduced": "9"},
}


def write_rates() -> None:
    """Write the rates of countries that have none."""
    known = set(Rate.objects.values_list("country", flat=True))
    Rate.objects.bulk_create(
        Rate(
            country=country,
            category_id=category,
            percent=Decimal(percent),
            valid_from=SINCE,
        )
        for country, percents in RATES.items()
        if country not in known
        for category, percent in percents.items()
    )
