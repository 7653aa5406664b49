"""The table of VAT rates as its page shows it: two queries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from shop.tax.amounts import Portion
from shop.tax.models import Rate, TaxCategory
from shop.tax.rates import Rates
from shop.tax.territories import TERRITORIES

# What the preview shows a rate on.
PRICE = Decimal("10.00")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a country charges today for a category; `own` where a row says so."""

    category: TaxCategory
    percent: Decimal
    own: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    country: str
    name: str
    is_home: bool
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A rate that begins on a day, and what holds there until then."""

    rate: Rate
    country: str
    before: Decimal


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a rate changes for goods of `PRICE`, and which product types it meets."""

    country: str
    category: TaxCategory
    valid_from: date
    price: Decimal
    before: Portion
    after: Portion
    concerns: list[str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """`lacks_home`: `home`, the country of the shop, has no standard rate today."""

    home: str
    lacks_home: bool
    categories: list[TaxCategory]
    rows: list[Row]
    coming: list[Change]
    past: list[Change]


@dataclass(frozen=True, kw_only=True)
class Outside:
    """A place without VAT as the page shows it."""

    name: str
    country: str
    postcodes: str
    source: str


def territories(*, names: dict[str, str]) -> list[Outside]:
    """The places outside, with the postcodes that lead there."""
    return [
        Outside(
            name=str(place.name),
            country=names.get(place.country, place.country),
            postcodes=", ".join(f"{begin}…" for begin in place.postcodes),
            source=place.source,
        )
        for place in TERRITORIES
    ]


def table(*, on: date, names: dict[str, str]) -> Table:
    """The rates on a day, home first, what comes after it, and what was before."""
    categories = list(TaxCategory.objects.all())
    rates = list(Rate.objects.select_related("category").order_by("valid_from", "pk"))
    changes = [
        Change(
            rate=rate,
            country=names.get(rate.country, rate.country),
            before=_until(rates, rate),
        )
        for rate in rates
    ]
    now = rates_on(rates, on)
    countries = {country for country, _category in now.percents}
    return Table(
        home=names.get(now.home, now.home),
        lacks_home=not now.cover_home,
        categories=categories,
        rows=[
            _row(country, names.get(country, country), categories, now)
            for country in sorted(
                countries, key=lambda code: (code != now.home, names.get(code, code))
            )
        ],
        coming=[change for change in changes if change.rate.valid_from > on],
        past=[change for change in reversed(changes) if change.rate.valid_from <= on],
    )


def preview(
    *,
    country: str,
    category: str,
    percent: Decimal,
    valid_from: date,
    names: dict[str, str],
) -> Preview:
    """What would change if the rate held from that day on."""
    kept = TaxCategory.objects.get(pk=category)
    rates = rates_on(list(Rate.objects.order_by("valid_from", "pk")), valid_from)
    before = rates.of(category, country=country) if rates.cover_home else percent
    return Preview(
        country=names.get(country, country),
        category=kept,
        valid_from=valid_from,
        price=PRICE,
        before=Portion.of(PRICE, vat_rate=before),
        after=Portion.of(PRICE, vat_rate=percent),
        concerns=[kind.name for kind in kept.product_classes.order_by("name")],
    )


def rates_on(rates: list[Rate], on: date) -> Rates:
    """Those of a day; `rates` are in the order in which they begin."""
    return Rates(
        percents={
            (rate.country, rate.category_id): rate.percent
            for rate in rates
            if rate.valid_from <= on
        },
        home=settings.SHOP_COUNTRY,
    )


def _until(rates: list[Rate], rate: Rate) -> Decimal:
    earlier = [other for other in rates if other.valid_from < rate.valid_from]
    before = Rates(
        percents={
            (other.country, other.category_id): other.percent for other in earlier
        },
        home=settings.SHOP_COUNTRY,
    )
    if not before.cover_home:
        return rate.percent
    return before.of(rate.category_id, country=rate.country)


def _row(country: str, name: str, categories: list[TaxCategory], now: Rates) -> Row:
    return Row(
        country=country,
        name=name,
        is_home=country == now.home,
        cells=[
            Cell(
                category=category,
                percent=now.of(category.pk, country=country),
                own=(country, category.pk) in now.percents,
            )
            for category in categories
        ],
    )
