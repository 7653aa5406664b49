"""Offers whose names exist in every language (translation.py)."""

from oscar.apps.offer.abstract_models import AbstractRange


class Range(AbstractRange):
    """Products that offers are about.

    `holds` says of the products of one basket whether they are in the range
    (memberships.py); of any other product the database is asked.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.holds: dict[int, bool] = {}

    def contains_product(self, product):
        if product.pk in self.holds:
            return self.holds[product.pk]
        return super().contains_product(product)


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.offer.models import (  # noqa: E402, F401  re-exported
    SHIPPING_DISCOUNT,
    ZERO_DISCOUNT,
    AbsoluteDiscountBenefit,
    BasketDiscount,
    Benefit,
    Condition,
    ConditionalOffer,
    CountCondition,
    CoverageCondition,
    FixedPriceBenefit,
    FixedUnitDiscountBenefit,
    MultibuyDiscountBenefit,
    PercentageDiscountBenefit,
    PostOrderAction,
    RangeProduct,
    RangeProductFileUpload,
    ShippingAbsoluteDiscountBenefit,
    ShippingBenefit,
    ShippingDiscount,
    ShippingFixedPriceBenefit,
    ShippingPercentageDiscountBenefit,
    ValueCondition,
)
