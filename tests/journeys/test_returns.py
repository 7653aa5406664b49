"""A member sends one of two pieces back, staff open the parcel, the member sees it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from loyalty import reading
from shop.forks.order.models import Order
from shop.identity import roles
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.returns.models import ReturnRequest
from tests.factories import (
    PASSWORD,
    make_basket,
    make_colleague,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.journeys.pages import DESKTOP, PHONE, Shopper, Staff
from tests.walk.looking import complaints


@pytest.fixture
def arrived(live_shop):
    """A member's order of two cups, paid in part with points, that has arrived."""
    with live_shop.database():
        member = make_member(5000, at=timezone.now())
        cup = make_product("12.50", title="Journey cup")
        order = place(
            make_basket([(cup, 2)], owner=member, points=500), at=timezone.now()
        )
        for step in (
            confirming.mark_paid,
            shipping.mark_shipped,
            shipping.mark_delivered,
        ):
            order = step(
                number=order.number, actor=make_order_desk(), at=timezone.now()
            )
        return order


@pytest.fixture
def desk(live_shop):
    with live_shop.database():
        return make_colleague(roles.ORDER_DESK)


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def ask_for_one(shopper: Shopper, order: Order) -> list[str]:
    """Ask for one piece; return what axe says on the way."""
    page = shopper.page
    shopper.visit(f"account/orders/{order.number}/")
    page.locator("main a[href$='/return/']").click()
    page.locator("main [data-stepper] [data-step='1']").first.click()
    found = complaints(page)
    assert fits(page)
    page.locator("main select").select_option("damaged")
    page.locator("main form button[data-kind=primary]").click()
    expect(page.locator("main [data-shows=total]")).to_have_text("€10.00")
    found += complaints(page)
    page.locator("main button[name=confirm]").click()
    page.wait_for_url(re.compile(r"/returns/R[0-9A-Z-]+/$"))
    return found + complaints(page)


def open_parcel(staff: Staff, number: str) -> list[str]:
    page = staff.page
    page.goto(f"/{staff.language}/staff/returns/?text={number}")
    found = complaints(page)
    page.locator("main a[href$='/receive/']").click()
    page.locator("main form[method=get] button[type=submit]").click()
    expect(page.locator("#settlement dd").first).to_have_text("€10.00")
    found += complaints(page)
    assert fits(page)
    page.locator("#settlement button[type=submit]").click()
    page.wait_for_url(f"**/staff/returns/{number}/")
    page.goto(f"/{staff.language}/staff/returns/")
    assert fits(page)
    return found + complaints(page)


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESKTOP), ("zh-hans", PHONE)],
    ids=["desktop", "phone"],
)
def test_one_of_two_pieces_comes_back(
    shopper, browser, base_url, live_shop, arrived, desk, language, viewport
):
    shopper.language = language
    shopper.page.set_viewport_size(viewport)
    shopper.sign_in(arrived.user.email, PASSWORD)
    found = ask_for_one(shopper, arrived)
    with live_shop.database():
        request = ReturnRequest.objects.get(order=arrived)
    own = shopper.page.url
    shopper.page.goto(f"{own}label/")
    found += complaints(shopper.page)

    context = browser.new_context(base_url=base_url, viewport=viewport)
    staff = Staff(context.new_page(), language)
    staff.sign_in(desk.email, PASSWORD)
    found += open_parcel(staff, request.number)
    context.close()

    shopper.page.goto(own)
    expect(shopper.page.locator(".timeline")).to_contain_text("€10.00")
    found += complaints(shopper.page)
    with live_shop.database():
        request.refresh_from_db()
        balance = reading.balance(member=arrived.user, at=timezone.now())
    assert request.state == ReturnRequest.State.SETTLED
    assert (balance.available, balance.pending) == (4750, 10)
    assert found == []


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", PHONE), ("zh-hans", DESKTOP)],
    ids=["phone", "desktop"],
)
def test_a_contract_is_withdrawn_from_in_two_steps(
    shopper, live_shop, arrived, language, viewport
):
    shopper.language = language
    page = shopper.page
    page.set_viewport_size(viewport)
    shopper.sign_in(arrived.user.email, PASSWORD)
    page.locator("footer a[href$='/account/withdraw/']").click()
    found = complaints(page)
    page.locator(f"main a[href*='{arrived.number}']").click()
    found += complaints(page)
    page.locator("main form button[data-kind=primary]").click()
    found += complaints(page)
    assert fits(page)
    page.locator("main button[name=confirm]").click()
    page.wait_for_url(re.compile(r"/returns/R[0-9A-Z-]+/$"))

    with live_shop.database():
        assert ReturnRequest.objects.get(order=arrived).is_withdrawal
    assert found == []
