"""A voucher from points in a basket and in an order, and what comes back of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from loyalty import offering, reading, reconciliation, vouchers
from loyalty.models import Voucher, VoucherEntry
from shop.delivery import tariffs
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming, lapsing
from shop.orders.placing import ordering, pricing
from shop.orders.undoing import calling_off, cancelling
from shop.outbox.delivering import _mail
from shop.returns import taking_back
from shop.returns.foreseeing import foresee
from shop.rewards.discount import points_by_line
from shop.rewards.voucher_discount import voucher_by_line
from tests.factories import (
    BERLIN,
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_staff,
    make_zone,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def offered(points=500, *, kind="discount", days=90, **fields):
    return offering.offer(
        actor=make_staff("loyalty.publish_voucher"),
        published_at=NOW,
        kind=kind,
        points=points,
        days=days,
        **fields,
    )


def exchange(member, choice=None, reference="one", at=NOW):
    return vouchers.exchange(
        member=member,
        choice=choice or offered(),
        points_per_unit=100,
        currency="EUR",
        reference=reference,
        at=at,
    )


def basket_of(member, *prices, voucher=None, points=0, pieces=1, **product):
    goods = [(make_product(price, **product), pieces) for price in prices]
    basket = make_basket(goods, owner=member, points=points)
    Basket.objects.filter(pk=basket.pk).update(
        voucher_requested=voucher and voucher.version
    )
    return Basket.objects.get(pk=basket.pk)


def priced(basket, at=NOW):
    fresh = pricing.read_basket(basket_id=basket.pk, shopper=basket.owner, at=at)
    way = tariffs.current().way("standard")
    return fresh, pricing.price(basket=fresh, at=at, way=way)


def left(voucher):
    voucher.refresh_from_db()
    return voucher.left, voucher.given_back


def spendable(member, at=NOW):
    return reading.balance(member=member, at=at).spendable


@pytest.fixture
def member(db):
    yield make_member(1000)
    assert reconciliation.differences() == []


@pytest.fixture
def voucher(member):
    return exchange(member)


@pytest.fixture
def desk():
    return make_order_desk()


def delivered(order, desk):
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    return shipping.mark_delivered(number=order.number, actor=desk, at=NOW)


def test_an_order_keeps_what_it_used_of_a_voucher(member, voucher):
    order = place(basket_of(member, "20.00", voucher=voucher))
    line = order.lines.get()

    for row, change in (
        (order, {"voucher_points": 99999}),
        (order, {"voucher_points": 0}),
        (line, {"voucher_points": 400}),
        (line, {"voucher_discount": 4}),
    ):
        with (
            pytest.raises(IntegrityError, match="of a voucher stays"),
            transaction.atomic(),
        ):
            type(row).objects.filter(pk=row.pk).update(**change)


def take_back(order, desk, pieces, reference="R1", at=NOW + DAY):
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities=pieces,
        reason="too many",
        restock=True,
        reference=reference,
        received_at=at,
    )


def test_a_voucher_is_a_discount_before_vat(member, voucher):
    """L32: spread over the lines, exact to the cent."""
    _basket, totals = priced(basket_of(member, "20.00", "10.00", voucher=voucher))

    assert [line.discount for line in totals.lines] == [
        Decimal("3.33"),
        Decimal("1.67"),
    ]
    assert totals.discounts == Decimal(5)
    assert sum(line.voucher_points for line in totals.lines) == 500
    assert totals.lines[0].cash == Decimal("16.67")
    assert totals.lines[0].cash_excl_tax == Decimal("14.01")


def test_what_a_small_basket_does_not_take_stays_on_the_voucher(member, voucher, desk):
    """Part of it is used; the last cent is paid in money."""
    order = place(basket_of(member, "3.00", voucher=voucher))

    assert order.voucher_points == 299
    assert order.lines.get().line_price_incl_tax == Decimal("0.01")
    assert left(voucher) == (201, 0)


def test_a_voucher_and_points_together_keep_to_the_largest_share(member, voucher):
    """Points cover what the voucher leaves of the share that a product allows."""
    goods = {"points": 500, "max_points_share": 70}
    basket = basket_of(member, "10.00", voucher=voucher, **goods)
    fresh, totals = priced(basket)

    assert sum(part.points for part in voucher_by_line(fresh).values()) == 500
    assert sum(part.points for part in points_by_line(fresh).values()) == 200
    assert totals.goods - totals.discounts - totals.points_discount == Decimal(3)


def test_they_leave_a_cent_together(member, voucher):
    basket = basket_of(member, "7.00", voucher=voucher, points=500)
    _fresh, totals = priced(basket)

    assert (totals.discounts, totals.points_discount) == (Decimal(5), Decimal("1.99"))


def test_it_comes_after_all_other_offers(member, voucher):
    """L33"""
    make_offer("Percentage", 50)
    _fresh, totals = priced(basket_of(member, "8.00", voucher=voucher))

    assert totals.discounts == Decimal("7.99")
    assert totals.voucher_points == 399


def test_what_it_took_off_is_told_by_its_name(member, voucher):
    order = place(basket_of(member, "20.00", voucher=voucher))

    [discount] = order.discounts.all()
    assert (discount.name, discount.amount) == ("Voucher from points", Decimal(5))
    assert discount.offer.num_applications == 0


def test_below_its_smallest_basket_nothing_is_used(member):
    voucher = exchange(member, offered(min_basket=Decimal(30)))

    order = place(basket_of(member, "20.00", voucher=voucher))

    assert (order.voucher_points, left(voucher)) == (0, (500, 0))


def test_of_two_baskets_one_gets_it(member, voucher):
    """S07: the other is told, and nothing is ordered."""
    basket = basket_of(member, "20.00", voucher=voucher)
    quote = priced(basket)[1].quote
    vouchers.use(
        member=member, voucher=voucher.version, used_by="other", points=400, at=NOW
    )

    with pytest.raises(ordering.QuoteChanged):
        place(basket, quote=quote)
    assert Order.objects.count() == 0


def test_the_door_decides_where_the_basket_was_priced_before(
    member, voucher, monkeypatch
):
    """L04: between the price and the use somebody else was there."""
    basket = basket_of(member, "20.00", voucher=voucher)
    take_stock = ordering._take_stock

    def meanwhile(fresh):
        vouchers.give_back(member=member, voucher=voucher, at=NOW)
        take_stock(fresh)

    monkeypatch.setattr(ordering, "_take_stock", meanwhile)
    with pytest.raises(ordering.QuoteChanged) as refusal:
        place(basket)
    assert [change.what for change in refusal.value.changes] == ["voucher"]


def test_anothers_voucher_does_nothing(member, voucher):
    """L37"""
    other = make_member(0)
    _fresh, totals = priced(basket_of(other, "20.00", voucher=voucher))

    assert totals.discounts == 0


def test_a_cleared_basket_holds_nothing(member, voucher):
    basket = basket_of(member, "20.00", voucher=voucher)
    basket.lines.all().delete()

    assert left(voucher) == (500, 0)
    vouchers.give_back(member=member, voucher=voucher, at=NOW)
    assert spendable(member) == 1000


def test_what_is_paid_in_money_earns(member, voucher, desk):
    """L30: the voucher's part does not."""
    order = place(basket_of(member, "20.00", voucher=voucher))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    assert reading.accrued(member=member, reference=order.number).granted == 15


