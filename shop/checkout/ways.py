"""The ways in which a basket can reach its shopper, each with its price."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from oscar.apps.address.models import Country

from shop.checkout.summary import summary_context
from shop.components.countries import country_name
from shop.delivery import tariffs
from shop.delivery.methods import DeliveryMethod
from shop.delivery.rates import FREE, Destination
from shop.delivery.tariffs import Tariff
from shop.delivery.ways import Way
from shop.forks.basket.models import Basket
from shop.orders.placing import pricing


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Every way with its charge; None where it does not go with these goods."""

    basket: Basket
    to: Destination
    charges: list[tuple[Way, Decimal | None]]

    def serve(self, method: DeliveryMethod | None) -> bool:
        return any(way.method == method for way in self._served)

    def counting(self, chosen: DeliveryMethod | None) -> DeliveryMethod | None:
        """The method that the total is about, and which is shown as chosen."""
        way = self._way(chosen)
        return way.method if way else chosen

    def summary(self, chosen: DeliveryMethod | None, *, at: datetime) -> dict[str, Any]:
        """What the order costs the chosen way, or else the first that goes."""
        return summary_context(
            basket=self.basket,
            way=self._way(chosen),
            at=at,
            to=self.to,
        )

    def refusal(self, method: DeliveryMethod | None) -> str:
        """Why a way does not serve, and which one would."""
        names = {"method": method.name if method else "", "country": self.country}
        if any(way.method.needs_address for way in self._served):
            return (
                _(
                    "%(method)s does not take this order to your address in "
                    "%(country)s. Please choose another way."
                )
                % names
            )
        if self._served:
            return (
                _(
                    "We do not deliver this order to your address in %(country)s. "
                    "Please give another address, or pick it up."
                )
                % names
            )
        return (
            _(
                "We do not deliver this order to your address in %(country)s. "
                "Please give another address."
            )
            % names
        )

    @property
    def country(self) -> str:
        """The country the goods would go to, in the reader's language."""
        return country_name(Country(iso_3166_1_a2=self.to.country))

    @property
    def is_abroad(self) -> bool:
        return self.to.country != tariffs.home().country

    def _way(self, chosen: DeliveryMethod | None) -> Way | None:
        served = self._served
        as_chosen = (way for way in served if way.method == chosen)
        return next(as_chosen, next(iter(served), None))

    @property
    def _served(self) -> list[Way]:
        return [way for way, charge in self.charges if charge is not None]


def choices(
    *,
    basket: Basket,
    goods: Decimal,
    tariff: Tariff,
    to: Destination,
    at: datetime,
) -> Choices:
    """Return the ways for a basket whose goods cost `goods` after offers."""
    saved = pricing.saved_by_tier(basket=basket, goods=goods, to=to, at=at)
    charges = [
        (way, charge and max(FREE, charge - saved))
        for way, charge in tariff.charges(
            goods=goods, grams=pricing.weight(basket), to=to
        )
    ]
    return Choices(basket=basket, to=to, charges=charges)
