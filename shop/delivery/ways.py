"""One way of delivery to one place: what it costs follows from the goods alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shop.delivery.methods import DeliveryMethod
from shop.delivery.rates import FREE, Destination, Rate, fitting


class NotServed(Exception):
    """This method does not carry these goods to this place."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One method to one place. `to` is where goods are sold: at home if picked up."""

    method: DeliveryMethod
    to: Destination
    rates: Sequence[Rate] = ()

    def charge(self, *, goods: Decimal, grams: int) -> Decimal:
        """What delivery costs, VAT included; `goods` is after offers, before points.

        Points do not count, so using them never costs a shopper the free delivery.
        Raises NotServed.
        """
        if not self.method.needs_address:
            return FREE
        rate = fitting(self.rates, goods=goods, grams=grams)
        if rate is None:
            raise NotServed(self.method.code, self.to)
        return rate.charge(goods=goods)
