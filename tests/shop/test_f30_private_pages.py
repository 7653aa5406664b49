"""F30: what is made for one person is stored by nobody."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from shop.orders.paying import confirming
from tests.addresses import addresses
from tests.factories import (
    NOW,
    PASSWORD,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)

pytestmark = pytest.mark.django_db
PRIVATE = "private, no-store"

# All that anybody may keep. What is not named here is for one person.
PUBLIC = {
    "catalogue:category",
    "catalogue:detail",
    "catalogue:index",
    "home",
    "offer:detail",
    "points:how",
    "search:search",
    "search:suggestions",
    "styleguide",
    "texts:text",
    "texts:version",
}
# Files in which nothing is of whoever asks: for who is signed in, too.
EVERYBODYS = {
    "machines:manifest",
    "machines:merchant",
    "machines:new-goods",
    "machines:sitemap",
    "robots",
    "sitemap-index",
}
# Its own answer says how fresh it is.
NEVER_KEPT = {"healthz"}


def answer(client, name):
    try:
        return client.get(reverse(name))
    except NoReverseMatch:
        return None


def kept(response):
    return response.headers.get("Cache-Control")


@pytest.mark.parametrize("who", ["visitor", "member", "staff"])
def test_f30_every_address_is_private_but_for_those_named_here(client, who):
    """F30: over all addresses that take no key; what they answer does not matter."""
    if who != "visitor":
        staff = make_staff("order.view_order", "loyalty.view_account")
        client.force_login(staff if who == "staff" else make_member())
    asked = {
        each.name: response
        for each in addresses()
        if is_asked(each.name, who) and (response := answer(client, each.name))
    }
    assert len(asked) > 20

    public = EVERYBODYS | (PUBLIC if who == "visitor" else set())
    for name, response in asked.items():
        if name not in NEVER_KEPT:
            assert (kept(response) == PRIVATE) == (name not in public), name


def is_asked(name, who):
    """Of all; each page that is drawn only once."""
    of_staff = name.startswith(("admin:", "dashboard:", "staff:"))
    return who == "visitor" or of_staff == (who == "staff")


def test_f30_the_names_of_what_is_public_are_names_of_pages():
    """F30: and addresses that take a key are judged by the same names."""
    assert {each.name for each in addresses()} >= PUBLIC | EVERYBODYS | NEVER_KEPT


def test_f30_what_belongs_to_an_order_is_private(client):
    """F30: its pages and papers, for guests too, and where there is none."""
    order = place(make_basket([(make_product(), 1)]))
    confirming.mark_paid(number=order.number, actor=make_order_desk(), at=NOW)
    for door in ("order-find", "withdraw-find"):
        found = {"number": order.number, "email": "guest@example.com"}
        assert kept(client.post(reverse(f"customer:{door}"), found)) == PRIVATE
    document = order.documents.get().name

    for name, *keys in (
        ("customer:order", order.number),
        ("customer:document", order.number, document),
        ("customer:return-ask", order.number),
        ("customer:withdraw", order.number),
        ("customer:cancel", order.number),
        ("checkout:pay", order.number),
        ("checkout:thank-you", order.number),
        ("customer:order", "NO-SUCH"),
    ):
        response = client.get(reverse(name, args=keys))
        assert kept(response) == PRIVATE, (name, response.status_code)


def test_f30_lists_that_staff_download_are_private(client):
    """F30"""
    client.force_login(make_staff("order.view_order"))

    response = client.get(reverse("staff:orders-file"))
    assert (response.status_code, kept(response)) == (200, PRIVATE)


def test_f30_forms_that_are_refused_are_private():
    """F30: a stale form, a method that is not taken, a password reset."""
    strict = Client(enforce_csrf_checks=True)
    assert kept(strict.post(reverse("basket:add"))) == PRIVATE
    assert kept(Client().get(reverse("basket:add"))) == PRIVATE
    reset = reverse("password-reset-confirm", args=["MQ", "no-token"])
    assert kept(Client().get(reset)) == PRIVATE


def test_f30_a_visitors_shop_can_be_kept_and_a_members_cannot(client):
    """F30: the header of each page says what a member has."""
    mei, page = make_member(), reverse("home")
    assert kept(client.get(page)) == "public, no-cache"

    sent = {"username": mei.email, "password": PASSWORD}
    client.post(reverse("customer:login"), sent)
    assert kept(client.get(page)) == PRIVATE
    assert kept(client.get("/en/no-such-page/")) == PRIVATE

    client.post(reverse("customer:logout"))
    assert kept(client.get(page)) == "public, no-cache"
