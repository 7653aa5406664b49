"""Count how often offers and vouchers were used, without going over their limits.

Rows are changed last and in the order of their keys; what is limited is counted by
a conditional update, so the last free use goes to one order only (S06, S07).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from oscar.apps.order.models import OrderDiscount
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop.forks.basket.models import Basket
from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import Order
from shop.rewards.discount import PointsDiscount


class OfferUsedUp(Exception):
    """An offer or voucher that the price counted on was used up by others."""


def count_use(*, order: Order, basket: Basket, used_at: datetime) -> None:
    """Count the offers and vouchers that gave `order` a discount.

    The points offer is not counted: it has no limit, the ledger knows its use, and
    one row that every order changes would make them queue. Raises OfferUsedUp.
    """
    given = {
        discount.offer_id: discount
        for discount in OrderDiscount.objects.filter(order=order)
    }
    applications = sorted(
        (
            application
            for application in basket.offer_applications
            if not isinstance(application["result"], PointsDiscount)
        ),
        key=lambda application: application["offer"].pk,
    )
    for application in applications:
        _count_offer(application, given[application["offer"].pk])
    vouchers = {
        application["voucher"].pk: application["voucher"]
        for application in applications
        if application["voucher"]
    }
    if vouchers:
        _count_vouchers(order, sorted(vouchers), used_at)


def _count_offer(application: Mapping[str, Any], given: OrderDiscount) -> None:
    times = application["freq"]
    counted = (
        ConditionalOffer.objects.filter(
            Q(max_global_applications=None)
            | Q(max_global_applications__gte=F("num_applications") + times),
            Q(max_discount=None) | Q(max_discount__gt=F("total_discount")),
            pk=application["offer"].pk,
        )
        .exclude(status=ConditionalOffer.SUSPENDED)
        .update(
            num_applications=F("num_applications") + times,
            num_orders=F("num_orders") + 1,
            total_discount=F("total_discount") + given.amount,
        )
    )
    if not counted:
        raise OfferUsedUp(given.offer_name)


def _count_vouchers(order: Order, pks: list[int], used_at: datetime) -> None:
    locked = Voucher.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    for voucher in locked:
        usable, _why_not = voucher.is_available_to_user(
            user=order.user or AnonymousUser()
        )
        if not usable or not voucher.is_active(used_at):
            raise OfferUsedUp(voucher.code)
        VoucherApplication.objects.create(voucher=voucher, order=order, user=order.user)
        spent = sum(
            discount.amount
            for discount in order.discounts.all()
            if discount.voucher_id == voucher.pk
        )
        Voucher.objects.filter(pk=voucher.pk).update(
            num_orders=F("num_orders") + 1,
            total_discount=F("total_discount") + spent,
        )
