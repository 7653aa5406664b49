"""Prices include VAT, the same whatever part of them it is (shop/tax)."""

from decimal import Decimal

from oscar.apps.partner import prices, strategy


class ShelfPrice(prices.Base):
    """What stands on the shelf, VAT and all.

    How much VAT that is depends on where the goods go: the price does not know,
    only in which category (`tax_code`) it will be asked for (S09, S10).
    """

    exists = True
    is_tax_known = True

    def __init__(self, *, incl_tax: Decimal, currency: str, tax_code: str):
        self.incl_tax = incl_tax
        self.currency = currency
        self.tax_code = tax_code


class VatIncluded:
    """Take the stock record's price as the shelf price."""

    def pricing_policy(self, product, stockrecord):
        if not stockrecord or stockrecord.price is None:
            return prices.Unavailable()
        return ShelfPrice(
            incl_tax=stockrecord.price,
            currency=stockrecord.price_currency,
            tax_code=product.get_product_class().tax_category_id,
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


class FirstOnTheShelf(
    strategy.UseFirstStockRecord,
    VatIncluded,
    strategy.StockRequired,
    strategy.Structured,
):
    """The first stock record's shelf price, while stock lasts."""


class Selector:
    def strategy(self, request=None, user=None, **kwargs):
        return FirstOnTheShelf(request)
