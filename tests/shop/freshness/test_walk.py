"""Never one person's page to another (docs/adr/0032)."""

import re
from datetime import timedelta

import pytest
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.storefront import views
from shop.storefront.kept_pages import pages
from tests.factories import make_basket, make_member, make_product, make_staff
from tests.shop.freshness.conftest import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tea, now):
    """Each with points, a basket, or rights of their own; and nobody."""
    mei = make_member(7_777_777, email="mei@example.com", first_name="Mei", at=now)
    bob = make_member(3_333_333, email="bob@example.com", first_name="Bob", at=now)
    make_basket([(make_product(title="Mug"), 7)], owner=mei)
    make_basket([(make_product(title="Jug"), 3)], owner=bob)
    staff = make_staff("order.view_order", email="sue@example.com")
    known = {}
    for name, person in {"mei": mei, "bob": bob, "sue": staff}.items():
        known[name] = Client()
        known[name].force_login(person)
    guest = Client()
    guest.post(reverse("basket:add"), {"product_id": tea.pk, "quantity": 2})
    return known | {"guest": guest, "nobody": Client()}


@pytest.fixture
def now():
    return timezone.now() - timedelta(hours=1)


# What only their own pages say: no key and no price is as long as their points.
TELLS = {
    "mei": r"7,777,777|Basket, 7 pieces",
    "bob": r"3,333,333|Basket, 3 pieces",
    "sue": r"Staff pages",
    "guest": r"Basket, 2 pieces",
}
TOKEN = "csrfmiddlewaretoken"


def test_a_walk_as_one_then_another_then_nobody_and_back(people, tea):
    walk = ["mei", "nobody", "bob", "guest", "nobody", "sue", "mei", "nobody", "guest"]
    seen: dict[tuple[str, str], str] = {}

    for path in addresses(tea):
        for name in walk:
            answer = people[name].get(path)
            text = answer.text
            assert answer.status_code == 200
            for other, tells in TELLS.items():
                shows = bool(re.search(tells, text))
                is_own = other == name and path.startswith("/en/")
                assert shows == is_own or path.startswith("/zh"), (path, name, other)
            if name == "nobody":
                assert TOKEN not in text
                # Whose language it is not is told by a cookie.
                is_public = answer["Cache-Control"] == "public, no-cache"
                assert is_public == (not answer.cookies)
                assert is_public or path.startswith("/zh")
                assert seen.setdefault((name, path), text) == text
            else:
                assert "public" not in answer["Cache-Control"], (path, name)


def test_somebodys_page_is_neither_kept_nor_answered_from_what_is(people, tea):
    for name, browser in people.items():
        if name != "nobody":
            for path in addresses(tea):
                browser.get(path)
    assert pages.size == 0

    for path in addresses(tea):
        people["nobody"].get(path)
    kept = pages.size
    assert kept > 0
    for path in addresses(tea):
        people["mei"].get(path)
    assert pages.size == kept


def test_what_is_not_here_is_one_page_for_everybody(people, tea):
    """And for somebody with a visit a page of their own, in between."""
    walk = ["mei", "nobody", "bob", "guest", "nobody", "sue", "nobody"]
    seen = set()
    for place, name in enumerate(walk):
        answer = people[name].get(f"/en/nowhere-{place}/?q={place}")
        assert answer.status_code == 404
        for other, tells in TELLS.items():
            assert bool(re.search(tells, answer.text)) == (other == name), name
        if name == "nobody":
            seen.add(answer.text)

    assert len(seen) == 1
    assert "nowhere" not in seen.pop()


def test_who_guesses_addresses_costs_one_question(
    visitor, tea, django_assert_num_queries
):
    visitor.fresh("/en/first/")
    with django_assert_num_queries(1):
        visitor.fresh("/en/second/")
    visitor.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in visitor.get("/en/third/").text
    chinese = visitor.fresh("/zh-hans/fourth/")
    assert '<html lang="zh-Hans"' in chinese.text
    assert 'href="/en/"' in chinese.text


def test_who_has_just_been_told_something_sees_a_page_of_their_own(people, tea, client):
    client.get("/en/")
    add = {"product_id": tea.pk, "quantity": 0}
    client.post(reverse("basket:add"), add, headers={"hx-request": "true"})
    client.cookies["messages"] = "something"

    assert "public" not in client.get("/en/")["Cache-Control"]


def test_a_page_with_a_token_is_not_kept(visitor, tea, monkeypatch):
    """By mistake, say: it would be the token of whoever came first."""
    render = views.render

    def render_with_token(request, *rest, **more):
        get_token(request)
        return render(request, *rest, **more)

    monkeypatch.setattr(views, "render", render_with_token)
    visitor.get("/en/account/sign-in/")  # has a cookie of an earlier page

    assert "public" not in visitor.get("/en/")["Cache-Control"]
    assert pages.size == 0


def test_a_page_with_a_nonce_is_not_kept(visitor, tea, monkeypatch):
    render = views.render

    def render_with_nonce(request, *rest, **more):
        str(request.csp_nonce)
        return render(request, *rest, **more)

    monkeypatch.setattr(views, "render", render_with_nonce)

    assert "public" not in visitor.get("/en/")["Cache-Control"]
    assert pages.size == 0
