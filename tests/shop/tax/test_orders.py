"""Orders to several countries: the price stays, the VAT in it follows the goods."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shop.delivery import tariffs
from shop.documents.models import Document
from shop.orders.paying import confirming
from shop.orders.placing import ordering, pricing
from shop.orders.undoing import cancelling
from tests.factories import (
    BERLIN,
    NOW,
    make_basket,
    make_country,
    make_order_desk,
    make_product,
    make_purchase,
    make_rate,
    place,
)

pytestmark = pytest.mark.django_db
VIENNA = replace(BERLIN, city="Wien", postcode="1070", country="AT")


@pytest.fixture(autouse=True)
def austria(db):
    make_country("AT")
    make_country("IT")
    make_rate("AT", 20)
    make_rate("AT", 10, "reduced")


def two_kinds():
    tea, soap = make_product("20.00", vat_rate=7), make_product("10.00", vat_rate=19)
    return make_basket([(tea, 1), (soap, 1)])


def rates(order):
    return [line.vat_rate for line in order.lines.order_by("pk")]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (BERLIN, [7, 19]),
        (VIENNA, [10, 20]),
        (replace(BERLIN, city="Roma", postcode="00100", country="IT"), [7, 19]),
    ],
)
def test_s09_the_total_is_the_same_and_the_vat_that_of_the_country(address, found):
    """S09: the shelf price is constant; Italy has no rows and is taxed as home."""
    order = place(two_kinds(), address=address)

    assert rates(order) == found
    assert order.total_incl_tax == Decimal("34.90")
    assert [portion.vat_rate for portion in order.shipping_portions] == found
    assert sum(part.gross for part in order.shipping_portions) == Decimal("4.90")
    assert sum(part.net for part in order.shipping_portions) == (
        order.shipping_excl_tax
    )


def test_what_is_picked_up_is_sold_at_home():
    order = place(two_kinds(), delivery_code="pickup")

    assert rates(order) == [7, 19]


def test_an_order_takes_the_rates_of_the_time_it_is_placed():
    """The shopper saw the same total, so nothing is asked again."""
    basket = two_kinds()
    purchase = make_purchase(basket, address=VIENNA)
    make_rate("AT", 22, valid_from=NOW.date())

    order = ordering.place_order(
        basket=basket, shopper=None, purchase=purchase, placed_at=NOW
    )

    assert rates(order) == [10, 22]


def test_a_basket_is_priced_with_the_rates_of_the_moment_it_is_priced_for():
    """Whoever prices says when; no clock is read for it."""
    basket = two_kinds()
    make_rate("AT", 25, valid_from=(NOW + timedelta(days=1)).date())
    way = tariffs.current().way("standard", to=VIENNA.destination)

    def found(at):
        read = pricing.read_basket(basket_id=basket.pk, shopper=None, at=at)
        totals = pricing.price(basket=read, at=at, way=way)
        return [line.vat_rate for line in totals.lines]

    assert found(NOW) == [10, 20]
    assert found(NOW + timedelta(days=2)) == [10, 25]


def test_a_later_table_changes_no_order_and_no_paper():
    order, desk = place(two_kinds(), address=VIENNA), make_order_desk()
    make_rate("AT", 25, valid_from=(NOW + timedelta(days=1)).date())
    later = NOW + timedelta(days=2)
    confirming.mark_paid(number=order.number, actor=desk, at=later)

    invoice = order.documents.get()

    assert [part["rate"] for part in invoice.content["rates"]] == ["10", "20"]
    assert invoice.content["total"]["gross"] == "34.90"
    assert sum(Decimal(part["gross"]) for part in invoice.content["rates"]) == Decimal(
        "34.90"
    )


def test_l32_a_cancellation_clears_the_invoice_at_every_rate():
    """L32: delivery's portions too."""
    order, desk = place(two_kinds(), address=VIENNA), make_order_desk()
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=NOW)

    invoice, note = order.documents.order_by("pk")

    assert note.kind == Document.Kind.CREDIT_NOTE
    assert note.content["rates"] == invoice.content["rates"]
    assert note.content["delivery"] == invoice.content["delivery"]
    assert len(invoice.content["delivery"]) == 2


def test_f40_what_goes_to_heligoland_has_no_vat():
    """F40: the same country, another postcode; delivery is taxed as the goods are."""
    island = replace(BERLIN, city="Helgoland", postcode="27498")

    order = place(two_kinds(), address=island)

    assert rates(order) == [0, 0]
    assert order.total_incl_tax == order.total_excl_tax == Decimal("34.90")
    assert [portion.vat_rate for portion in order.shipping_portions] == [0]
    confirming.mark_paid(number=order.number, actor=make_order_desk(), at=NOW)
    said = Document.objects.get(kind="invoice").content
    assert {part["vat"] for part in said["rates"]} == {"0.00"}
