"""F07: doors that lead somewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.requests import methods_of
from tests.addresses import addresses
from tests.factories import PASSWORD, make_country, make_member, make_product

pytestmark = pytest.mark.django_db

# What takes no key, and shows something to a member with something in the basket.
PAGES = (
    "home",
    "basket:summary",
    "checkout:index",
    "search:search",
    "points:statement",
    "points:how",
    "customer:summary",
    "customer:order-list",
    "customer:order-find",
    "customer:address-list",
    "customer:address-create",
    "customer:business",
    "customer:profile-view",
    "customer:withdraw-find",
)


@pytest.fixture
def full(client):
    """A visitor with something in the basket."""
    make_country("DE")
    bought = {"product_id": make_product("30.00").pk, "quantity": 1}
    client.post(reverse("basket:add"), bought)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_f07_head_works_wherever_get_does(full, name):
    full.force_login(make_member())
    full.post(reverse("basket:add"), {"product_id": make_product().pk, "quantity": 1})
    address = reverse(name)

    assert full.get(address).status_code == 200
    assert full.head(address).status_code == 200


def test_f07_no_page_answers_get_and_not_head():
    """Of every address: what allows GET allows HEAD."""
    client = Client()
    for address in without_keys():
        answer = client.options(address)
        allowed = answer.headers.get("Allow", "GET, HEAD")
        assert "GET" not in allowed or "HEAD" in allowed, address


def test_what_takes_no_form_says_so_and_not_of_cookies():
    """Token or not, a page that only reads answers 405 and what it takes."""
    stranger = Client(enforce_csrf_checks=True, headers={"Accept": "text/html"})
    told = 0
    for each in addresses():
        taken = methods_of(each.pattern.callback)
        if taken is None or "POST" in taken or each.arguments or ":" not in each.name:
            continue
        for method in ("POST", "PUT", "FOO"):
            answer = stranger.generic(method, reverse(each.name))
            assert answer.status_code == 405, each.name
            assert set(answer["Allow"].split(", ")) >= {"GET"}, each.name
        told += 1
    assert told > 60


def without_keys() -> list[str]:
    """Every address of our own pages that takes no key."""
    ours = ("basket:", "checkout:", "customer:", "points:", "staff:", "search:")
    found = [
        reverse(each.name)
        for each in addresses()
        if each.name.startswith(ours) and not each.arguments
    ]
    assert len(found) > 30
    return found


@pytest.mark.parametrize("form", ["profile-update", "change-email", "change-password"])
@pytest.mark.parametrize(
    "came_from", ["profile-view", "profile-update", "", "elsewhere"]
)
def test_f07_a_form_sent_signed_out_leads_to_a_page(client, form, came_from):
    """The page may itself be the answer to a form that was sent before."""
    member = make_member()
    referer = (
        {
            "": "",
            "elsewhere": "https://elsewhere.example/",
        }.get(came_from)
        if came_from in ("", "elsewhere")
        else (f"http://testserver{reverse(f'customer:{came_from}')}")
    )
    sent = client.post(reverse(f"customer:{form}"), headers={"Referer": referer})
    signed_in = client.post(
        sent["Location"], {"username": member.email, "password": PASSWORD}
    )

    back = "profile-view" if came_from == "profile-view" else "summary"
    assert signed_in["Location"] == reverse(f"customer:{back}")
    assert client.get(signed_in["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["customer:logout", "basket:add", "points:request"])
def test_f07_signing_in_never_leads_to_what_takes_only_forms(client, name):
    member = make_member()
    answer = client.post(
        reverse("customer:login", query={"next": reverse(name)}),
        {"username": member.email, "password": PASSWORD},
    )

    assert client.get(answer["Location"]).status_code == 200


FOR_FORMS = {
    each.name: each
    for each in sorted(addresses(), key=lambda each: each.name)
    if each.takes_only_forms
}


@pytest.mark.parametrize("name", FOR_FORMS)
def test_f07_an_address_for_forms_leads_to_the_page_above(client, name):
    """Whoever switches the language of a refused form, or opens it again."""
    path = reverse(name, kwargs=dict.fromkeys(FOR_FORMS[name].arguments, "1"))
    for language in ("en", "zh-hans"):
        asked = path.replace("/en/", f"/{language}/", 1)
        answer = client.get(asked, headers={"Accept": "text/html"})

        assert answer.status_code == 302
        above = answer["Location"]
        assert above != asked
        assert asked.startswith(above)
        assert client.get(above, follow=True).status_code in {200, 404}


def test_f07_what_can_be_led_nowhere_says_so(client):
    path = reverse("webhook", args=["stripe"])
    answer = client.get(path, headers={"Accept": "text/html"})

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "only takes what a form" in answer.text
    for_machines = client.get(reverse("basket:add"), headers={"Accept": "text/plain"})
    assert for_machines.status_code == 405


def test_f07_without_cookies_the_page_names_them():
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("basket:add"), {"product_id": 1, "quantity": 1})
    assert answer.status_code == 403
    assert "cookies" in answer.text

    client.get(reverse("customer:login"))
    answer = client.post(reverse("basket:add"), {"product_id": 1, "quantity": 1})
    assert "open for too long" in answer.text
