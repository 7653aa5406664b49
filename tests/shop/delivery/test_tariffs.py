"""Zones and their prices, from the basket to the order."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shop.delivery import tariffs
from shop.delivery.methods import UnknownDelivery, find
from shop.delivery.models import Band, Method, Zone
from shop.delivery.rates import Destination
from shop.delivery.tariffs import NotServed
from shop.forks.order.models import Order
from shop.orders.placing import ordering
from tests.factories import (
    BERLIN,
    NOW,
    make_basket,
    make_country,
    make_product,
    make_purchase,
    make_variant,
    make_zone,
    place,
)

pytestmark = pytest.mark.django_db
GERMANY = Destination(country="DE", postcode="10115")
FRANCE = Destination(country="FR", postcode="69001")


def charge(code, *, goods="20.00", grams=0, to=GERMANY):
    way = tariffs.current().way(code, to=to)
    return way.charge(goods=Decimal(goods), grams=grams)


@pytest.mark.parametrize(
    ("code", "goods", "expected"),
    [
        ("standard", "48.99", "4.90"),
        ("standard", "49.00", "0.00"),
        ("express", "1000.00", "9.90"),
        ("pickup", "1.00", "0.00"),
    ],
)
@pytest.mark.parametrize("to", [GERMANY, FRANCE])
def test_a_shop_begins_with_one_zone_that_is_everywhere(code, goods, expected, to):
    assert charge(code, goods=goods, to=to) == Decimal(expected)


def test_a_zone_of_its_own_replaces_everywhere_else():
    make_zone(["FR"], standard="12.00")

    assert charge("standard", to=FRANCE) == Decimal("12.00")
    assert charge("standard") == Decimal("4.90")
    with pytest.raises(NotServed):
        charge("express", to=FRANCE)


def test_a_zone_of_postcodes_counts_more_than_its_country():
    make_zone(["DE"], standard="5.00")
    make_zone(["DE"], postcodes=["27498"], standard="25.00")

    assert charge("standard") == Decimal("5.00")
    island = Destination(country="DE", postcode="27498")
    assert charge("standard", to=island) == Decimal("25.00")


def test_where_no_zone_is_nothing_goes_but_pick_up():
    Zone.objects.all().delete()

    with pytest.raises(UnknownDelivery):
        charge("standard")
    assert charge("pickup") == Decimal("0.00")
    make_zone(["FR"], standard="12.00")
    with pytest.raises(NotServed):
        charge("standard")


def test_the_tariff_is_read_once_for_an_epoch(django_assert_num_queries):
    make_zone(["FR"], standard="12.00", express="20.00")

    with django_assert_num_queries(2):
        tariffs.current().charges(goods=Decimal(10), grams=5, to=FRANCE)
    with django_assert_num_queries(1):
        tariffs.current().charges(goods=Decimal(10), grams=5, to=FRANCE)


def test_an_unknown_method_is_named():
    with pytest.raises(UnknownDelivery, match="drone"):
        find("drone")
    with pytest.raises(UnknownDelivery, match="drone"):
        tariffs.current().way("drone")


def test_countries_to_choose_are_those_of_the_zones():
    for code in ("DE", "FR", "IT"):
        make_country(code)

    def codes():
        return set(tariffs.served_countries())

    assert codes() == {"DE", "FR", "IT"}
    Zone.objects.all().delete()
    assert codes() == set()
    make_zone(["FR", "DE"], standard="5.00")
    assert codes() == {"DE", "FR"}


def test_what_is_soonest_free_is_said_first():
    tariff = tariffs.current()
    method, value = tariff.free_from(to=GERMANY)
    assert (method.code, value) == ("standard", Decimal("49.00"))

    Band.objects.update(free_from=None)
    assert tariffs.current().free_from(to=GERMANY) is None


def test_a_variant_weighs_as_its_parent_unless_it_says():
    parent = make_product(weight_g=700)
    variant = make_variant(parent)
    assert variant.grams == 700

    variant.weight_g = 300
    assert variant.grams == 300


# -- On an order ---------------------------------------------------------------------


def heavy_basket(grams: int, pieces: int):
    return make_basket([(make_product("10.00", weight_g=grams), pieces)])


def test_an_order_pays_by_its_weight():
    band = Band.objects.get(method__code="standard")
    band.up_to_grams = 2000
    band.save()
    Band.objects.create(
        zone=band.zone, method=band.method, up_to_grams=5000, price="7.90"
    )

    assert place(heavy_basket(1000, 2)).shipping_incl_tax == Decimal("4.90")
    assert place(heavy_basket(1001, 2)).shipping_incl_tax == Decimal("7.90")
    with pytest.raises(NotServed):
        place(heavy_basket(2501, 2))
    assert Order.objects.count() == 2


def test_an_order_pays_by_where_it_goes():
    make_zone(["DE"], standard="3.00")

    assert place(heavy_basket(0, 1)).shipping_incl_tax == Decimal("3.00")
    assert BERLIN.destination == GERMANY


def test_l04_a_price_that_staff_change_is_shown_before_it_is_charged():
    """L04: the quote a page carried says what delivery cost then."""
    make_country("DE")
    basket = heavy_basket(0, 1)
    seen = make_purchase(basket)
    Band.objects.update(price="5.90")

    with pytest.raises(ordering.QuoteChanged) as refused:
        ordering.place_order(basket=basket, shopper=None, purchase=seen, placed_at=NOW)

    delivery = refused.value.changes[0]
    assert delivery.what == "delivery"
    assert (delivery.before, delivery.after) == (Decimal("4.90"), Decimal("5.90"))
    assert not Order.objects.exists()
    basket.refresh_from_db()
    assert basket.status == "Open"


def test_a_zone_that_went_meanwhile_orders_nothing():
    make_country("DE")
    basket = heavy_basket(0, 1)
    seen = make_purchase(basket)
    Band.objects.filter(method__code="standard").delete()
    make_zone(["FR"], standard="5.00")

    with pytest.raises(NotServed):
        ordering.place_order(basket=basket, shopper=None, purchase=seen, placed_at=NOW)

    assert not Order.objects.exists()


def test_the_database_keeps_prices_apart_and_above_nothing():
    band = Band.objects.get(method__code="standard")
    same = {"zone": band.zone, "method": band.method, "goods_from": band.goods_from}

    for wrong in (same | {"price": 1}, same | {"price": -1, "up_to_grams": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Band.objects.create(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Method.objects.create(code="pickup", name="Second way to pick up")
    with pytest.raises(IntegrityError), transaction.atomic():
        Zone.objects.create(name="Two", countries=["DE", "FR"], postcodes=["1"])
