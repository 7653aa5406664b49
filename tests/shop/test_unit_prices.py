"""What a kilogram costs is the same number wherever it stands (PrestaShop#15423)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from shop.forks.basket.models import Basket
from shop.forks.catalogue.models import Product
from shop.orders.placing.pricing import read_basket
from shop.orders.told.basket import tell_basket
from shop.orders.told.order import tell_order
from shop.storefront.templatetags.measures import per_unit
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_product,
    make_variant,
    place,
)
from tests.vouchers import make_own_voucher

pytestmark = pytest.mark.django_db
FIFTY = {"net_quantity": Decimal(50), "net_unit": "g"}


@pytest.fixture
def tea():
    return make_product("9.80", title="Green tea", **FIFTY)


@pytest.fixture
def bags():
    """The same tea in two sizes: the small one is the cheaper."""
    tea = make_product(title="Black tea")
    sizes = [make_variant(tea, price) for price in ("9.80", "17.90")]
    for size, grams in zip(sizes, (50, 100), strict=True):
        Product.objects.filter(pk=size.pk).update(net_quantity=grams, net_unit="g")
    return tea, sizes


def test_it_stands_on_tiles_and_pages_and_in_what_machines_read(client, tea):
    page = client.get(tea.get_absolute_url()).text

    assert "€196.00 / kg" in client.get(reverse("catalogue:index")).text
    assert "€196.00 / kg" in page
    assert (
        '"referenceQuantity": {"@type": "QuantitativeValue", "value": "50", '
        '"unitCode": "GRM", "valueReference": {"@type": "QuantitativeValue", '
        '"value": "1", "unitCode": "KGM"}}'
    ).replace(" ", "") in page.replace(" ", "")
    chinese = client.get(f"/zh-hans/catalogue/x_{tea.pk}/", follow=True)
    assert "€196.00/千克" in chinese.text


def test_the_tile_says_that_of_the_variant_whose_price_it_shows(client, bags):
    tea, (_small, large) = bags
    address = tea.get_absolute_url()

    listed = client.get(reverse("catalogue:index")).text
    assert "€196.00 / kg" in listed
    assert "€179.00 / kg" not in listed
    chosen = client.get(address, {"variant": large.pk}).text
    assert 'data-shows="unit">€179.00 / kg<' in chosen
    assert 'data-unit="€196.00 / kg"' in chosen


def test_the_tile_says_none_where_variants_at_its_price_differ(client):
    tea = make_product(title="White tea")
    one, other = (make_variant(tea, "9.80") for _turn in range(2))
    Product.objects.filter(pk=one.pk).update(net_quantity=50, net_unit="g")
    assert "/ kg" not in client.get(reverse("catalogue:index")).text

    Product.objects.filter(pk=other.pk).update(net_quantity=50, net_unit="g")
    assert "€196.00 / kg" in client.get(reverse("catalogue:index")).text


def test_in_the_basket_it_is_that_after_offers(client, tea):
    basket = {"product_id": tea.pk, "quantity": 3}
    client.post(reverse("basket:add"), basket)
    assert "€196.00 / kg" in client.get(reverse("basket:summary")).text
    make_offer("Percentage", 50, max_basket_applications=None)

    page = client.get(reverse("basket:summary")).text
    assert "€196.00 / kg" not in page
    # Beside the price it belongs to, not beside that before the offer.
    reduced = '<strong>€14.70</strong><br><span class="small quiet">€98.00 / kg<'
    assert page.count("€98.00 / kg") == page.count(reduced) == 1
    assert "€9.80 each</p>" in page
    lines = render_to_string(
        "checkout/_lines.html",
        {"contents": client.get(reverse("basket:summary")).context["contents"]},
    )
    beside = '€14.70<br><span class="small quiet">€98.00 / kg<'
    assert lines.count("€98.00 / kg") == lines.count(beside) == 1


def test_a_voucher_from_points_makes_no_kilogram_cheaper(client, tea):
    """It is one shopper's own, as points are: in the basket and in the order."""
    member = make_member(500)
    basket = make_basket([(tea, 1)], owner=member)
    voucher = make_own_voucher(member, at=NOW)
    Basket.objects.filter(pk=basket.pk).update(voucher_requested=voucher.version)
    fresh = read_basket(basket_id=basket.pk, shopper=member, at=NOW)

    (in_basket,) = tell_basket(fresh).lines
    (in_order,) = tell_order(place(Basket.objects.get(pk=basket.pk))).lines

    assert in_basket.after_offers == in_order.after_offers == Decimal("4.80")
    assert per_unit(in_basket) == per_unit(in_order) == "€196.00 / kg"


def test_an_order_keeps_what_a_piece_held_then(tea):
    order = place(make_basket([(tea, 2)]))
    Product.objects.filter(pk=tea.pk).update(net_quantity=40)

    line = order.lines.get()
    assert (line.net_quantity, line.net_unit) == (50, "g")


def test_without_content_nothing_is_said(client):
    chair = make_product("99.00")

    assert "/ kg" not in client.get(chair.get_absolute_url()).text
    assert "referenceQuantity" not in client.get(chair.get_absolute_url()).text


@pytest.mark.parametrize(
    "odd",
    [
        {"net_quantity": 5},
        {"net_unit": "g"},
        {"net_quantity": 0, "net_unit": "g"},
        {"net_quantity": -1, "net_unit": "g"},
        {"net_quantity": 1, "net_unit": "lb"},
    ],
)
def test_the_database_keeps_no_half_a_content(tea, odd):
    nothing = {"net_quantity": None, "net_unit": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=tea.pk).update(**(nothing | odd))
