"""F42: while the database is away every page says so, and asks to come back."""

import pytest
import stripe
from django.conf import settings
from django.test import Client
from lxml import html

from tests.payment_services import entry
from tests.servers.live import switched_to

LOGIN = "/en/account/sign-in/"
SAID = {"en": "Back in a moment", "zh-Hans": "马上回来"}


@pytest.fixture
def browser(django_db_blocker):
    with django_db_blocker.unblock(), switched_to(NAME="no_such_database"):
        yield Client(raise_request_exception=False)


def expect_away(answer) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "headers", "cookies", "language"),
    [
        ("/en/", {}, {}, "en"),
        ("/zh-hans/", {"accept-language": "en"}, {}, "zh-Hans"),
        ("/admin/", {"accept-language": "zh-CN"}, {"sessionid": "a" * 32}, "zh-Hans"),
        (
            "/admin/",
            {},
            {"django_language": "zh-hans", "sessionid": "a" * 32},
            "zh-Hans",
        ),
        ("/en/no-such-page/", {}, {}, "en"),
        ("/en/search/?q=tea", {}, {}, "en"),
        ("/en/basket/", {}, {"sessionid": "a" * 32}, "en"),
        ("/en/account/", {}, {"sessionid": "a" * 32}, "en"),
        ("/en/staff/", {}, {"sessionid": "a" * 32}, "en"),
        ("/zh-hans/account/register/", {}, {}, "zh-Hans"),
    ],
)
def test_a_page_says_so_in_the_readers_language(
    browser, path, headers, cookies, language
):
    browser.cookies.load(cookies)

    answer = browser.get(path, headers=headers)

    expect_away(answer)
    page = html.fromstring(answer.text)
    assert page.get("lang") == language
    assert page.findtext(".//h1") == SAID[language]
    assert page.xpath("//main//a/@href") == [path]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_in_the_chosen_theme(browser, theme):
    browser.cookies["theme"] = theme

    assert f'data-theme="{theme}"' in browser.get("/en/").text


def test_a_form_says_so_and_offers_no_address_to_go_to(browser):
    answer = browser.post("/en/basket/add/", {"product_id": 1})

    expect_away(answer)
    assert html.fromstring(answer.text).xpath("//main//a") == []


@pytest.mark.parametrize(
    "headers", [{"hx-request": "true"}, {"accept": "application/json"}]
)
def test_a_script_hears_so(browser, headers):
    answer = browser.get("/en/basket/", headers=headers)

    expect_away(answer)
    assert answer.json() == {"error": "unavailable"}


def test_news_of_a_payment_is_to_be_told_again(browser, settings):
    settings.PAYMENT_PROVIDERS = {"stripe": entry()}
    event = (
        '{"id": "evt_1", "type": "refund.updated", "data": {"object": {"id": "re_1"}}}'
    )
    sign = stripe.WebhookSignature.generate_signature_header

    answer = browser.post(
        "/payments/stripe/webhook",
        event,
        content_type="application/json",
        headers={"stripe-signature": sign(event, "whsec_nothing")},
    )

    expect_away(answer)


@pytest.fixture
def only_reading(django_db_setup, django_db_blocker):
    """A server that recovers, or is no longer the first: it takes nothing."""
    options = settings.DATABASES["default"]["OPTIONS"]
    reading = options | {"options": "-c default_transaction_read_only=on"}
    with django_db_blocker.unblock(), switched_to(OPTIONS=reading):
        yield


def test_what_cannot_be_written_just_now_can_be_sent_again(only_reading):
    browser = Client(raise_request_exception=False)
    assert browser.get(LOGIN).status_code == 200

    answer = browser.post(LOGIN, {"username": "mei@example.com", "password": "x"})

    expect_away(answer)


def test_a_mistake_of_the_shop_is_none_of_the_databases(only_reading, monkeypatch):
    monkeypatch.setattr("shop.storefront.views.front_tiles", lambda request: 1 / 0)

    assert Client(raise_request_exception=False).get("/en/").status_code == 500
