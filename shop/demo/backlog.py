"""Delivered orders in any number, many rows a statement.

They carry what the use cases would have written: prices that add up, payments
captured and invoiced, points held, captured and accrued under the rule in force.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.sites.models import Site
from django.db import transaction
from django.utils import timezone
from oscar.apps.address.models import Country

from loyalty import bulk, expiry, policy, why
from loyalty.arithmetic.awards import Award, EarningLine, award
from shop.audit.models import Entry
from shop.delivery import tariffs
from shop.delivery.methods import DeliveryMethod
from shop.delivery.tariffs import Tariff
from shop.demo.crowd import WELCOME_POINTS, Somebody, members, number_of, somebody
from shop.demo.life import REGULARS, SPAN, plenty
from shop.documents import issuing
from shop.forks.order.models import Line, Order, OrderStatus, PaymentMethod
from shop.forks.partner.models import StockRecord
from shop.orders import invoicing
from shop.orders.amounts import DeliveryAmount, LineAmount, Totals, add_up
from shop.orders.numbers import new_number
from shop.orders.placing.writing import delivery_money
from shop.payments.models import Payment
from shop.rewards.labels import Labels, for_products
from shop.tax import reading
from shop.tax.rates import Rates
from shop.users.models import User

CHUNK = 1000
WAY = "standard"
POINTS_USED = 100
DELIVERY_TIME = timedelta(days=3)


@dataclass(frozen=True)
class Shelf:
    """What is bought, and what is known of it."""

    goods: Sequence[StockRecord]
    labels: dict[int, Labels]
    tariff: Tariff
    rates: Rates


def fill_backlog(
    orders: int, *, now: datetime, seed: int, advance: Callable[[int], None]
) -> None:
    """Write `orders` orders of members who have none, and of guests without them."""
    goods = list(plenty())
    shelf = Shelf(
        goods,
        dict(for_products(record.product for record in goods)),
        tariffs.current(),
        reading.rates(at=now),
    )
    site = Site.objects.get_current()
    buyers = list(
        members()
        .filter(orders=None)
        .order_by("pk")
        .values_list("pk", "email")[REGULARS : REGULARS + orders]
    )
    for start in range(0, orders, CHUNK):
        written = [
            _order(number, buyers, shelf, site, (now, seed, orders))
            for number in range(start, min(start + CHUNK, orders))
        ]
        with transaction.atomic():
            _write(written)
            earned = [_earned(order, lines) for order, lines, _totals in written]
            _invoice(written, earned)
        bulk.import_history(
            request
            for (order, _lines, _totals), earning in zip(written, earned, strict=True)
            for request in _points(order, earning)
        )
        advance(len(written))


Written = tuple[Order, list[Line], Totals]


@dataclass(frozen=True)
class Earned:
    """What an order earns, and by which rule."""

    rule: policy.Rule
    due: Award


def _order(
    number: int,
    buyers: Sequence[tuple[int, str]],
    shelf: Shelf,
    site: Site,
    when: tuple[datetime, int, int],
) -> Written:
    now, seed, orders = when
    chance = random.Random(f"{seed}:backlog:{number}")  # noqa: S311  no secret
    latest = now - DELIVERY_TIME - timedelta(days=1)
    placed_at = latest - SPAN * (1 - (number + chance.random()) / orders)
    # Each buyer's first order is the one that may use the welcome points.
    buyer, turn = None, 0
    if buyers:
        turn, position = divmod(number, len(buyers))
        buyer = buyers[position]
    uses_points = buyer is not None and turn == 0 and number % 6 == 0
    whose = number_of(buyer[1]) if buyer else -number - 2
    person = somebody(whose, seed)
    amounts = list(
        _amounts(shelf, chance, uses_points=uses_points, country=person.address.country)
    )
    totals = _totals(shelf, amounts)
    return (
        _row(buyer, person, site, totals, placed_at, shelf.tariff.way(WAY).method),
        [_line(shelf, amount) for amount in amounts],
        totals,
    )


def _amounts(
    shelf: Shelf, chance: random.Random, *, uses_points: bool, country: str
) -> Iterator[LineAmount]:
    """One to three lines; points are used on orders of one line."""
    chosen = chance.sample(
        range(len(shelf.goods)), 1 if uses_points else chance.randint(1, 3)
    )
    for position in chosen:
        record = shelf.goods[position]
        fits = uses_points and record.price > WELCOME_POINTS // 100
        yield LineAmount(
            key=position,
            stock=record.pk,
            quantity=chance.choice((1, 1, 1, 2)),
            unit_price=record.price,
            vat_rate=shelf.rates.of(
                record.product.get_product_class().tax_category_id, country=country
            ),
            points=POINTS_USED if fits else 0,
            points_discount=Decimal("1.00") if fits else Decimal("0.00"),
        )


def _totals(shelf: Shelf, amounts: Sequence[LineAmount]) -> Totals:
    records = [(shelf.goods[amount.key], amount.quantity) for amount in amounts]
    charge = shelf.tariff.way(WAY).charge(
        goods=sum((amount.price for amount in amounts), Decimal(0)),
        grams=sum(record.product.grams * pieces for record, pieces in records),
    )
    return add_up(
        amounts,
        DeliveryAmount(
            code=WAY,
            charge=charge,
            discount=Decimal("0.00"),
        ),
    )


def _row(
    buyer: tuple[int, str] | None,
    person: Somebody,
    site: Site,
    totals: Totals,
    placed_at: datetime,
    way: DeliveryMethod,
) -> Order:
    delivered_at = placed_at + DELIVERY_TIME
    return Order(
        number=new_number(),
        site=site,
        user_id=buyer[0] if buyer else None,
        guest_email="" if buyer else person.email,
        language=person.language,
        currency="EUR",
        total_incl_tax=totals.total,
        total_excl_tax=totals.total_excl_tax,
        **delivery_money(totals),
        shipping_method=str(way.name),
        shipping_code=way.code,
        shipping_address=person.address.to_model(),
        payment_method=PaymentMethod.ON_DELIVERY,
        points_redeemed=totals.points,
        points_discount=totals.points_discount,
        status=OrderStatus.DELIVERED,
        date_placed=placed_at,
        paid_at=delivered_at,
        shipped_at=placed_at + timedelta(days=1),
        delivered_at=delivered_at,
    )


def _line(shelf: Shelf, amount: LineAmount) -> Line:
    record = shelf.goods[amount.key]
    return Line(
        product=record.product,
        title=record.product.get_title(),
        names=record.product.names,
        upc=record.product.upc,
        quantity=amount.quantity,
        num_allocated=0,
        stockrecord=record,
        partner_id=record.partner_id,
        partner_name="Morning Market",
        partner_sku=record.partner_sku,
        labels=sorted(shelf.labels[record.product_id]),
        unit_price_incl_tax=amount.unit_price,
        unit_price_excl_tax=amount.net(amount.unit_price),
        line_price_before_discounts_incl_tax=amount.price,
        line_price_before_discounts_excl_tax=amount.net(amount.price),
        line_price_incl_tax=amount.cash,
        line_price_excl_tax=amount.cash_excl_tax,
        tax_code=str(amount.vat_rate),
        vat_rate=amount.vat_rate,
        points_redeemed=amount.points,
        points_discount=amount.points_discount,
    )


def _write(written: Sequence[Written]) -> None:
    orders = [order for order, _lines, _totals in written]
    users = User.objects.in_bulk({order.user_id for order in orders})
    countries = Country.objects.in_bulk()
    addresses = [order.shipping_address for order in orders]
    for order, address in zip(orders, addresses, strict=True):
        order.user = users.get(order.user_id)
        address.country = countries[address.country_id]
    type(addresses[0]).objects.bulk_create(addresses)
    for order, address in zip(orders, addresses, strict=True):
        order.shipping_address = address
    Order.objects.bulk_create(orders)
    for order, lines, _amounts in written:
        for line in lines:
            line.order = order
    Line.objects.bulk_create(
        line for _order, lines, _totals in written for line in lines
    )
    _bring_in(orders)
    Payment.objects.bulk_create(
        Payment(
            order=order,
            method=order.payment_method,
            currency=order.currency,
            amount=order.total_incl_tax,
            captured=order.total_incl_tax,
            created_at=order.date_placed,
            captured_at=order.paid_at,
        )
        for order in orders
    )


def _bring_in(orders: Sequence[Order]) -> None:
    """Say that they came as a whole: nobody logged their steps, or wrote mail."""
    Entry.objects.bulk_create(
        Entry(
            action="order.bring-in",
            subject=f"order:{order.number}",
            recorded_at=order.date_placed,
        )
        for order in orders
    )


def _invoice(written: Sequence[Written], earned: Sequence[Earned | None]) -> None:
    issuing.issue_invoices(
        bills=[
            invoicing.bill_for(
                order=order,
                lines=lines,
                points_earned=earning.due.points if earning else 0,
                issued_at=order.date_placed + DELIVERY_TIME,
            )
            for (order, lines, _totals), earning in zip(written, earned, strict=True)
        ]
    )


def _earned(order: Order, lines: Sequence[Line]) -> Earned | None:
    """What a member's order earns on delivery."""
    if order.user_id is None:
        return None
    rule = policy.current_rule(at=order.date_placed + DELIVERY_TIME)
    due = award(
        (
            EarningLine(
                key=line.pk,
                cash=line.line_price_incl_tax,
                labels=frozenset(line.labels),
            )
            for line in lines
        ),
        rule.earning,
    )
    return Earned(rule, due)


