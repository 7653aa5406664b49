"""Placing an order."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import reading
from shop import days
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.orders.placing import ordering
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_member,
    make_product,
    make_purchase,
    make_variant,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db


def refuse(error, basket, *, shopper=None, **fields):
    """Place an order that is refused with `error`, and show that nothing changed."""
    make_country("DE")
    purchase = make_purchase(basket, **fields)
    with pytest.raises(error) as refused:
        ordering.place_order(
            basket=basket, shopper=shopper, purchase=purchase, placed_at=NOW
        )
    assert not Order.objects.exists()
    assert not outbox().exists()
    assert Basket.objects.get(pk=basket.pk).status == basket.status
    assert all((record.num_allocated or 0) == 0 for record in StockRecord.objects.all())
    return refused.value


def test_a_guest_places_an_order():
    tea = make_product("10.00", vat_rate=7, stock=5, title="Tea")

    order = place(make_basket([(tea, 2)]))

    order.refresh_from_db()
    assert order.status == "awaiting-payment"
    assert order.payment_due_at == days.close_after(NOW, days=7)
    assert order.date_placed == NOW
    assert (order.user, order.guest_email) == (None, "guest@example.com")
    assert order.total_incl_tax == Decimal("24.90")
    assert order.shipping_incl_tax == Decimal("4.90")
    assert order.shipping_address.line4 == "Berlin"
    assert order.payment.amount == Decimal("24.90")
    assert order.payment.captured == 0
    line = order.lines.get()
    assert (line.title, line.quantity, line.labels) == ("Tea", 2, ["food"])
    assert line.line_price_incl_tax == Decimal("20.00")
    assert line.line_price_excl_tax == Decimal("18.69")
    assert line.vat_rate == Decimal("7.00")
    assert tea.stockrecords.get().num_allocated == 2
    assert order.basket.status == Basket.SUBMITTED
    assert order.status_changes.get().date_created == NOW
    message = outbox().get()
    assert (message.kind, message.recipient) == ("order-placed", "guest@example.com")


def test_an_order_to_be_paid_on_delivery_is_confirmed_at_once():
    order = place(make_basket([(make_product(), 1)]), payment_method="on-delivery")

    assert order.status == "confirmed"
    assert (order.payment_due_at, order.paid_at) == (None, None)


def test_an_order_to_be_picked_up_needs_no_address():
    basket = make_basket([(make_product("10.00"), 1)])

    order = place(basket, delivery_code="pickup", address=None)

    assert order.shipping_address is None
    assert order.total_incl_tax == Decimal("10.00")


def test_s03_the_number_is_not_the_baskets():
    """S03."""
    basket = make_basket([(make_product(), 1)])

    order = place(basket)

    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", order.number)
    assert str(basket.pk) not in {order.number, str(100000 + basket.pk)}


def test_variants_carry_their_parents_labels():
    parent = make_product(categories=["tea"])
    variant = make_variant(parent, "7.00")

    order = place(make_basket([(variant, 1)]))

    assert order.lines.get().labels == ["tea"]


def test_l10_l12_l32_each_line_keeps_its_money_and_its_points():
    """L10, L12, L32."""
    member = make_member(points=900)
    tea = make_product("20.00", vat_rate=7)
    soap = make_product("10.00", vat_rate=19)

    order = place(make_basket([(tea, 1), (soap, 1)], owner=member, points=900))

    first, second = order.lines.order_by("pk")
    assert (first.points_redeemed, first.points_discount) == (600, Decimal("6.00"))
    assert (second.points_redeemed, second.points_discount) == (300, Decimal("3.00"))
    assert first.line_price_incl_tax == Decimal("14.00")
    assert first.line_price_excl_tax == Decimal("13.08")  # 14.00 / 1.07
    assert second.line_price_incl_tax == Decimal("7.00")
    assert second.line_price_excl_tax == Decimal("5.88")  # 7.00 / 1.19
    assert (order.points_redeemed, order.points_discount) == (900, Decimal("9.00"))
    assert order.total_incl_tax == Decimal("25.90")
    balance = reading.balance(member=member, at=NOW)
    assert (balance.available, balance.held) == (0, 900)


def test_points_are_redeemed_at_once_when_the_order_is_confirmed():
    member = make_member(points=500)
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=500)

    place(basket, payment_method="on-delivery")

    balance = reading.balance(member=member, at=NOW)
    assert (balance.available, balance.held) == (0, 0)


def test_s02_a_second_submit_names_the_first_order():
    """S02."""
    basket = make_basket([(make_product(), 1)])
    purchase = make_purchase(basket)
    first = place(basket)

    with pytest.raises(ordering.AlreadyPlaced) as again:
        ordering.place_order(
            basket=basket, shopper=None, purchase=purchase, placed_at=NOW
        )

    assert again.value.order == first
    assert Order.objects.count() == 1
    assert Basket.objects.get(pk=basket.pk).status == Basket.SUBMITTED


def test_an_empty_basket_is_refused():
    refuse(ordering.BasketEmpty, make_basket())


def test_a_basket_that_is_not_saved_is_refused():
    make_country("DE")
    purchase = make_purchase(make_basket([(make_product(), 1)]))
    with pytest.raises(ordering.BasketEmpty):
        ordering.place_order(
            basket=Basket(), shopper=None, purchase=purchase, placed_at=NOW
        )


def test_another_members_basket_is_refused():
    basket = make_basket([(make_product(), 1)], owner=make_member())

    refuse(PermissionDenied, basket, shopper=make_member())
    refuse(PermissionDenied, basket, shopper=None)


def test_a_merged_basket_is_refused():
    basket = make_basket([(make_product(), 1)])
    Basket.objects.filter(pk=basket.pk).update(status=Basket.MERGED)
    basket.status = Basket.MERGED

    refuse(ordering.BasketClosed, basket)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"delivery_code": "drone", "quote": ""}, ordering.UnknownDelivery),
        ({"payment_method": "shells"}, ordering.UnknownPayment),
        ({"address": None}, ordering.AddressMissing),
        ({"quote": ""}, ordering.QuoteChanged),
        ({"quote": "0.01_0_0.00_forged"}, ordering.QuoteChanged),
    ],
)
def test_a_forged_form_is_refused(fields, error):
    refuse(error, make_basket([(make_product(), 1)]), **fields)


def test_l04_a_changed_price_is_refused_and_named():
    """L04."""
    tea = make_product("10.00")
    basket = make_basket([(tea, 1)])
    quote = make_purchase(basket).quote
    tea.stockrecords.update(price=Decimal("11.00"))

    changed = refuse(ordering.QuoteChanged, basket, quote=quote)

    assert changed.changes == (
        ordering.Change(what="total", before=Decimal("14.90"), after=Decimal("15.90")),
    )


def test_l04_points_that_were_spent_meanwhile_are_refused_and_named():
    """L04."""
    member = make_member(points=500)
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=500)
    quote = make_purchase(basket).quote
    place(basket)
    again = make_basket([(make_product("20.00"), 1)], owner=member, points=500)
    purchase = make_purchase(again, quote=quote)

    with pytest.raises(ordering.QuoteChanged) as changed:
        ordering.place_order(
            basket=again, shopper=member, purchase=purchase, placed_at=NOW
        )

    assert changed.value.changes[0] == ordering.Change(
        what="points", before=500, after=0
    )


def test_s01_more_than_the_stock_is_refused_and_named():
    """S01."""
    tea = make_product(stock=3)
    basket = make_basket([(tea, 5)])

    short = refuse(ordering.SoldOut, basket)

    assert short.lines == {basket.lines.get().pk: 3}


def test_s01_what_is_promised_to_others_is_not_sold():
    """S01."""
    tea = make_product(stock=3)
    place(make_basket([(tea, 2)]))
    basket = make_basket([(tea, 2)])

    with pytest.raises(ordering.SoldOut) as short:
        place(basket)

    assert short.value.lines == {basket.lines.get().pk: 1}


def test_a_product_taken_off_sale_is_refused():
    tea = make_product()
    basket = make_basket([(tea, 1)])
    tea.is_public = False
    tea.save()

    short = refuse(ordering.SoldOut, basket)

    assert short.lines == {basket.lines.get().pk: 0}


def test_a_product_without_a_price_is_refused():
    tea = make_product()
    basket = make_basket([(tea, 1)])
    tea.stockrecords.update(price=None)

    refuse(ordering.SoldOut, basket)


def test_a_refused_order_can_be_tried_again():
    basket = make_basket([(make_product(), 1)])
    refuse(ordering.QuoteChanged, basket, quote="")

    assert place(basket).basket == basket


def statements(lines: int) -> int:
    member = make_member(points=5000)
    products = [make_product("20.00", vat_rate=7) for _line in range(lines)]
    basket = make_basket(
        [(product, 2) for product in products], owner=member, points=1000
    )
    purchase = make_purchase(basket)
    with CaptureQueriesContext(connection) as captured:
        ordering.place_order(
            basket=basket, shopper=member, purchase=purchase, placed_at=NOW
        )
    return len(captured)


def test_what_a_purchase_names_is_looked_up_once():
    """Once for an epoch, by the page before: the order finds it kept."""
    basket = make_basket([(make_product(), 1)])
    make_country("DE")
    purchase = make_purchase(basket)

    with CaptureQueriesContext(connection) as captured:
        ordering.place_order(
            basket=basket, shopper=None, purchase=purchase, placed_at=NOW
        )

    looks = [query["sql"] for query in captured if "delivery_method" in query["sql"]]
    assert looks == []


def test_s14_placing_takes_a_fixed_number_of_statements():
    """S14."""
    make_country("DE")
    place(make_basket([(make_product(), 1)]))  # fills what is kept per process

    one, ten = statements(1), statements(10)

    assert one == ten
    assert ten <= 60


def test_the_order_keeps_names_as_its_shopper_read_them():
    tea = make_product(title="Tea", title_zh_hans="茶")

    order = place(make_basket([(tea, 1)]), language="zh-hans")

    assert order.lines.get().title == "茶"
