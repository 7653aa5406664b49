"""Read a basket whose offers have been applied: what it comes to now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from shop.forks.basket.models import Basket
from shop.forks.basket.models import Line as BasketLine
from shop.orders.amounts import LineAmount, Totals
from shop.orders.told.lines import ToldLine
from shop.orders.told.purchase import Told, ToldDelivery, ToldOffers, named
from shop.rewards.discount import is_points_offer, points_by_line
from shop.rewards.spread import Part
from shop.rewards.voucher_discount import voucher_by_line
from shop.tax.amounts import ZERO

NO_POINTS = Part(points=0, discount=ZERO)


def tell_basket(
    basket: Basket, *, totals: Totals | None = None, delivery: str = ""
) -> Told:
    """Return what `basket` comes to, with the points that it was priced with.

    VAT and delivery are told by `totals`, which know where the goods go; the way of
    `delivery` has a name once it is chosen.
    """
    points, vouchers = points_by_line(basket), voucher_by_line(basket)
    amounts = {line.key: line for line in totals.lines} if totals else {}
    way = None
    if totals and totals.delivery_amount.code:
        way = ToldDelivery(
            name=delivery,
            amount=totals.delivery,
            taxed=totals.delivery_portions,
            saved=totals.delivery_amount.saved,
            tier=totals.delivery_amount.tier,
        )
    return Told(
        lines=tuple(
            _line(
                line,
                amounts.get(line.pk),
                points=points.get(line.pk, NO_POINTS),
                voucher=vouchers.get(line.pk, NO_POINTS),
            )
            for line in basket.all_lines()
        ),
        offers=tuple(_offers(basket)),
        delivery=way,
    )


def discounts_by_line(basket: Basket) -> Mapping[tuple[int, int], Decimal]:
    """What each offer took off each line, by basket line and offer."""
    amounts: dict[tuple[int, int], Decimal] = {}
    for line in basket.all_lines():
        for discount in line.discounts:
            if discount.offer and discount.amount:
                key = line.pk, discount.offer.pk
                amounts[key] = amounts.get(key, Decimal(0)) + discount.amount
    return amounts


def line_amount(
    line: BasketLine, *, points: Part, vat_rate: Decimal, voucher: Part = NO_POINTS
) -> LineAmount:
    """What a line costs; goods that are no longer sold cost nothing."""
    shelf_price = line.purchase_info.price
    sold = shelf_price.exists
    return LineAmount(
        key=line.pk,
        stock=line.stockrecord_id,
        quantity=line.quantity,
        unit_price=shelf_price.incl_tax if sold else ZERO,
        vat_rate=vat_rate,
        discount=line.discount_value - points.discount if sold else ZERO,
        points=points.points if sold else 0,
        points_discount=points.discount if sold else ZERO,
        voucher_points=voucher.points if sold else 0,
        voucher_discount=voucher.discount if sold else ZERO,
    )


def _offers(basket: Basket) -> Iterator[ToldOffers]:
    """What each offer took off the lines.

    Oscar's own sum of an offer rounds down, and counts what a line had no room for:
    by it the rows would not add up to the total (S09).
    """
    taken: dict[int, Decimal] = defaultdict(Decimal)
    for (_line_pk, offer), amount in discounts_by_line(basket).items():
        taken[offer] += amount
    for application in basket.offer_applications:
        offer = application["offer"]
        if taken[offer.pk] and not is_points_offer(offer):
            voucher = application["voucher"]
            name = named(application["name"], code=voucher.code if voucher else "")
            yield ToldOffers(names=(name,), amount=taken[offer.pk])


def _line(
    line: BasketLine, priced: LineAmount | None, *, points: Part, voucher: Part
) -> ToldLine:
    amount = priced or line_amount(line, points=points, voucher=voucher, vat_rate=ZERO)
    return ToldLine(
        key=line.pk,
        title=line.product.name.title,
        variant=line.product.name.variant,
        sku=line.stockrecord.partner_sku if line.stockrecord else "",
        quantity=line.quantity,
        unit_price=amount.unit_price,
        price=amount.price,
        discount=amount.discount,
        voucher_discount=amount.voucher_discount,
        points=amount.points,
        points_discount=amount.points_discount,
        net=amount.cash_excl_tax if priced else None,
        vat_rate=amount.vat_rate if priced else None,
        content=line.product.content,
    )
