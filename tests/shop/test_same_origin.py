"""A form without a token is taken from our own pages only (docs/adr/0032)."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.forks.basket.models import Line
from shop.storefront.same_origin import is_same_origin
from tests.factories import make_product

HOST = "testserver"
HERE = "http://testserver"


@pytest.mark.parametrize(
    ("site", "origin", "taken"),
    [
        ("same-origin", None, True),
        ("same-origin", "null", True),
        ("none", None, True),
        # Whoever is told by the browser is not asked what the origin looks like.
        ("same-site", HERE, False),
        ("cross-site", HERE, False),
        ("", HERE, False),
        ("SAME-ORIGIN", None, False),
        (None, HERE, True),
        (None, "http://TestServer", True),
        (None, "https://evil.example", False),
        (None, "http://testserver.evil.example", False),
        (None, "http://testserver:8000", False),
        (None, "http://shop@testserver", False),
        (None, "null", False),
        (None, "", False),
        (None, "http://[", False),
        (None, None, False),
    ],
)
def test_what_a_browser_says_of_a_form(site, origin, taken):
    assert is_same_origin(site=site, origin=origin, host=HOST) is taken


def test_nowhere_is_not_here():
    assert not is_same_origin(site=None, origin="null", host="")


@pytest.fixture
def strict(db):
    """A browser without cookies that has asked for nothing yet."""
    return Client(enforce_csrf_checks=True)


def add(browser: Client, **headers: str) -> int:
    sent = {"product_id": make_product().pk, "quantity": 1}
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(reverse("basket:add"), sent, headers=told).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin", "origin": HERE},
        {"sec_fetch_site": "same-origin", "hx_request": "true"},
        {"origin": HERE},
    ],
    ids=["browser", "htmx", "not encrypted"],
)
def test_our_own_pages_fill_the_basket(strict, headers):
    """Without a script, with htmx, and where Sec-Fetch-Site is not sent."""
    assert add(strict, **headers) in {200, 302}
    assert Line.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site", "origin": "https://evil.example"},
        {"sec_fetch_site": "same-site", "origin": "http://blog.testserver"},
        {"sec_fetch_site": "cross-site", "origin": HERE},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"hx_request": "true", "origin": "https://evil.example"},
        {"referer": f"{HERE}/en/"},
    ],
)
def test_others_do_not(strict, headers):
    assert add(strict, **headers) == 403
    assert not Line.objects.exists()


def test_behind_a_proxy_the_host_is_the_shops_own(strict, settings):
    """As docker/Caddyfile hands it on: host and scheme of what was asked for."""
    settings.ALLOWED_HOSTS = ["shop.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    handed_on = {"host": "shop.example", "x_forwarded_proto": "https"}

    assert add(strict, **handed_on, origin="https://shop.example") == 302
    assert add(strict, **handed_on, origin="https://other.example") == 403


def test_who_has_a_token_needs_no_header(strict):
    page = strict.get(reverse("customer:login"))
    token = page.context["csrf_token"]
    sent = {"product_id": make_product().pk, "quantity": 1}

    for given, status in ((str(token), 302), ("x" * 64, 403)):
        form = sent | {"csrfmiddlewaretoken": given}
        assert strict.post(reverse("basket:add"), form).status_code == status


@pytest.mark.parametrize("name", ["customer:logout", "basket:update", "customer:login"])
def test_all_other_forms_keep_their_token(strict, name):
    sent = strict.post(reverse(name), headers={"sec-fetch-site": "same-origin"})
    assert sent.status_code == 403
