"""What a basket costs: offers first, then vouchers, then points; then delivery."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects

from shop.delivery import tariffs
from shop.delivery.rates import Destination
from shop.delivery.tariffs import Tariff
from shop.delivery.ways import Way
from shop.forks.basket.models import Basket
from shop.forks.basket.models import Line as BasketLine
from shop.forks.offer.applicator import Applicator
from shop.forks.partner.strategy import Selector
from shop.orders.amounts import ZERO, DeliveryAmount, Totals, add_up
from shop.orders.told.basket import NO_POINTS, line_amount
from shop.rewards import tiers
from shop.rewards.discount import points_by_line
from shop.rewards.voucher_discount import FreeDelivery, applied, voucher_by_line
from shop.tax import reading
from shop.tax.rates import Rates
from shop.users.models import User


def price(
    *,
    basket: Basket,
    at: datetime,
    way: Way | None = None,
    to: Destination | None = None,
) -> Totals:
    """Add up a basket whose offers have been applied, with the VAT rates of `at`.

    Goods that are no longer sold cost nothing here; placing refuses them. While its
    `way` is not chosen a basket has no delivery, and goes `to` a place, or stays at
    home. Raises NotServed.
    """
    to = way.to if way else to or tariffs.home()
    points = points_by_line(basket)
    vouchers = voucher_by_line(basket)
    rates = reading.rates(at=at)
    lines = [
        line_amount(
            line,
            points=points.get(line.pk, NO_POINTS),
            voucher=vouchers.get(line.pk, NO_POINTS),
            vat_rate=_vat_rate(line, rates, to),
        )
        for line in basket.all_lines()
    ]
    delivery = DeliveryAmount(code="", charge=ZERO, discount=ZERO)
    if way:
        goods = sum((line.price - line.discount for line in lines), ZERO)
        delivery = _delivery(basket, way, goods, at)
    return add_up(lines, delivery)


def saved_by_tier(
    *, basket: Basket, goods: Decimal, to: Destination, at: datetime
) -> Decimal:
    """What the tier of a member takes off delivery: the price of the cheapest parcel.

    Whoever chooses a dearer one pays the difference.
    """
    tier = tiers.tier_of(member_id=basket.owner_id, at=at)
    if tier is None or not tier.makes_delivery_free(goods=goods):
        return ZERO
    return _ordinary_parcel(basket, goods, to)


def _ordinary_parcel(basket: Basket, goods: Decimal, to: Destination) -> Decimal:
    charges = (
        tariffs.current()
        .by_parcel_only()
        .charges(goods=goods, grams=weight(basket), to=to)
    )
    return min((charge for _way, charge in charges if charge is not None), default=ZERO)


def ordinary_delivery(
    *, basket: Basket, totals: Totals, tariff: Tariff, way: Way
) -> Decimal:
    """What the cheapest parcel of this purchase costs, with the offers on delivery.

    A withdrawal gives back no more than that for delivery, whatever tariffs say by
    then. Who comes for the goods, or chose the cheapest way, has paid it.
    """
    if not way.method.needs_address:
        return totals.delivery
    goods = totals.goods - totals.discounts
    charges = tariff.by_parcel_only().charges(
        goods=goods, grams=weight(basket), to=way.to
    )
    saved = totals.delivery_amount.saved
    ordinary = _left_to_a_voucher(basket, goods, way.to, saved)
    offered = [
        (cost - _delivery_discount(basket, cost, ordinary), each.method.code)
        for each, charge in charges
        if charge is not None
        for cost in [max(ZERO, charge - saved)]
    ]
    charge, code = min(offered)
    return totals.delivery if code == way.method.code else charge


def weight(basket: Basket) -> int:
    """What the goods of a basket weigh, in grams."""
    return sum(line.quantity * line.product.grams for line in basket.all_lines())


def read_basket(*, basket_id: int, shopper: User | None, at: datetime) -> Basket:
    """Load a basket anew with the prices of now and the offers of `at`."""
    basket = Basket.objects.get(pk=basket_id)
    basket.owner = shopper
    basket.strategy = Selector().strategy(user=shopper)
    prefetch_related_objects(
        basket.all_lines(), "stockrecord__partner", "attributes__option"
    )
    Applicator(at=at).apply(basket, user=shopper or AnonymousUser())
    return basket


def _delivery(basket: Basket, way: Way, goods: Decimal, at: datetime) -> DeliveryAmount:
    charge = way.charge(goods=goods, grams=weight(basket))
    saved = min(charge, saved_by_tier(basket=basket, goods=goods, to=way.to, at=at))
    tier = tiers.tier_of(member_id=basket.owner_id, at=at) if saved else None
    ordinary = _left_to_a_voucher(basket, goods, way.to, saved)
    return DeliveryAmount(
        code=way.method.code,
        charge=charge,
        discount=_delivery_discount(basket, charge - saved, ordinary),
        voucher_points=_delivery_voucher(basket, charge - saved, ordinary),
        saved=saved,
        tier=tiers.called(tier) if tier else "",
    )


def _vat_rate(line: BasketLine, rates: Rates, to: Destination) -> Decimal:
    shelf_price = line.purchase_info.price
    if not shelf_price.exists:
        return ZERO
    return rates.of(shelf_price.tax_code, country=to.country, postcode=to.postcode)


def _left_to_a_voucher(
    basket: Basket, goods: Decimal, to: Destination, saved: Decimal
) -> Decimal:
    """What one for delivery takes off at most: the ordinary parcel, as tiers do."""
    if not isinstance(applied(basket), FreeDelivery):
        return ZERO
    return max(ZERO, _ordinary_parcel(basket, goods, to) - saved)


def _delivery_discount(basket: Basket, charge: Decimal, ordinary: Decimal) -> Decimal:
    """The best of the offers on delivery, and never more than it costs.

    A voucher from points takes off what is left to pay of the `ordinary` parcel.
    """
    discounts = [
        ordinary
        if isinstance(application["result"], FreeDelivery)
        else application["offer"].shipping_discount(charge, basket.currency)
        for application in basket.offer_applications.shipping_discounts
    ]
    return min(charge, max(discounts, default=ZERO))


def _delivery_voucher(basket: Basket, charge: Decimal, ordinary: Decimal) -> int:
    """The points of a voucher for delivery; none where that is free without it."""
    found = applied(basket)
    if not isinstance(found, FreeDelivery):
        return 0
    with_it = _delivery_discount(basket, charge, ordinary)
    without = _delivery_discount(basket, charge, ZERO)
    return found.voucher.left if without < with_it else 0
