"""A payment service on this machine, and shoppers who pay there.

The real SDK talks to it over HTTP. What it tells is kept until `deliver` posts it.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode
from urllib.request import HTTPErrorProcessor, Request, build_opener

import pytest
from django.conf import settings
from django.utils import timezone

from shop.embedded.simulator.server import Simulator
from shop.orders.paying import taking_news
from tests.factories import make_basket, make_country, make_product, place
from tests.payment_services import entry

KEY, SECRET = "sk_test_simulator", "whsec_simulator"
GOOD, DECLINED, ASKED = "4242 4242 4242 4242", "4000000000000002", "4000002500003155"
WEBHOOK = "/payments/stripe/webhook"


class _Plain(HTTPErrorProcessor):
    """A browser that shows what it gets, and follows nothing."""

    def http_response(self, request, response):
        return response


@dataclass
class Page:
    status: int
    text: str
    location: str


def visit(url: str, form: dict | None = None) -> Page:
    data = urlencode(form).encode() if form is not None else None
    with build_opener(_Plain).open(Request(url, data)) as answer:  # noqa: S310
        return Page(
            answer.status, answer.read().decode(), answer.headers.get("Location", "")
        )


def pay_with_card(url: str, number: str = GOOD) -> Page:
    return visit(url, {"method": "card", "number": number})


def session_of(url: str) -> str:
    return re.search(r"cs_test_\w+", url)[0]


def hear() -> int:
    """Do what a worker does with the news; returns how many were taken up."""
    taken = 0
    while taking_news.take_next(at=timezone.now()):
        taken += 1
    return taken


@pytest.fixture
def configured(monkeypatch):
    """Point the shop at a payment service."""

    def configure(url: str) -> None:
        here = entry(url, secret_key=KEY, webhook_secret=SECRET)
        monkeypatch.setattr(settings, "PAYMENT_PROVIDERS", {"stripe": here})

    return configure


@pytest.fixture
def service(configured):
    simulator = Simulator(secret_key=KEY, webhook_secret=SECRET)
    simulator.start()
    configured(simulator.url)
    yield simulator
    simulator.stop()


@pytest.fixture
def deliver(client, service):
    """Post to the shop what the service told, and have a worker take it up."""
    posted = 0

    def post(*, times: int = 1, backwards: bool = False) -> list[int]:
        nonlocal posted
        letters = service.news.letters[posted:]
        posted = len(service.news.letters)
        answers = [
            post_letter(client, letter)
            for letter in (reversed(letters) if backwards else letters)
            for _time in range(times)
        ]
        hear()
        return answers

    return post


def post_letter(client, letter, *, secret: str = SECRET, at=None) -> int:
    headers = letter.headers(secret, at=at)
    return client.post(
        WEBHOOK,
        letter.body,
        content_type="application/json",
        headers={"Stripe-Signature": headers["Stripe-Signature"]},
    ).status_code


@pytest.fixture
def tea(db):
    make_country("DE")
    return make_product("20.00", stock=10, title="Green tea")


@pytest.fixture
def order(tea, service):
    """A guest's order of two pieces for 44.90, to be paid online now."""
    return place(make_basket([(tea, 2)]), at=timezone.now(), payment_method="online")


@pytest.fixture
def guest(client, order):
    """The browser of the guest who placed the order."""
    session = client.session
    session["placed_orders"] = {str(order.basket_id): order.number}
    session.save()
    return client
