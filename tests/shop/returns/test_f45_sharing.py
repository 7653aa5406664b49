"""F45: no piece stays for nothing because its paid neighbour went back."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.urls import reverse

from loyalty import reading
from shop.documents.models import Document
from shop.forks.offer.models import Condition, Range
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.payments.models import Payment
from shop.returns import asking, taking_back
from shop.returns.asking import Wish
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_voucher,
    place,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


@pytest.fixture
def desk():
    return make_order_desk()


def offer_of(kind, value, *, asks=Condition.COUNT, least=1, about=None, **fields):
    """An offer that asks for something before it gives anything."""
    offer = make_offer(kind, value, max_basket_applications=None, **fields)
    offer.condition.type, offer.condition.value = asks, Decimal(least)
    offer.condition.save()
    if about is not None:
        offer.benefit.range = range_of(about)
        offer.benefit.save()
    return offer


def range_of(products):
    found = Range.objects.create(name=f"Goods {Range.objects.count()}")
    for product in products:
        found.add_product(product)
    return found


def delivered(basket, desk):
    order = place(basket)
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    return shipping.mark_delivered(number=order.number, actor=desk, at=NOW)


def take_back(order, desk, line, *, pieces=1, reference):
    previewed = taking_back.preview(order=order, quantities={line.pk: pieces})
    back = taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={line.pk: pieces},
        reason="",
        restock=False,
        reference=reference,
        received_at=LATER,
    )
    assert (previewed.money, previewed.points_restored) == (
        back.money,
        back.points_restored,
    )
    note = Document.objects.get(cause=f"return:{reference}")
    assert abs(note.total) == back.money
    return back.money


def sold(prices):
    return make_basket([(make_product(price), pieces) for price, pieces in prices])


@pytest.mark.parametrize(
    ("least", "prices", "paid"),
    [
        (2, [("50.00", 1), ("49.00", 1)], ["25.25", "24.75"]),
        (3, [("30.00", 1), ("20.00", 1), ("10.00", 1)], ["25.00", "16.67", "8.33"]),
        (3, [("10.00", 3)], ["20.00"]),
        # Two pieces of one line with one of another: two thirds of it.
        (3, [("10.00", 2), ("10.00", 1)], ["13.33", "6.67"]),
        # Of four, the free one and two others are behind it: 4.00 × 18 ÷ 22.
        (3, [("9.00", 3), ("4.00", 1)], ["23.73", "3.27"]),
    ],
)
def test_f45_the_cheapest_free_is_shared(desk, least, prices, paid):
    """F45."""
    offer_of("Multibuy", None, least=least)

    order = delivered(sold(prices), desk)

    lines = list(order.lines.order_by("pk"))
    assert [str(line.line_price_incl_tax) for line in lines] == paid
    for turn, line in enumerate(lines):
        pieces = line.quantity
        money = take_back(order, desk, line, pieces=pieces, reference=f"R{turn}")
        assert money == line.line_price_incl_tax


def test_f45_what_made_goods_of_another_range_cheaper_shares_too(desk):
    """F45: a machine, and beans at half price with it."""
    machine, beans = make_product("100.00"), make_product("10.00", vat_rate=7)
    offer = offer_of("Percentage", 50, about=[beans])
    offer.condition.range = range_of([machine])
    offer.condition.save()

    order = delivered(make_basket([(machine, 1), (beans, 1)]), desk)

    assert [str(line.line_price_incl_tax) for line in order.lines.order_by("pk")] == [
        "95.45",
        "9.55",
    ]


def test_f45_a_threshold_met_by_goods_that_it_takes_nothing_off(desk):
    """F45: 20 off the lamp from 100 of everything."""
    lamp, chair, rug = (make_product(price) for price in ("40.00", "70.00", "30.00"))
    voucher = make_voucher()
    offer_of(
        "Absolute", "20", asks=Condition.VALUE, least=100, about=[lamp], voucher=voucher
    )
    basket = make_basket([(lamp, 1), (chair, 1), (rug, 1)])
    basket.vouchers.add(voucher)

    order = delivered(basket, desk)

    prices = [line.line_price_incl_tax for line in order.lines.order_by("pk")]
    assert prices == [Decimal("34.29"), Decimal("60.00"), Decimal("25.71")]


@pytest.mark.parametrize("turns", list(permutations(range(3))))
def test_f45_any_order_of_returns_clears_to_zero(desk, turns):
    """F45, L12, L16: money, VAT of each rate, points; with offer, voucher, points."""
    member, voucher = make_member(points=2000), make_voucher()
    offer_of("Multibuy", None, least=3)
    offer_of("Absolute", "5", asks=Condition.VALUE, least=40, voucher=voucher)
    goods = [
        (make_product("29.99"), 1),
        (make_product("19.95", vat_rate=7), 2),
        (make_product("9.90"), 1),
    ]
    basket = make_basket(goods, owner=member, points=1234)
    basket.vouchers.add(voucher)
    order = delivered(basket, desk)
    lines = list(order.lines.order_by("pk"))

    for turn in turns:
        take_back(
            order,
            desk,
            lines[turn],
            pieces=lines[turn].quantity,
            reference=f"R{turn}",
        )

    payment = Payment.objects.get(order=order)
    assert payment.captured - payment.refunded == order.shipping_incl_tax
    balance = reading.balance(member=member, at=LATER)
    assert (balance.available, balance.pending, balance.owed) == (2000, 0, 0)
    vat: dict[str, Decimal] = defaultdict(Decimal)
    for document in Document.objects.filter(order=order):
        sign = 1 if document.kind == Document.Kind.INVOICE else -1
        for part in document.content["rates"]:
            vat[part["rate"]] += sign * abs(Decimal(part["vat"]))
    assert {rate: amount for rate, amount in vat.items() if amount} == {
        f"{portion.vat_rate.normalize():f}": portion.vat
        for portion in order.shipping_portions
        if portion.vat
    }


def test_f45_the_preview_says_beforehand_what_is_no_longer_reached(desk, client):
    """F45: to shoppers and to staff; nothing where the rest still reaches it."""
    member = make_member()
    offer = offer_of("Multibuy", None, least=3)
    basket = make_basket([(make_product("10.00"), 4)], owner=member)
    order = delivered(basket, desk)
    line = order.lines.get()

    def foreseen(pieces):
        wishes = [Wish(line=line.pk, quantity=pieces)]
        return asking.foresee(order=order, wishes=wishes, at=LATER).missed

    assert foreseen(1) == ()
    assert [each.name for each in foreseen(2)] == [offer.name]
    assert foreseen(4) == ()

    client.force_login(desk)
    page = reverse("staff:take-back", args=[order.number])
    told = client.get(page, {f"line-{line.pk}": 2}).content.decode()
    assert f"no longer reaches the offer “{offer.name}”" in told
    told = client.get(page, {f"line-{line.pk}": 1}).content.decode()
    assert "no longer reaches" not in told