def _points(order: Order, earned: Earned | None) -> Iterator[bulk.Request]:
    """The postings of one delivered order, in their order."""
    if earned is None:
        return
    common = {"member_id": order.user_id, "reference": order.number}
    if order.points_redeemed:
        yield bulk.hold_points(
            **common,
            points=order.points_redeemed,
            held_at=order.date_placed,
            lapses_at=order.date_placed + timedelta(hours=1),
            why=why.held_for_order(order=order.number),
        )
        yield bulk.capture_hold(
            **common,
            captured_at=order.date_placed,
            why=why.redeemed_on_order(
                order=order.number,
                discount=order.points_discount,
                currency=order.currency,
            ),
        )
    if earned.due.points:
        yield from _earnings(order, earned, common)


def _earnings(order: Order, earned: Earned, common: dict) -> Iterator[bulk.Request]:
    at = order.date_placed + DELIVERY_TIME
    rule, due = earned.rule, earned.due
    yield bulk.accrue(
        **common,
        points=due.points,
        accrued_at=at,
        expires_at=expiry.granted_until(rule.validity, at=at),
        why=why.order_earned(
            order=order.number,
            base=due.base,
            currency=order.currency,
            rule=rule.earning,
            excluded=due.excluded_amount,
        ),
    )
    matures_at = expiry.expires_after_days(at, rule.return_window_days)
    yield bulk.schedule_maturity(
        **common,
        accrual_reference=order.number,
        matures_at=matures_at,
        expires_at=expiry.granted_until(rule.validity, at=matures_at),
        scheduled_at=at,
        why=why.scheduled_at_delivery(
            order=order.number,
            delivered_on=timezone.localdate(at),
            days=rule.return_window_days,
        ),
    )