# -- What comes back -------------------------------------------------------------


def test_a_cancelled_order_gives_it_back_to_the_voucher(member, voucher, desk):
    """L06, L08"""
    order = place(basket_of(member, "20.00", voucher=voucher))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=NOW)

    assert left(voucher) == (500, 0)
    assert spendable(member) == 500


def test_what_comes_back_is_said_beforehand(member, voucher, desk):
    order = place(basket_of(member, "20.00", voucher=voucher, pieces=2))
    assert calling_off.preview(order=order, at=NOW).voucher_points == 500

    delivered(order, desk)
    one = foresee(order=order, quantities={order.lines.get().pk: 1}, at=NOW)
    assert one.voucher_points == 250


def test_an_order_that_lapses_gives_it_back(member, voucher):
    order = place(basket_of(member, "20.00", voucher=voucher))

    lapsing.lapse_unpaid(at=order.payment_due_at + DAY)

    assert left(voucher) == (500, 0)


def test_the_voucher_is_over_by_then_so_they_are_points(member, desk):
    voucher = exchange(member, offered(days=3))
    order = place(basket_of(member, "20.00", voucher=voucher))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    later = NOW + 5 * DAY
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=later)

    assert left(voucher) == (0, 500)
    assert spendable(member, later) == 1000


def test_pieces_bring_back_their_part_and_the_last_all_of_it(member, voucher, desk):
    """L16, L18: 500 points on three pieces, and never money for them (L12)."""
    order = place(basket_of(member, "10.00", voucher=voucher, pieces=3))
    delivered(order, desk)
    line = order.lines.get().pk

    back = [take_back(order, desk, {line: 1}, f"R{number}") for number in range(3)]

    assert [each.voucher_points for each in back] == [167, 166, 167]
    assert sum(each.money for each in back) == Decimal(25)
    assert left(voucher) == (500, 0)
    assert VoucherEntry.objects.filter(kind="return").count() == 3


