"""Which offers come into question for a basket, in three statements at most (S14).

Oscar asks once for the site's offers, twice for each voucher, and again for each
offer with a limit per customer and each pair that may be combined.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop import days
from shop.forks.offer.in_force import described, offers_in_force
from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import CAME_TO_NOTHING, OrderDiscount
from shop.forks.prefetched import has_none
from shop.operations.compiled import Compiled

if TYPE_CHECKING:
    from shop.forks.basket.models import Basket

Shopper = AbstractBaseUser | AnonymousUser | None


def offers_for(
    *, basket: Basket, shopper: Shopper, at: datetime
) -> list[ConditionalOffer]:
    """Return the offers to apply, in their order.

    The highest priority comes first. Of equals, what adds to a voucher comes after
    the offers that everybody gets (L33); an exclusive voucher comes before them, or
    it would give nothing.
    """
    vouchers = _usable(basket, shopper, at)
    wanted = {pk for voucher in vouchers for pk in voucher.offer_ids}
    found = _found(wanted, shopper, at)
    for offer in found.values():
        offer.asked_at = at
    offers = [
        offer for offer in found.values() if offer.offer_type == ConditionalOffer.SITE
    ]
    for voucher in vouchers:
        for pk in voucher.offer_ids:
            if pk in found:
                offer = copy(found[pk])
                offer.set_voucher(voucher)
                offers.append(offer)
    _tell_combinations(offers)
    return sorted(offers, key=_place)


def uses_by(shopper: int) -> QuerySet[OrderDiscount]:
    """What offers gave to orders of a customer, by key, that were not called off."""
    return OrderDiscount.objects.filter(order__user_id=shopper).exclude(
        order__status__in=CAME_TO_NOTHING
    )


def _usable(basket: Basket, shopper: Shopper, at: datetime) -> list[Voucher]:
    if not basket.pk or not shopper or has_none(basket, "vouchers"):
        return []
    with_offers = Prefetch("vouchers", queryset=_described_for(shopper))
    prefetch_related_objects([basket], with_offers)
    return [
        voucher
        for voucher in basket.vouchers.all()
        if days.is_within(voucher.start_datetime, voucher.end_datetime, at=at)
        and not voucher.is_used
        and (voucher.usage != Voucher.ONCE_PER_CUSTOMER or shopper.is_authenticated)
    ]


def _described_for(shopper: AbstractBaseUser | AnonymousUser) -> QuerySet[Voucher]:
    counts = Q(voucher__usage=Voucher.SINGLE_USE)
    if shopper.is_authenticated:
        counts |= Q(voucher__usage=Voucher.ONCE_PER_CUSTOMER, user=shopper)
    links = Voucher.offers.through.objects.filter(voucher=OuterRef("pk"))
    return Voucher.objects.annotate(
        is_used=Exists(
            VoucherApplication.objects.filter(counts, voucher=OuterRef("pk"))
        ),
        offer_ids=ArraySubquery(links.order_by("pk").values("conditionaloffer_id")),
    )


def _found(
    of_vouchers: Collection[int], shopper: Shopper, at: datetime
) -> dict[int, ConditionalOffer]:
    """Those in force, and those of vouchers whatever their time."""
    found = {offer.pk: offer for offer in offers_in_force(at=at)}
    _count(
        {pk: offer for pk, offer in found.items() if _is_limited(offer, shopper)},
        shopper,
    )
    if wanted := set(of_vouchers) - found.keys():
        read = described().filter(pk__in=wanted)
        for offer in read.exclude(status=ConditionalOffer.SUSPENDED).annotate(
            used_by_shopper=_times_used(_key_of(shopper))
        ):
            found[offer.pk] = offer
    return dict(sorted(found.items()))


def _count(limited: Mapping[int, ConditionalOffer], shopper: Shopper) -> None:
    """Say how often they were used, which each order changes: it is read, not kept."""
    if not limited:
        return
    for read in _LIMITED.rows(_key_of(shopper)):
        if offer := limited.get(read.pk):
            offer.num_applications = read.num_applications
            offer.total_discount = read.total_discount
            offer.used_by_shopper = read.used_by_shopper


def _is_limited(offer: ConditionalOffer, shopper: Shopper) -> bool:
    is_known = shopper and shopper.is_authenticated
    for_one = offer.max_user_applications if is_known else None
    return any((offer.max_global_applications, offer.max_discount, for_one))


def _key_of(shopper: Shopper) -> int:
    """The shopper's key; nobody's for a guest."""
    return shopper.pk if shopper and shopper.is_authenticated else 0


def _times_used(shopper: int) -> Coalesce:
    times = (
        uses_by(shopper)
        .filter(offer_id=OuterRef("pk"))
        .values("offer_id")
        .values_list(Sum("frequency"))
    )
    return Coalesce(times, 0, output_field=IntegerField())


def _limited_for(shopper: int) -> QuerySet[ConditionalOffer]:
    limits = ("max_global_applications", "max_user_applications", "max_discount")
    return (
        ConditionalOffer.objects.filter(
            offer_type=ConditionalOffer.SITE, status=ConditionalOffer.OPEN
        )
        .exclude(**dict.fromkeys(limits))
        .annotate(used_by_shopper=_times_used(shopper))
        .only("num_applications", "total_discount")
        .order_by()
    )


_LIMITED = Compiled(_limited_for)


def _tell_combinations(offers: Sequence[ConditionalOffer]) -> None:
    named = {
        offer.pk: {other.pk for other in offer.combinations.all()} for offer in offers
    }
    for offer in offers:
        naming = {pk for pk, others in named.items() if offer.pk in others}
        offer.names_some = bool(named[offer.pk])
        offer.combines_with = frozenset({offer.pk} | named[offer.pk] | naming)


def _place(offer: ConditionalOffer) -> tuple[int, int]:
    if offer.get_voucher() is None:
        return -offer.priority, 1
    return -offer.priority, 0 if offer.exclusive else 2
