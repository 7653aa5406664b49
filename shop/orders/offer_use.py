"""Count how often offers and vouchers were used, without going over their limits.

Rows are changed last and in the order of their keys; what is limited is counted by
a conditional update, so the last free use goes to one order only (S06, S07). An
order that is called off gives its uses back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Greatest
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop import days
from shop.forks.basket.models import Basket
from shop.forks.offer import candidates
from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import Order, OrderDiscount
from shop.rewards import discount, voucher_discount
from shop.rewards.discount import PointsDiscount
from shop.rewards.voucher_discount import FreeDelivery, VoucherDiscount
from shop.users.models import User

# The ledger knows how often these are used.
OF_POINTS = (PointsDiscount, VoucherDiscount, FreeDelivery)


class OfferUsedUp(Exception):
    """An offer or voucher that the price counted on was used up by others."""


def count_use(
    *,
    order: Order,
    basket: Basket,
    given: Mapping[int, OrderDiscount],
    used_at: datetime,
) -> None:
    """Count the offers and vouchers that gave `order` a discount, `given` by offers.

    The offers of points and vouchers from points are not counted: they have no limit,
    the ledger knows their use, and one row that every order changes would make them
    queue. Raises OfferUsedUp.
    """
    applications = [
        application
        for application in basket.offer_applications
        if not isinstance(application["result"], OF_POINTS)
    ]
    if applications:
        _count_offers(
            [given[pk] for pk in sorted({each["offer"].pk for each in applications})]
        )
    if order.user:
        _check_shares(
            order.user, [application["offer"] for application in applications]
        )
    vouchers = {
        application["voucher"].pk: application["voucher"]
        for application in applications
        if application["voucher"]
    }
    if vouchers:
        _count_vouchers(order, sorted(vouchers), used_at)


def _count_offers(given: Sequence[OrderDiscount]) -> None:
    """Count all of them, or none: each row is locked in its turn, then all change."""
    pks = [each.offer_id for each in given]
    locked = ConditionalOffer.objects.select_for_update(no_key=True).filter(pk__in=pks)
    list(locked.order_by("pk").values_list("pk"))
    times, amount = _of_each(given, "frequency"), _of_each(given, "amount")
    counted = (
        ConditionalOffer.objects.filter(
            Q(max_global_applications=None)
            | Q(max_global_applications__gte=F("num_applications") + times),
            Q(max_discount=None) | Q(max_discount__gt=F("total_discount")),
            pk__in=pks,
        )
        .exclude(status=ConditionalOffer.SUSPENDED)
        .update(
            num_applications=F("num_applications") + times,
            num_orders=F("num_orders") + 1,
            total_discount=F("total_discount") + amount,
        )
    )
    if counted < len(pks):
        raise OfferUsedUp(pks)


def _of_each(given: Iterable[OrderDiscount], name: str) -> Case:
    """What each offer gave, in the statement that changes them all."""
    return Case(
        *(When(pk=each.offer_id, then=Value(getattr(each, name))) for each in given),
        output_field=OrderDiscount._meta.get_field(name),
    )


def _check_shares(customer: User, offers: Iterable[ConditionalOffer]) -> None:
    """No customer uses an offer more often than one may, this order included.

    The offers' rows are ours since they were counted: other orders wait there.
    """
    most = {
        offer.pk: offer.max_user_applications
        for offer in offers
        if offer.max_user_applications
    }
    if not most:
        return
    uses = candidates.uses_by(customer.pk).filter(offer_id__in=most).order_by()
    for pk, times in uses.values_list("offer_id").annotate(Sum("frequency")):
        if times > most[pk]:
            raise OfferUsedUp(pk)


def _count_vouchers(order: Order, pks: list[int], used_at: datetime) -> None:
    locked = Voucher.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    for voucher in locked:
        usable, _why_not = voucher.is_available_to_user(
            user=order.user or AnonymousUser()
        )
        if not usable or not days.is_within(
            voucher.start_datetime, voucher.end_datetime, at=used_at
        ):
            raise OfferUsedUp(voucher.code)
        VoucherApplication.objects.create(voucher=voucher, order=order, user=order.user)
        Voucher.objects.filter(pk=voucher.pk).update(
            num_orders=F("num_orders") + 1,
            total_discount=F("total_discount") + _spent(order, voucher.pk),
        )


def give_back(*, order: Order) -> None:
    """Let others have what a called-off order used of offers and vouchers.

    For a locked order, last in the step that calls it off: that step is taken once.
    """
    for given in OrderDiscount.objects.filter(order=order).order_by("offer_id"):
        offer = ConditionalOffer.objects.filter(pk=given.offer_id)
        of_points = (discount.BENEFIT, voucher_discount.BENEFIT)
        offer.exclude(benefit__proxy_class__in=of_points).update(
            num_applications=_less("num_applications", given.frequency),
            num_orders=_less("num_orders", 1),
            total_discount=_less("total_discount", given.amount),
            # That it was used up is an older note; the limits say whether it is.
            status=Case(
                When(
                    status=ConditionalOffer.CONSUMED, then=Value(ConditionalOffer.OPEN)
                ),
                default=F("status"),
            ),
        )
    vouchers = VoucherApplication.objects.filter(order=order)
    for pk in vouchers.order_by("voucher_id").values_list("voucher_id", flat=True):
        Voucher.objects.filter(pk=pk).update(
            num_orders=_less("num_orders", 1),
            total_discount=_less("total_discount", _spent(order, pk)),
        )
    vouchers.delete()


def _spent(order: Order, voucher_id: int) -> Decimal:
    """What a voucher took off an order."""
    return sum(
        (
            discount.amount
            for discount in order.discounts.all()
            if discount.voucher_id == voucher_id
        ),
        Decimal(0),
    )


def _less(counter: str, number: int | Decimal) -> Greatest:
    """The counter without `number`; staff may have begun to count anew."""
    return Greatest(F(counter) - number, 0)
