"""Which rate holds where: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shop.tax.territories import outside

OUTSIDE = Decimal("0.00")
# The category that every country has in which the shop charges its VAT.
STANDARD = "standard"


class NoRate(Exception):
    """Nothing is known of a category, not even at home."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The rates of one day in percent, by country and category.

    Goods that go to a country without rows are taxed as at home. A country with
    rows that lacks a category taxes it at its standard rate, as one without a
    reduced rate does.
    """

    percents: Mapping[tuple[str, str], Decimal]
    home: str

    @property
    def cover_home(self) -> bool:
        """Whether nothing lacks a rate: the standard one at home stands in for all."""
        return (self.home, STANDARD) in self.percents

    def of(self, category: str, *, country: str = "", postcode: str = "") -> Decimal:
        """The rate of a category, at home unless a country is given.

        Nothing where a postcode lies outside the VAT of its country, or the country
        does and has no rates of its own.
        """
        place = outside(country=country, postcode=postcode)
        if place and (place.postcodes or (country, STANDARD) not in self.percents):
            return OUTSIDE
        country = country or self.home
        for known in (
            (country, category),
            (country, STANDARD),
            (self.home, category),
            (self.home, STANDARD),
        ):
            if known in self.percents:
                return self.percents[known]
        raise NoRate(category)
