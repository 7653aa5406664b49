"""Offers whose names exist in every language (translation.py)."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TextIO

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.offer.abstract_models import (
    AbstractBenefit,
    AbstractCondition,
    AbstractConditionalOffer,
    AbstractRange,
    AbstractRangeProductFileUpload,
    BaseOfferMixin,
)

from shop import days
from shop.forks.offer.sharing import Use
from shop.typed.lists import read_list


class ConditionalOffer(AbstractConditionalOffer):
    """What is taken off, and when.

    `used_by_shopper` says how often the owner of one basket has used the offer,
    `combines_with` which others may be on the same goods, and `names_some` whether it
    says so itself: all are read beforehand for the offers of a basket (candidates.py).
    `asked_at` is the moment for which
    that basket is priced: Oscar hands it to no benefit.
    """

    end_datetime: datetime | None
    asked_at: datetime
    used_by_shopper: int
    combines_with: frozenset[int]
    names_some: bool

    class Meta(AbstractConditionalOffer.Meta):
        constraints = [
            # Oscar takes a limit of 0 for none at all.
            models.CheckConstraint(
                condition=(
                    Q(max_global_applications=None) | Q(max_global_applications__gte=1)
                )
                & (Q(max_user_applications=None) | Q(max_user_applications__gte=1))
                & (Q(max_basket_applications=None) | Q(max_basket_applications__gte=1))
                & (Q(max_discount=None) | Q(max_discount__gt=0)),
                name="offer_limits_are_positive",
                violation_error_message=_(
                    "A limit is more than 0. Leave it empty for no limit."
                ),
            )
        ]

    def save(self, *args, **kwargs):
        if self.end_datetime:
            self.end_datetime = days.through(self.end_datetime)
        return super().save(*args, **kwargs)

    def apply_benefit(self, basket):
        use = Use(self, basket)
        result = super().apply_benefit(basket)
        use.share()
        return result

    def get_num_user_applications(self, user):
        if "used_by_shopper" in self.__dict__:
            return self.used_by_shopper
        return super().get_num_user_applications(user)

    @cached_property
    def combined_offers(self):
        if "combines_with" in self.__dict__:
            return Combined(self.combines_with)
        return super().combined_offers


class Combined:
    """Offers, known by their keys."""

    def __init__(self, keys: frozenset[int]) -> None:
        self.keys = keys

    def __contains__(self, offer: ConditionalOffer) -> bool:
        return offer.pk in self.keys


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


class OfOneKind(BaseOfferMixin):
    """A condition or benefit that knows its kind.

    Oscar looks up and imports the classes of all kinds each time it asks for one:
    a third of the time that the offers of a basket took.
    """

    class Meta:
        abstract = True

    def proxy(self):
        return self if self._meta.proxy else super().proxy()

    @property
    def proxy_map(self):
        return _kinds_of(self._meta.concrete_model)


@cache
def _kinds_of(model):
    return super(OfOneKind, model()).proxy_map


class Condition(OfOneKind, AbstractCondition):
    class Meta(AbstractCondition.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="condition_value_not_negative",
            )
        ]


PERCENTAGES = (AbstractBenefit.PERCENTAGE, AbstractBenefit.SHIPPING_PERCENTAGE)
# What is free, and what code works out.
WITHOUT_VALUE = (AbstractBenefit.MULTIBUY, "")


class Benefit(OfOneKind, AbstractBenefit):
    class Meta(AbstractBenefit.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0, value__isnull=False)
                | Q(value=None, type__in=WITHOUT_VALUE),
                name="benefit_value_not_negative",
                violation_error_message=_("Please say how much: 0 or more."),
            ),
            models.CheckConstraint(
                condition=~Q(type__in=PERCENTAGES) | Q(value__lte=100),
                name="benefit_at_most_all_of_it",
                violation_error_message=_("A percentage is at most 100."),
            ),
        ]

    @property
    def proxy_map(self):
        return {**super().proxy_map, self.MULTIBUY: CheapestIsFree}


class RangeProductFileUpload(AbstractRangeProductFileUpload):
    def extract_ids(self, file_obj: TextIO) -> Iterator[str]:
        """The SKUs and UPCs of a file, however a spreadsheet saved it (F21)."""
        yield from read_list(file_obj.read())


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.offer.models import (  # noqa: E402, F401  re-exported
    SHIPPING_DISCOUNT,
    ZERO_DISCOUNT,
    AbsoluteDiscountBenefit,
    BasketDiscount,
    CountCondition,
    CoverageCondition,
    FixedPriceBenefit,
    FixedUnitDiscountBenefit,
    MultibuyDiscountBenefit,
    PercentageDiscountBenefit,
    PostOrderAction,
    RangeProduct,
    ShippingAbsoluteDiscountBenefit,
    ShippingBenefit,
    ShippingDiscount,
    ShippingFixedPriceBenefit,
    ShippingPercentageDiscountBenefit,
    ValueCondition,
)


class CheapestIsFree(MultibuyDiscountBenefit):
    """Of so many pieces the cheapest is free, as often as the basket has so many.

    Oscar looks at the cheapest line alone, and gives no piece of it twice: six soaps
    at three for two had one free piece, not two.
    """

    class Meta(MultibuyDiscountBenefit.Meta):
        proxy = True

    def apply(self, basket, condition, offer, **kwargs):
        for price, line in self.get_applicable_lines(offer, basket):
            if line.quantity_without_offer_discount(offer):
                line.discount(price, 1, offer=offer)
                condition.consume_items(offer, basket, [(line, price, 1)])
                return BasketDiscount(price)
        return ZERO_DISCOUNT
