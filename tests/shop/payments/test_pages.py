"""The pages around paying: on the way to the service, back from it, and other ways."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.forks.order.models import Order
from shop.orders import tasks
from shop.orders.undoing import cancelling
from tests.factories import make_order_desk, make_user
from tests.shop.payments.conftest import pay_with_card

pytestmark = pytest.mark.django_db
CONTACT = {
    "email": "ada@example.com",
    "delivery": "standard",
    "name": "Ada Fischer",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """The orders about which a worker was to ask."""
    numbers = []
    monkeypatch.setattr(tasks.ask_about, "delay", numbers.append)
    return numbers


def url(name, order):
    return reverse(f"checkout:{name}", args=[order.number])


@pytest.fixture
def buying(client, tea, service):
    """A guest who has a basket, and has said where it goes."""
    client.post(reverse("basket:add"), {"product_id": tea.pk, "quantity": 2})
    client.post(reverse("checkout:index"), CONTACT)
    return client


def buy(client):
    page = client.get(reverse("checkout:review")).text
    quote = re.search(r'name="quote" value="([^"]+)"', page)[1]
    return client.post(reverse("checkout:place"), {"payment": "online", "quote": quote})


def test_the_button_leads_to_the_service(buying, service, deliver):
    response = buy(buying)

    assert response.status_code == 302
    assert response["Location"].startswith(f"{service.url}/pay/cs_test_")
    order = Order.objects.get()
    assert (order.status, order.payment_method) == ("awaiting-payment", "online")
    back = pay_with_card(response["Location"]).location
    assert back == f"http://testserver/en/checkout/pay/{order.number}/return/"
    assert "We are waiting" in buying.get(back).text
    deliver()
    assert buying.get(back)["Location"] == url("thank-you", order)


def test_paying_online_is_not_offered_without_a_service(buying, settings):
    settings.PAYMENT_PROVIDERS = {}
    page = buying.get(reverse("checkout:review")).text
    assert 'value="online"' not in page
    assert 'value="bank-transfer"' in page

    assert buy(buying).status_code == 422
    assert Order.objects.count() == 0


def test_a_silent_service_leaves_the_order_and_a_way_on(buying, service):
    service.faults.order("error", times=2)

    response = buy(buying)

    order = Order.objects.get()
    assert response["Location"] == url("pay", order)
    page = buying.get(response["Location"]).text
    assert "does not answer just now" in page
    assert "Pay now" in page
    again = buying.post(url("pay", order))
    assert again["Location"].startswith(service.url)


def test_coming_back_unpaid_shows_every_way_on(guest, order):
    page = guest.get(url("pay", order)).text

    assert "€44.90 is not paid yet" in page
    for name in ("pay", "by-transfer"):
        assert f'action="{url(name, order)}"' in page
    assert f'href="{reverse("customer:cancel", args=[order.number])}"' in page


def test_the_page_waits_and_then_tells(guest, order, service, deliver, asked):
    pay = guest.post(url("pay", order))["Location"]
    pay_with_card(pay)

    page = guest.get(url("returned", order)).text
    assert 'data-hx-trigger="every 2s"' in page
    assert "<noscript><meta" in page
    assert asked == [order.number]

    fragment = guest.get(url("returned", order) + "?looks=1", headers=HTMX)
    assert "<html" not in fragment.text
    assert "looks=2" in fragment.text
    long = guest.get(url("returned", order) + "?looks=15", headers=HTMX).text
    assert "longer than usual" in long
    assert 'data-hx-trigger="every 10s"' in long
    assert asked == [order.number]

    deliver()
    told = guest.get(url("returned", order) + "?looks=3", headers=HTMX)
    assert told["HX-Redirect"] == url("thank-you", order)


@pytest.mark.parametrize("looks", ["", "-1", "x", "9" * 50, "²"])
def test_any_count_of_looks_shows_the_page(guest, order, looks):
    page = guest.get(url("returned", order), {"looks": looks})
    assert page.status_code == 200


def test_the_worker_asks_and_the_page_tells(guest, order, service):
    service.faults.order("lost-news", times=5)
    pay_with_card(guest.post(url("pay", order))["Location"])

    tasks.ask_about(order.number)

    assert guest.get(url("returned", order))["Location"] == url("thank-you", order)


def test_a_shopper_chooses_bank_transfer_after_all(guest, order):
    guest.post(url("pay", order))

    response = guest.post(url("by-transfer", order))

    page = guest.get(response["Location"]).text
    assert "Please transfer the total" in page
    assert guest.post(url("pay", order))["Location"] == url("thank-you", order)


def test_nothing_is_changed_while_the_service_is_silent(guest, order, service):
    guest.post(url("pay", order))
    service.faults.order("error", times=10)

    response = guest.post(url("by-transfer", order))

    assert response["Location"] == url("pay", order)
    assert "nothing was changed" in guest.get(url("pay", order)).text
    assert Order.objects.get().payment_method == "online"


def test_the_order_page_offers_to_pay(guest, order):
    page = guest.get(reverse("customer:order", args=[order.number])).text
    assert f'action="{url("pay", order)}"' in page


def test_an_order_that_is_over_cannot_be_paid(guest, order):
    cancelling.cancel(
        number=order.number,
        actor=make_order_desk(),
        reason="x",
        cancelled_at=timezone.now(),
    )

    assert "This order is over" in guest.get(url("returned", order)).text
    assert guest.post(url("pay", order))["Location"] == url("thank-you", order)


@pytest.mark.parametrize("name", ["pay", "returned", "by-transfer"])
def test_an_order_of_somebody_else_is_not_found(client, order, name):
    client.force_login(make_user())
    method = client.get if name == "returned" else client.post
    assert method(url(name, order)).status_code == 404


def test_no_address_changes_anything_on_get(guest, order):
    assert guest.get(url("by-transfer", order)).url == url("pay", order)
    order.refresh_from_db()
    assert order.payment_method == "online"


def test_in_chinese(guest, order):
    page = guest.get(url("pay", order).replace("/en/", "/zh-hans/")).text
    assert "您的订单等待付款" in page
