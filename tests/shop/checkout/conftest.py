"""Who comes to the checkout, with what."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_basket,
    make_country,
    make_member,
    make_product,
)


@pytest.fixture(autouse=True)
def germany():
    return make_country("DE")


@pytest.fixture
def tea():
    return make_product("20.00", vat_rate=7, title="Green tea", stock=10)


@pytest.fixture
def shopper(client, tea):
    """A guest with two packets of tea in the basket."""
    client.post(reverse("basket:add"), {"product_id": tea.pk, "quantity": 2})
    return client


@pytest.fixture
def member(client, tea):
    """A member with 5,000 points and two packets of tea, signed in."""
    person = make_member(5000, email="mei@example.com", at=timezone.now())
    make_basket([(tea, 2)], owner=person)
    client.force_login(person)
    return person


@pytest.fixture
def client_of_another():
    return Client()
