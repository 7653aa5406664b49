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
