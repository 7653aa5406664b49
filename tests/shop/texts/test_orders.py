"""An order keeps the wording that its shopper was shown."""

import re
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.forks.order.models import Order
from shop.orders.placing import ordering
from shop.texts.models import Page
from tests.factories import make_basket, make_country, make_product, place
from tests.shop.checkout import steps
from tests.shop.test_outbox_mails import send_all
from tests.shop.texts.conftest import publish_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(author):
    return partial(publish_by, author, at=timezone.now())


@pytest.fixture
def shopper(client):
    make_country("DE")
    tea = make_product("20.00", stock=10)
    client.post(reverse("basket:add"), {"product_id": tea.pk, "quantity": 1})
    steps.decide(client)
    return client


def seen(client) -> dict[str, str]:
    """What the page of the button sends along."""
    page = client.get(steps.url("review")).text
    names = ("quote", "agreed")
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names
    }


def test_an_order_keeps_what_it_was_placed_under_whatever_comes_later(
    shopper, publish, mailoutbox
):
    terms, returns = publish(en="Old"), publish(Page.RETURNS, en="14 days")
    steps.place(shopper, **seen(shopper))
    publish(en="New")
    order = Order.objects.get()

    assert (order.terms_version, order.returns_version) == (terms, returns)
    page = shopper.get(reverse("customer:order", args=[order.number])).text
    [mail] = send_all(mailoutbox, at=timezone.now())
    for version in (terms, returns):
        kept = reverse("texts:version", args=[version.pk])
        assert kept in page
        assert kept in mail.body
        assert kept in mail.alternatives[0].content
    assert "Old" in shopper.get(reverse("texts:version", args=[terms.pk])).text


def test_the_page_with_the_button_leads_to_the_very_wording(shopper, publish):
    terms = publish()

    page = shopper.get(steps.url("review")).text
    assert reverse("texts:version", args=[terms.pk]) in page
    assert reverse("texts:text", args=["privacy"]) in page


def test_terms_that_changed_since_are_said_and_asked_for_again(shopper, publish):
    publish(en="Old")
    before = seen(shopper)
    new = publish(en="New")

    refused = steps.place(shopper, **before)
    assert refused.status_code == 409
    assert "Our terms" in refused.text
    assert reverse("texts:version", args=[new.pk]) in refused.text
    assert not Order.objects.exists()

    steps.place(shopper, **seen(shopper))
    assert Order.objects.get().terms_version == new


@pytest.mark.parametrize("forged", ["", "0-0", "7", "x", "\0", "9" * 400])
def test_a_forged_mark_places_nothing(shopper, publish, forged):
    publish()

    refused = steps.place(shopper, **(seen(shopper) | {"agreed": forged}))
    assert refused.status_code == 409
    assert not Order.objects.exists()


def test_a_shop_that_wrote_nothing_sells_as_before(shopper):
    steps.place(shopper)

    assert Order.objects.get().terms_version is None


def test_nobody_orders_under_what_is_not_there(db, publish):
    basket = make_basket([(make_product(), 1)])

    with pytest.raises(ordering.TextsChanged):
        place(basket, agreed="7-0")
