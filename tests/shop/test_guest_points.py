"""F04: a guest is promised points with an account only, and one is a tap away."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_country, make_member, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(client):
    """A visitor with something in the basket."""
    make_country("DE")
    bought = {"product_id": make_product("30.00").pk, "quantity": 1}
    client.post(reverse("basket:add"), bought)
    return client


def test_f04_a_guest_is_promised_points_with_an_account_only(full):
    for page in ("basket:summary", "checkout:index"):
        shown = full.get(reverse(page)).text
        if "+30 points" in shown:
            assert "with an account</a>, once it is paid" in shown
    basket = reverse("basket:summary")
    assert f"{reverse('customer:register')}?next={basket}" in full.get(basket).text

    full.force_login(make_member())
    shown = full.get(basket).text
    assert "with an account" not in shown


def test_f04_making_an_account_keeps_the_basket(full):
    form = full.get(reverse("customer:register"), {"next": reverse("basket:summary")})
    assert f'name="next" value="{reverse("basket:summary")}"' in form.text
    who = {"name": "Noah", "email": "noah@example.com", "password": PASSWORD}
    basket = reverse("basket:summary")
    made = full.post(reverse("customer:register"), who | {"next": basket})

    assert made["Location"] == basket
    assert "30.00" in full.get(reverse("basket:summary")).text


def test_f13_a_card_promises_a_guest_points_with_an_account_only(client):
    make_product("30.00")
    listed = reverse("catalogue:index")

    assert "with an account" in client.get(listed).text
    client.force_login(make_member())
    shown = client.get(listed).text
    assert "+30 points" in shown
    assert "with an account" not in shown


@pytest.mark.parametrize("share", [0, 70, 100])
def test_f13_what_is_sold_out_promises_no_points(client, share):
    product = make_product("30.00", stock=0, max_points_share=share)
    client.force_login(make_member())
    for url in (product.get_absolute_url(), reverse("catalogue:index")):
        shown = client.get(url).text.partition("<main")[2]
        for promise in ("+30", 'data-shows="points"', "earns points", "Points can"):
            assert promise not in shown, (url, promise)


def test_f13_what_earns_nothing_does_not_say_that_it_earns(client):
    product = make_product("0.50", max_points_share=0)
    shown = client.get(product.get_absolute_url()).text
    assert "This one earns points" not in shown
    assert "Points cannot be used on this one." in shown
