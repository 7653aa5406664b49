"""F31: what browsers are told beside the page, and whom to tell of a hole."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import Error, Warning
from django.test import Client, override_settings

from shop.embedded.fingerprints import ROOT
from shop.operations import checks
from shop.operations.security_txt import write
from tests.factories import make_user

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HELD = (
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "OSCAR_BASKET_COOKIE_OPEN",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "OSCAR_BASKET_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
)
ASK = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in %r}))
"""


def settings_of(site: str, **told: str) -> dict:
    """What a shop at this address has, which starts anew."""
    told |= {"DJANGO_SETTINGS_MODULE": "shop.settings", "SITE_URL": site}
    said = subprocess.run(
        [sys.executable, "-c", ASK % (HELD,)],
        cwd=ROOT,
        env=os.environ | told,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def encrypted():
    return settings_of("https://shop.example")


@pytest.mark.django_db
def test_cookies_are_of_this_very_host_where_there_is_https(encrypted):
    """__Host-: Secure, the whole site, and no Domain, or browsers refuse them."""
    with override_settings(**encrypted):
        browser = Client()
        browser.force_login(make_user())
        browser.get("/en/account/sign-in/", secure=True)
        browser.get("/en/account/", secure=True)

    for name in ("__Host-sessionid", "__Host-csrftoken"):
        cookie = browser.cookies[name]
        assert (cookie["path"], cookie["secure"]) == ("/", True)
        assert not cookie["domain"]
    assert encrypted["OSCAR_BASKET_COOKIE_OPEN"] == "__Host-oscar_open_basket"


@pytest.mark.django_db
def test_hosts_below_are_to_be_encrypted_too_unless_it_is_said(encrypted):
    with override_settings(**encrypted):
        answer = Client().get("/healthz", secure=True)

    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    other = settings_of("https://shop.example", HSTS_SUBDOMAINS="0")
    assert not other["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_without_https_cookies_have_their_usual_names():
    plain = settings_of("http://127.0.0.1:8000")

    assert plain["SESSION_COOKIE_NAME"] == "sessionid"
    assert plain["SECURE_HSTS_SECONDS"] == 0
    assert not plain["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/en/account/sign-in/", "/en/none/", "/healthz", "/en/basket/add/"]
)
def test_no_page_may_use_the_devices_eyes_and_ears(client, path):
    policy = client.get(path)["Permissions-Policy"]

    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))
    # Passkeys stay possible.
    assert "publickey" not in policy


def test_nobody_is_named_unless_the_settings_do(client, db):
    answer = client.get("/.well-known/security.txt")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain")


def test_whom_to_tell_of_a_hole(client, db, settings):
    settings.SECURITY_TXT_CONTACT = [
        "security@shop.example",
        "https://shop.example/hole",
    ]
    settings.SECURITY_TXT_EXPIRES = "2999-06-30"

    answer = client.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == (
        "Contact: mailto:security@shop.example\n"
        "Contact: https://shop.example/hole\n"
        "Expires: 2999-06-30T00:00:00Z\n"
        "Preferred-Languages: en, zh-Hans\n"
        "Canonical: http://testserver/.well-known/security.txt\n"
    )


@pytest.mark.parametrize(
    ("contacts", "expires"),
    [
        ([], "2999-01-01"),
        (["a@shop.example"], ""),
        (["a@shop.example"], "soon"),
        (["a@shop.example"], "2026-03-01"),
        (["a@shop.example"], "2026-03-01T13:00:00+01:00"),
    ],
)
def test_a_word_that_does_not_hold_is_not_given(contacts, expires):
    named = {"languages": ["en"], "site": "https://shop.example"}

    assert write(contacts=contacts, expires=expires, at=NOON, **named) == ""


@pytest.mark.parametrize(
    ("days", "kinds"), [(None, [Error]), (-1, [Warning]), (29, [Warning]), (31, [])]
)
def test_who_runs_the_shop_is_told_that_it_runs_out(settings, days, kinds):
    settings.SECURITY_TXT_CONTACT = ["security@shop.example"]
    settings.SECURITY_TXT_EXPIRES = (
        "" if days is None else (datetime.now(UTC) + timedelta(days=days)).isoformat()
    )

    assert list(map(type, checks.security_txt_is_in_force())) == kinds
