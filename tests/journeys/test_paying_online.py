"""A guest pays with the test card, is declined first, gives up, comes back.

The payment service is simulated; its page belongs to no language of the shop.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.forks.order.models import Order, OrderStatus
from tests.factories import make_product
from tests.journeys.pages import DESKTOP, PHONE, Shopper
from tests.servers.live import LiveShop
from tests.walk.looking import complaints

GOOD, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"


@pytest.fixture
def bowl(live_shop) -> int:
    """A bowl for 24.00."""
    with live_shop.database():
        return make_product("24.00", stock=9, title="Paid bowl").pk


def buy(shopper: Shopper, product: int) -> None:
    """Press the button that buys, and arrive at the page of the service."""
    shopper.add(product)
    shopper.open_basket()
    shopper.check_out()
    shopper.give_contact(email="payer@example.com")
    shopper.page.locator("[name=payment][value=online]").check()
    shopper.page.locator("button[form=place]").locator("visible=true").first.click()
    shopper.page.wait_for_url("**/pay/cs_test_**")


def pay(page: Page, number: str) -> None:
    page.locator("[name=number]").fill(number)
    page.locator("[name=method][value=card]").click()


def latest(live_shop: LiveShop) -> Order:
    with live_shop.database():
        return Order.objects.filter(guest_email="payer@example.com").latest("pk")


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESKTOP), ("zh-hans", PHONE)],
    ids=["desktop", "phone"],
)
def test_a_guest_pays_with_the_test_card(shopper, live_shop, bowl, language, viewport):
    shopper.language = language
    page = shopper.page
    page.set_viewport_size(viewport)
    buy(shopper, bowl)
    found = complaints(page)

    pay(page, DECLINED)
    expect(page.get_by_role("alert")).to_be_visible()
    found += complaints(page)
    page.get_by_role("link").click()  # back to the shop, unpaid
    page.wait_for_url("**/checkout/pay/*/")
    found += complaints(page)

    page.locator("main form button[data-kind=primary]").first.click()
    page.wait_for_url("**/pay/cs_test_**")
    pay(page, GOOD)
    page.wait_for_url("**/checkout/thank-you/**", timeout=30_000)

    order = latest(live_shop)
    assert order.status == OrderStatus.CONFIRMED
    assert order.paid_at <= timezone.now()
    assert found == []


def test_the_page_that_waits_is_accessible(shopper, live_shop, bowl):
    """Nobody pays here, so it waits."""
    found = []
    page = shopper.page
    buy(shopper, bowl)
    number = latest(live_shop).number

    for shopper.language in ("en", "zh-hans"):
        shopper.visit(f"checkout/pay/{number}/return/")
        expect(page.get_by_role("status").first).to_be_visible()
        found += complaints(page)

    assert found == []


def test_a_guest_without_a_script_pays(shopper_without_script, live_shop, bowl):
    shopper = shopper_without_script
    page = shopper.page
    buy(shopper, bowl)
    pay(page, GOOD)
    # The page renews itself until the word has come.
    page.wait_for_url("**/checkout/thank-you/**", timeout=30_000)

    assert latest(live_shop).status == OrderStatus.CONFIRMED