def test_mails_say_what_came_back(member, voucher, desk):
    order = place(basket_of(member, "10.00", voucher=voucher, pieces=2))
    delivered(order, desk)
    take_back(order, desk, {order.lines.get().pk: 1})

    mail = _mail(outbox().get(kind="pieces-taken-back"))
    assert "250 points of your voucher" in mail.body


# -- Delivery ---------------------------------------------------------------------


@pytest.fixture
def delivery(member):
    return exchange(member, offered(300, kind="delivery"))


def test_a_voucher_for_delivery_pays_that_and_no_goods(member, delivery):
    order = place(basket_of(member, "10.00", voucher=delivery))

    assert (order.shipping_incl_tax, order.voucher_points) == (0, 300)
    assert order.lines.get().line_price_incl_tax == Decimal(10)
    assert left(delivery) == (0, 0)


def test_where_delivery_is_free_anyway_it_is_not_used(member, delivery):
    order = place(basket_of(member, "500.00", voucher=delivery))

    assert (order.shipping_incl_tax, order.voucher_points) == (0, 0)
    assert not order.discounts.exists()
    assert left(delivery) == (300, 0)


def test_of_a_dearer_way_it_pays_what_the_ordinary_parcel_costs(member, delivery):
    """As tiers do: its points have one worth, however the goods are sent."""
    make_zone(["DE"], postcodes=["10115"], standard="4.90", express="9.90")
    order = place(
        basket_of(member, "10.00", voucher=delivery),
        address=BERLIN,
        delivery_code="express",
    )

    assert order.shipping_incl_tax == Decimal("5.00")
    assert order.voucher_points == 300
    assert order.ordinary_delivery == 0


def test_a_voucher_for_a_discount_pays_no_delivery(member, voucher):
    _fresh, with_it = priced(basket_of(member, "3.00", voucher=voucher))
    _fresh, without = priced(basket_of(make_member(0), "3.00"))

    assert with_it.delivery == without.delivery > 0


def test_called_off_it_is_on_the_voucher_again(member, delivery, desk):
    order = place(basket_of(member, "10.00", voucher=delivery))
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=NOW)

    assert left(delivery) == (300, 0)


def test_every_order_and_every_voucher_agree(member, voucher, desk):
    """L10: an order has a voucher's points exactly where the voucher says so."""
    order = place(basket_of(member, "20.00", voucher=voucher))

    [use] = VoucherEntry.objects.filter(kind="use")
    assert (use.order, use.points) == (order.number, order.voucher_points)
    assert sum(line.voucher_points for line in order.lines.all()) == use.points
    assert Voucher.objects.get().used == use.points
