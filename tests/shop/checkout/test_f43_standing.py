"""F43: an order that stands is answered as one, whatever becomes of the session."""

from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from shop.delivery.models import Band, Method
from shop.forks.order.models import Order
from shop.users.models import Session
from shop.users.session_store import SessionStore
from tests.factories import PASSWORD
from tests.shop.checkout.steps import decide, quote, url

pytestmark = pytest.mark.django_db
NEVER = 99


@contextmanager
def hung_up(*, times: int):
    """The server hangs up when a session is to be saved, so many times."""
    save = SessionStore.save
    left = [times]

    def fail_or_save(self, *args, **options):
        if left[0]:
            left[0] -= 1
            try:
                raise OperationalError("server closed the connection unexpectedly")
            except OperationalError:
                raise UpdateError from None
        return save(self, *args, **options)

    with patch.object(SessionStore, "save", fail_or_save):
        yield


def press(client):
    sent = {"payment": "bank-transfer", "quote": press.quote}
    return client.post(url("place"), sent)


@pytest.fixture
def at_the_button(shopper):
    decide(shopper)
    press.quote = quote(shopper)
    shopper.raise_request_exception = False
    return shopper


def test_a_session_is_saved_on_a_new_connection(at_the_button):
    with hung_up(times=1):
        answer = press(at_the_button)

    assert answer["Location"] == url("thank-you", Order.objects.get().number)
    assert at_the_button.get(answer["Location"]).status_code == 200


def test_whoever_presses_again_is_led_to_the_order_that_stands(at_the_button):
    with hung_up(times=NEVER):
        answer = press(at_the_button)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    number = Order.objects.get().number
    again = press(at_the_button)
    assert again["Location"] == url("thank-you", number)
    assert at_the_button.get(again["Location"]).status_code == 200
    assert Order.objects.count() == 1


def test_it_is_found_again_whatever_can_be_chosen_since(at_the_button):
    with hung_up(times=NEVER):
        press(at_the_button)
    Band.objects.all().delete()
    Method.objects.all().delete()

    answer = press(at_the_button)

    assert answer["Location"] == url("thank-you", Order.objects.get().number)


@contextmanager
def session_gone():
    """Another tab ends the session after the order, before the answer."""
    save = SessionStore.save

    def save_late(self, *args, **options):
        if at_once.pop():
            Session.objects.all().delete()
        return save(self, *args, **options)

    at_once = [False, False, True]
    with patch.object(SessionStore, "save", save_late):
        yield


def test_a_guest_whose_session_is_gone_sees_the_order(at_the_button):
    with session_gone():
        answer = press(at_the_button)

    assert answer["Location"] == url("thank-you", Order.objects.get().number)
    assert at_the_button.get(answer["Location"]).status_code == 200


def test_who_signed_out_meanwhile_stays_so_and_the_order_stands(client, member):
    decide(client)
    press.quote = quote(client)

    with session_gone():
        answer = press(client)

    assert answer["Location"] == url("thank-you", Order.objects.get().number)
    assert not Session.objects.exists()
    assert client.get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("checkout:index", {"email": "ada@example.com"}),
        ("customer:login", {"username": "mei@example.com", "password": PASSWORD}),
        (
            "customer:register",
            {"name": "Li", "email": "li@example.com", "password": "a long one here"},
        ),
    ],
)
def test_no_step_is_answered_as_if_it_were_not_understood(shopper, member, name, sent):
    """Its brothers: nobody reads 400 or 500 because the server has hung up."""
    shopper.raise_request_exception = False
    with hung_up(times=NEVER):
        answer = shopper.post(reverse(name), sent)

    assert answer.status_code in {200, 302, 422, 503}


@pytest.mark.parametrize(
    "key", [r'"\000\000\000\000\000\000\000\000\000"', "ü" * 32, "a" * 5000, "' OR 1"]
)
def test_a_key_that_is_none_of_ours_begins_a_new_session(key):
    browser = Client(raise_request_exception=False)

    answer = browser.get("/en/basket/", headers={"cookie": f"sessionid={key}"})

    assert answer.status_code == 200
