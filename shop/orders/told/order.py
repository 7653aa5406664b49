"""Read an order: what it came to, as it was when it was placed, and what went back."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import Line, Order
from shop.freshness.epochs import kept
from shop.orders.remainder import Bought
from shop.orders.told import purchase
from shop.orders.told.lines import ToldLine
from shop.orders.told.purchase import Told, ToldDelivery, ToldOffers
from shop.rewards import tiers
from shop.rewards.discount import BENEFIT
from shop.tax.amounts import ZERO


def tell_order(
    order: Order, *, lines: Iterable[Line] | None = None, named: bool = False
) -> Told:
    """Return what `order` came to; `lines` if not as they were read with it.

    What took something off is `named` for who asks.
    """
    told = tuple(map(tell_line, order.lines.all() if lines is None else lines))
    discount = sum((line.discount for line in told), ZERO)
    return Told(
        lines=told,
        offers=tuple(_offers(order, discount, named)),
        delivery=ToldDelivery(
            name=order.shipping_method,
            amount=order.shipping_incl_tax,
            taxed=order.shipping_portions,
            saved=order.tier_saved,
            tier=_tier(order),
        ),
    )


def _tier(order: Order) -> str:
    tier = tiers.tier_kept(order.tier_id) if order.tier_saved else None
    return tiers.called(tier) if tier else ""


def tell_line(line: Line) -> ToldLine:
    price = line.line_price_before_discounts_incl_tax
    return ToldLine(
        key=line.pk,
        title=line.name.title,
        variant=line.name.variant,
        sku=line.partner_sku,
        quantity=line.quantity,
        unit_price=line.unit_price_incl_tax,
        price=price,
        discount=price - line.points_discount - line.line_price_incl_tax,
        voucher_discount=line.voucher_discount,
        points=line.points_redeemed,
        points_discount=line.points_discount,
        net=line.line_price_excl_tax,
        vat_rate=line.vat_rate,
        returned=line.returned_quantity,
        gone_back=line.money_gone_back,
        content=line.content,
    )


def bought(line: Line) -> Bought:
    """How a line was paid for, as remainder.py reckons what comes back."""
    return Bought(
        quantity=line.quantity,
        paid=line.line_price_incl_tax,
        vat_rate=line.vat_rate,
        points=line.points_redeemed,
        points_discount=line.points_discount,
        voucher_points=line.voucher_points,
        returned=line.returned_quantity,
        goodwill=line.goodwill,
    )


def _offers(order: Order, discount: Decimal, named: bool) -> Iterator[ToldOffers]:
    each = _each(order) if named and discount else []
    if sum((told.amount for told in each), ZERO) == discount:
        yield from each
    else:
        names = tuple(name for told in each for name in told.names)
        yield ToldOffers(names=names, amount=discount)


def _each(order: Order) -> list[ToldOffers]:
    """What each offer took off the goods, as the basket told it."""
    discounts = [
        discount for discount in order.discounts.all() if discount.is_basket_discount
    ]
    points_offers = kept("points offers", _points_offers)
    return [
        ToldOffers(
            names=(purchase.named(discount.name, code=discount.voucher_code),),
            amount=discount.amount,
        )
        for discount in discounts
        if discount.offer_id not in points_offers
    ]


def _points_offers() -> set[int]:
    offers = ConditionalOffer.objects.filter(benefit__proxy_class=BENEFIT)
    return set(offers.values_list("pk", flat=True))
