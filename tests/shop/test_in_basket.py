"""A basket costs only where it is shown: elsewhere the header asks one question."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.forks.basket.models import Basket
from tests.factories import (
    make_basket,
    make_category,
    make_member,
    make_offer,
    make_product,
)

pytestmark = pytest.mark.django_db
MOST = 9


@pytest.fixture
def goods():
    return [make_product(title=f"Tea {one}", categories=["tea"]) for one in range(8)]


@pytest.fixture
def guest(goods):
    make_offer("Percentage", "10")
    browser = Client()
    for product in goods[:3]:
        add = {"product_id": product.pk, "quantity": 2}
        browser.post(reverse("basket:add"), add)
    browser.get("/en/")  # says what was added
    return browser


@pytest.fixture
def member(goods):
    make_offer("Percentage", "10")
    mei = make_member(500, at=timezone.now() - timedelta(hours=1))
    make_basket([(product, 2) for product in goods[:3]], owner=mei)
    browser = Client()
    browser.force_login(mei)
    return browser


def statements(browser: Client, path: str, shown: str) -> list[str]:
    browser.get(path)  # what is kept in the process
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(path)
    assert shown in page.text
    return [one["sql"] for one in asked]


@pytest.mark.parametrize("who", ["guest", "member"])
def test_pages_that_do_not_show_the_basket_count_it(request, goods, who):
    browser = request.getfixturevalue(who)
    most = MOST if who == "guest" else MOST + 3  # session, person and points
    shelf = make_category("tea").get_absolute_url()

    for path in (goods[0].get_absolute_url(), shelf, "/en/catalogue/"):
        asked = statements(browser, path, "Basket, 6 pieces")
        assert len(asked) <= most, "\n".join(asked)
        assert not [sql for sql in asked if "offer_conditionaloffer" in sql]
        assert len([sql for sql in asked if "basket_" in sql]) == 1


def test_an_empty_basket_and_none(goods):
    browser = Client()
    with CaptureQueriesContext(connection) as asked:
        assert "Basket, 0 pieces" in browser.get("/en/").text
    assert not [one for one in asked if "basket_basket" in one["sql"]]

    browser.force_login(make_member())
    assert "Basket, 0 pieces" in browser.get("/en/").text


def test_a_basket_that_is_gone_is_forgotten(guest):
    """Then the pages are again those for everybody."""
    Basket.objects.update(status=Basket.SUBMITTED)

    answer = guest.get("/en/")

    assert "Basket, 0 pieces" in answer.text
    assert answer.cookies["oscar_open_basket"].value == ""
    assert guest.get("/en/")["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("cookie", ["nonsense", "1:forged", "x" * 500, "9" * 30])
def test_a_forged_cookie_shows_nobodys_basket(guest, cookie):
    stranger = Client()
    stranger.cookies["oscar_open_basket"] = cookie

    answer = stranger.get("/en/")

    assert (answer.status_code, "Basket, 0 pieces" in answer.text) == (200, True)
    assert answer.cookies["oscar_open_basket"].value == ""


def test_a_members_basket_is_not_a_guests(guest):
    """A cookie that once named it shows nothing of it."""
    Basket.objects.update(owner=make_member())

    assert "Basket, 0 pieces" in guest.get("/en/").text


def test_who_comes_in_with_a_basket_sees_both_at_once(guest, goods):
    mei = make_member()
    make_basket([(goods[5], 1)], owner=mei)
    guest.force_login(mei)

    assert "Basket, 7 pieces" in guest.get("/en/").text
    assert "Basket, 7 pieces" in guest.get("/en/").text


def test_what_was_just_added_is_counted(goods):
    add = {"product_id": goods[0].pk, "quantity": 4}
    sent = Client().post(reverse("basket:add"), add, headers={"hx-request": "true"})

    assert "Basket, 4 pieces" in sent.text
