"""Place an order: stock, points, the order itself and its mail, or nothing at all."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import translation

from loyalty.redemption import (
    AccountClosed,
    AccountFrozen,
    NotEnoughPoints,
    PointsOwed,
)
from shop.delivery.methods import UnknownDelivery
from shop.delivery.models import Pickup
from shop.delivery.pickups import PointClosed
from shop.delivery.ways import NotServed
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order, OrderDiscount, OrderStatus
from shop.freshness.epochs import at_one_epoch
from shop.happenings.telling import happen
from shop.orders import stock, timeline
from shop.orders.amounts import Totals
from shop.orders.offer_use import OfferUsedUp, count_use
from shop.orders.paying import confirming
from shop.orders.placing import pricing, quotes
from shop.orders.placing.claiming import (
    AlreadyPlaced,
    BasketClosed,
    BasketEmpty,
    claim,
)
from shop.orders.placing.deciding import AddressMissing, Decision, decide
from shop.orders.placing.purchase import Address, Purchase
from shop.orders.placing.quotes import Change, QuoteChanged
from shop.orders.placing.writing import currency_of, write_order
from shop.payments import capturing
from shop.payments.methods import UnknownPayment
from shop.rewards import settlement, tiers, vouchers
from shop.texts import reading
from shop.texts.reading import Agreed
from shop.users.models import User

__all__ = [
    "Address",
    "AddressMissing",
    "AlreadyPlaced",
    "BasketClosed",
    "BasketEmpty",
    "Change",
    "NotServed",
    "PointClosed",
    "Purchase",
    "QuoteChanged",
    "SoldOut",
    "TextsChanged",
    "TooLittleToPay",
    "UnknownDelivery",
    "UnknownPayment",
    "place_order",
]


class TooLittleToPay(Exception):
    """The chosen way to pay takes `smallest` at least."""

    def __init__(self, smallest: Decimal):
        super().__init__(smallest)
        self.smallest = smallest


class TextsChanged(Exception):
    """The terms, or the words on withdrawal, are not those that the shopper saw."""


class SoldOut(Exception):
    """Fewer pieces are left than wanted: `lines` says how many, by basket line."""

    def __init__(self, lines: Mapping[int, int]):
        super().__init__(dict(lines))
        self.lines = lines


def place_order(
    *, basket: Basket, shopper: User | None, purchase: Purchase, placed_at: datetime
) -> Order:
    """Turn the basket into an order at the price its shopper saw.

    Of any number of parallel or repeated calls with one basket, one places the
    order and the others raise AlreadyPlaced. Raises BasketEmpty, BasketClosed,
    QuoteChanged, SoldOut, TextsChanged, AddressMissing, PointClosed, UnknownDelivery,
    NotServed, TooLittleToPay and UnknownPayment, and PermissionDenied for another
    shopper's basket; then nothing has changed.
    """
    # The order keeps names of goods and delivery as its shopper read them.
    with translation.override(purchase.language):
        decision = decide(purchase=purchase, at=placed_at)
        with transaction.atomic():
            return _place(basket, shopper, purchase, decision, placed_at)


def _place(
    basket: Basket,
    shopper: User | None,
    purchase: Purchase,
    decision: Decision,
    placed_at: datetime,
) -> Order:
    claim(basket=basket, shopper=shopper)
    # One epoch ends where changes begin: what is read after them is no longer of it.
    with at_one_epoch():
        fresh = pricing.read_basket(basket_id=basket.pk, shopper=shopper, at=placed_at)
        totals = _agreed_totals(fresh, purchase.quote, decision, placed_at)
        tier = tiers.tier_of(member_id=fresh.owner_id, at=placed_at)
    _check_payable(fresh, totals, decision)
    agreed = _agreed_texts(purchase.agreed, placed_at)
    _take_stock(fresh)
    order, given = write_order(
        basket=fresh,
        totals=totals,
        purchase=purchase,
        decision=decision,
        agreed=agreed,
        shopper=shopper,
        tier=tier,
        placed_at=placed_at,
    )
    if decision.point:
        Pickup.objects.create(order=order, point=decision.point)
    capturing.open_payment(order=order, opened_at=placed_at)
    _use_points_and_offers(order, fresh, given, placed_at)
    timeline.note(order=order, before="", at=placed_at)
    _tell(order, placed_at)
    if not order.total_incl_tax:
        # Offers have paid all of it: there is no money to wait for.
        confirming.confirm_paid(order=order, at=placed_at)
    Basket.objects.filter(pk=fresh.pk).update(
        status=Basket.SUBMITTED, date_submitted=placed_at
    )
    return order


def _tell(order: Order, at: datetime) -> None:
    happen(
        kind="order.placed",
        subject=f"order:{order.number}",
        facts={
            "total": str(order.total_incl_tax),
            "currency": order.currency,
            "payment_method": order.payment_method,
            "points": order.points_redeemed,
        },
        at=at,
        reference=order.number,
    )


def _agreed_totals(
    basket: Basket, quote: str, decision: Decision, at: datetime
) -> Totals:
    if basket.is_empty:
        raise BasketEmpty
    if gone := {line.pk: 0 for line in basket.all_lines() if not _is_sold(line)}:
        raise SoldOut(gone)
    totals = pricing.price(basket=basket, at=at, way=decision.way)
    if changes := quotes.changes(seen=quote, now=totals):
        raise QuoteChanged(changes)
    return totals


def _check_payable(basket: Basket, totals: Totals, decision: Decision) -> None:
    smallest = decision.gateway.smallest(currency=currency_of(basket))
    if 0 < totals.total < smallest:
        raise TooLittleToPay(smallest)


def _agreed_texts(seen: str, at: datetime) -> Agreed:
    """The texts of now, which must be those whose mark the shopper's page sent."""
    agreed = reading.agreed(at=at)
    if agreed.mark != seen:
        raise TextsChanged
    return agreed


def _is_sold(line) -> bool:
    """Whether the shop still sells the line's product at all."""
    product = line.product
    public = product.is_public and (not product.is_child or product.parent.is_public)
    return public and line.purchase_info.price.exists


def _take_stock(basket: Basket) -> None:
    lines = [
        line
        for line in basket.all_lines()
        if line.product.get_product_class().track_stock
    ]
    try:
        stock.allocate(
            stock.count((line.stockrecord_id, line.quantity) for line in lines)
        )
    except stock.SoldOut as short:
        raise SoldOut(
            {
                line.pk: short.available[line.stockrecord_id]
                for line in lines
                if line.stockrecord_id in short.available
            }
        ) from None


def _use_points_and_offers(
    order: Order, basket: Basket, given: Mapping[int, OrderDiscount], at: datetime
) -> None:
    try:
        settlement.hold(order=order, at=at)
    except (NotEnoughPoints, PointsOwed, AccountFrozen, AccountClosed):
        used = Change(what="points", before=order.points_redeemed)
        raise QuoteChanged([used]) from None
    try:
        vouchers.use(order=order, basket=basket, at=at)
    except vouchers.REFUSALS:
        raise QuoteChanged([Change(what="voucher")]) from None
    if order.status == OrderStatus.CONFIRMED:
        settlement.capture(order=order, at=at)
    try:
        count_use(order=order, basket=basket, given=given, used_at=at)
    except OfferUsedUp:
        raise QuoteChanged([Change(what="prices")]) from None
