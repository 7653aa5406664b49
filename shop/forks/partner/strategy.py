"""Prices include VAT; the rate belongs to the product class."""

from decimal import ROUND_HALF_UP, Decimal

from oscar.apps.partner import strategy
from oscar.apps.partner.prices import TaxInclusiveFixedPrice, Unavailable

CENT = Decimal("0.01")


def net(gross: Decimal, *, vat_rate: Decimal) -> Decimal:
    """The part of `gross` that is not VAT at `vat_rate` percent, to the cent."""
    return (gross * 100 / (100 + vat_rate)).quantize(CENT, ROUND_HALF_UP)


class VatIncluded:
    """Take the stock record's price as the shelf price, VAT and all (S09, S10)."""

    def pricing_policy(self, product, stockrecord):
        if not stockrecord or stockrecord.price is None:
            return Unavailable()
        vat_rate = product.get_product_class().vat_rate
        excl_tax = net(stockrecord.price, vat_rate=vat_rate)
        return TaxInclusiveFixedPrice(
            currency=stockrecord.price_currency,
            excl_tax=excl_tax,
            tax=stockrecord.price - excl_tax,
            tax_code=str(vat_rate),
        )

    def parent_pricing_policy(self, product, children_stock):
        """A parent is shown at its cheapest variant's price."""
        priced = [
            stockrecord
            for _child, stockrecord in children_stock
            if stockrecord and stockrecord.price is not None
        ]
        cheapest = min(priced, key=lambda record: record.price, default=None)
        return self.pricing_policy(product, cheapest)


class ShelfPrice(
    strategy.UseFirstStockRecord,
    VatIncluded,
    strategy.StockRequired,
    strategy.Structured,
):
    """The first stock record's shelf price, while stock lasts."""


class Selector:
    def strategy(self, request=None, user=None, **kwargs):
        return ShelfPrice(request)
