"""F08: what another release of the shop has kept in the session breaks no page."""

import pytest
from django.urls import reverse

from shop.checkout.draft import KEY, Draft
from tests.factories import make_country, make_product
from tests.shop.checkout.steps import decide, place, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(client):
    """A visitor with something in the basket."""
    make_country("DE")
    bought = {"product_id": make_product("30.00").pk, "quantity": 1}
    client.post(reverse("basket:add"), bought)
    return client


@pytest.mark.parametrize(
    "kept",
    [
        {"gift_wrap": True, "email": "ada@example.com"},
        {"email": "ada@example.com", "address": {"planet": "Mars", "city": "Berlin"}},
        {"email": 7, "pickup_point": "corner"},
        {"address": "Marktstraße 1"},
        ["ada@example.com"],
        "ada@example.com",
        None,
    ],
)
def test_f08_a_draft_of_another_release_breaks_no_page(full, kept):
    session = full.session
    session[KEY] = kept
    session["placed_orders"] = session["found_orders"] = kept
    session.save()

    assert full.get(url("index")).status_code == 200
    assert full.get(url("review")).status_code in (200, 302)
    decide(full)
    assert place(full).status_code == 302


def test_f08_what_is_known_of_it_is_kept():
    kept = {"email": "ada@example.com", "gift_wrap": True, "pickup_point": 3}

    assert Draft.of({KEY: kept}) == Draft(email="ada@example.com", pickup_point=3)
