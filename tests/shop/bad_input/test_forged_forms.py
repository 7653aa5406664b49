"""Forms that are not ours, or are out of date."""

import pytest
from django.test import Client
from django.utils.translation import gettext as _
from lxml import html

from tests.shop.bad_input.world import expect_page

pytestmark = pytest.mark.django_db


def stale_form() -> str:
    return _(
        "This form was open for too long, or it did not come from our page. Nothing "
        "has changed. Go back, reload the page and send it again."
    )


FORMS = {
    "basket:add": {"product_id": 1, "quantity": 1},
    "points:request": {"points": "500"},
    "checkout:place": {"payment": "on-delivery"},
    "customer:profile-update": {"name": "Eve", "language": "en"},
    "customer:login": {"username": "mei@example.com", "password": "guess"},
}


@pytest.mark.parametrize("token", ["", "x" * 64], ids=["missing", "forged"])
@pytest.mark.parametrize("name", FORMS)
def test_a_forged_form_changes_nothing(world, language, name, token):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.mei)
    browser.get(world.url("basket:summary"))
    before = world.state()

    sent = FORMS[name] | {"csrfmiddlewaretoken": token}
    response = browser.post(world.url(name), sent)

    assert response.status_code == 403
    expect_page(response, language, stale_form)
    assert world.state() == before


def test_a_form_from_before_signing_in_changes_nothing(world, language):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(world.url("customer:login"))
    token = html.fromstring(page.text).xpath("//input[@name='csrfmiddlewaretoken']")[0]
    sent = {"points": "500", "csrfmiddlewaretoken": token.get("value")}
    browser.cookies.clear()  # signing in gives new ones
    browser.force_login(world.mei)
    browser.get(world.url("basket:summary"))
    before = world.state()

    response = browser.post(world.url("points:request"), sent)

    assert response.status_code == 403
    expect_page(response, language, stale_form)
    assert world.state() == before
