"""Staff do their part in a real browser: paid, shipped, delivered, one piece back."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from loyalty import reading
from shop.demo.crowd import PASSWORD
from shop.forks.order.models import Order, OrderStatus
from shop.identity.roles import ORDER_DESK, give_role
from shop.payments.models import Refund
from shop.users.models import User
from tests import factories
from tests.factories import make_basket, make_member, make_product, make_user, place
from tests.journeys.pages import DESKTOP, PHONE
from tests.walk.looking import complaints

# One that is part of the machine, and knows its owner.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def cast(live_shop):
    """The manager, a member with points, and the member's order of two cups."""
    with live_shop.database():
        manager = User.objects.get(email="manager@demo.example")
        member = make_member(5000, at=timezone.now())
        cup = make_product("12.50", title="Journey cup")
        basket = make_basket([(cup, 2)], owner=member, points=500)
        order = place(basket, at=timezone.now() - timedelta(minutes=5))
        yield manager, member, order


def sign_in(page: Page, email: str, *, language: str = "en") -> None:
    page.goto(f"/{language}/staff/")
    page.locator("main input[name=username], main input[name=email]").fill(email)
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main form").first.locator("button[data-kind=primary]").click()
    page.wait_for_url(lambda url: urlsplit(url).path == f"/{language}/staff/")


def hidden_entries(page: Page, width: int, height: int) -> list[str]:
    """What of the menu does not lie on the screen while its group is the open one."""
    page.set_viewport_size({"width": width, "height": height})
    button = page.locator(".staff-menu")
    if button.is_visible():
        button.click()
    groups = page.locator("#staff-nav details")
    found = []
    for nth in range(groups.count()):
        groups.evaluate_all(
            "(groups, nth) => groups.forEach((one, at) => one.open = at === nth)", nth
        )
        found += _off_the_screen(page)
    page.keyboard.press("Escape")
    return found


def _off_the_screen(page: Page) -> list[str]:
    return page.locator("#staff-nav :is(summary, a)").evaluate_all(
        """entries => entries.filter(entry => {
            if (entry.closest('details:not([open])') && entry.matches('a')) return false
            const nav = entry.closest('nav').getBoundingClientRect()
            const at = entry.getBoundingClientRect()
            return !at.height || at.top < nav.top || at.bottom > nav.bottom + 1
                || at.left < 0 || at.right > innerWidth
        }).map(entry => entry.textContent)"""
    )


def refreshed(live_shop, order: Order) -> Order:
    with live_shop.database():
        return Order.objects.select_related("payment").get(pk=order.pk)


def go(page: Page, group: str, entry: str) -> None:
    """Follow an entry of the menu, whose group may have to be opened."""
    link = page.get_by_role("link", name=entry, exact=True)
    if not link.is_visible():
        page.locator("#staff-nav summary", has_text=group).click()
    link.click()


def open_order(page: Page, order: Order) -> None:
    go(page, "Orders", "Orders")
    page.get_by_label("Number, e-mail, name, postcode, goods or parcel").fill(
        order.number
    )
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=order.number).click()


def carry_to_delivery(page: Page, live_shop, order: Order) -> None:
    for button, status in (
        ("Mark as paid", OrderStatus.CONFIRMED),
        ("Mark as shipped", OrderStatus.SHIPPED),
        ("Mark as delivered", OrderStatus.DELIVERED),
    ):
        if button == "Mark as paid":
            page.get_by_label("Amount that came").fill(str(order.total_incl_tax))
            page.get_by_label("Reference").fill("Statement 12")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_have_count(0)
        assert refreshed(live_shop, order).status == status


def take_one_piece_back(page: Page) -> None:
    page.get_by_role("link", name="Take pieces back").click()
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Show what goes back").click()
    settlement = page.locator("#settlement")
    expect(settlement).to_contain_text("€10.00")
    expect(settlement).to_contain_text("250")
    page.get_by_label("Reason").fill("The handle is chipped")
    page.get_by_role("button", name="Take them back").click()
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible()


def pay_refund_out(page: Page, order: Order) -> None:
    go(page, "Money", "Refunds")
    row = page.get_by_role("row").filter(has_text=order.number)
    row.get_by_role("button", name="Mark as paid out").click()
    page.get_by_role("button", name="€10.00 has been paid out").click()
    expect(page.get_by_text("The refund is marked as paid out.")).to_be_visible()
    expect(row).to_have_count(0)


def test_staff_carry_an_order_to_its_return(page, live_shop, cast):
    manager, member, order = cast
    sign_in(page, manager.email)
    for size in ((390, 844), (1366, 768), (1280, 720)):
        assert hidden_entries(page, *size) == [], "F22"

    open_order(page, order)
    carry_to_delivery(page, live_shop, order)
    take_one_piece_back(page)
    pay_refund_out(page, order)

    with live_shop.database():
        assert Refund.objects.get(payment__order=order).paid_out_at
        # 4500 were left after the order, half of the 500 used are back; 20 were
        # earned by what was paid in money, 10 of them by the piece that stays.
        balance = reading.balance(member=member, at=timezone.now())
    assert (balance.available, balance.pending) == (4750, 10)
    go(page, "The shop", "Log")
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("Refund paid out")
    expect(newest).to_contain_text(manager.email)


def test_an_order_is_marked_paid_on_a_phone_in_chinese(page, live_shop, cast):
    manager, _member, order = cast
    page.set_viewport_size(PHONE)
    sign_in(page, manager.email, language="zh-hans")

    page.goto(f"/zh-hans/staff/orders/{order.number}/")
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(wide)
    form = page.locator(f"form[action$='/{order.number}/paid/']")
    form.locator("[name=amount]").fill(str(order.total_incl_tax))
    form.locator("[name=reference]").fill("对账单 12")
    form.locator("button").click()
    expect(page.locator(f"form[action$='/{order.number}/shipped/']")).to_be_visible()
    assert refreshed(live_shop, order).status == OrderStatus.CONFIRMED


def test_points_are_adjusted_and_the_member_reads_why(page, live_shop, cast):
    manager, member, _order = cast
    sign_in(page, manager.email)

    page.goto(f"/en/staff/members/{member.pk}/adjust/")
    page.get_by_label("Points", exact=True).fill("120")
    page.get_by_label("Reason").fill("For the late parcel")
    page.get_by_role("button", name="Adjust", exact=True).click()

    expect(page.get_by_text("For the late parcel").first).to_be_visible()
    with live_shop.database():
        balance = reading.balance(member=member, at=timezone.now())
    assert balance.available == 4620


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESKTOP), ("zh-hans", PHONE)],
    ids=["desktop", "phone"],
)
def test_points_are_extended_after_a_look_at_the_new_date(
    page, live_shop, cast, language, viewport
):
    manager, member, _order = cast
    until = timezone.localdate() + timedelta(days=500)
    page.set_viewport_size(viewport)
    sign_in(page, manager.email, language=language)
    page.goto(f"/{language}/staff/members/{member.pk}/")

    page.locator("main a[href$='/extend/']").click()
    found = complaints(page)
    page.locator("main form[method=get] input[type=checkbox]").first.check()
    page.locator("[name=until]").first.fill(until.isoformat())
    page.locator("main form[method=get] button").click()
    expect(page.locator("#preview tbody tr")).to_have_count(1)
    found += complaints(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.locator("#preview [name=reason]").fill("For the lost parcel")
    page.locator("#preview button").click()

    expect(page.get_by_text("For the lost parcel").first).to_be_visible()
    assert found == []
    with live_shop.database():
        [lot] = reading.open_lots(member=member, at=timezone.now())
    assert lot.last_valid_date == until


def test_staff_work_without_scripts(browser, base_url, live_shop, cast):
    manager, _member, order = cast
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    try:
        page = context.new_page()
        sign_in(page, manager.email)
        page.goto(f"/en/staff/orders/{order.number}/cancel/")
        page.get_by_label("Reason").fill("Ordered twice")
        page.get_by_role("button", name="Cancel the order").click()
        expect(page.get_by_text("Cancelled").first).to_be_visible()
    finally:
        context.close()
    assert refreshed(live_shop, order).status == OrderStatus.CANCELLED


@pytest.fixture
def clerk(live_shop):
    """Whom no demo excuses from the second step."""
    with live_shop.database():
        person = make_user()
        give_role(person=person, role=ORDER_DESK)
        return person


def give_password(page: Page, orders: str, person: User) -> None:
    page.goto(orders)
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.locator("main form button[data-kind=primary]").click()


def expect_sound(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert complaints(page) == []


def test_a_clerk_adds_a_passkey_and_uses_it(page: Page, live_shop, clerk):
    """F27: with the authenticator of the browser, at a name that has passkeys."""
    orders = f"{live_shop.url.replace('127.0.0.1', 'localhost')}/en/staff/orders/"
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    give_password(page, orders, clerk)
    expect_sound(page, "Add an authenticator app")
    page.get_by_role("button", name="Add a passkey").click()
    expect_sound(page, "Add a passkey")
    page.get_by_role("button", name="Make the passkey").click()
    expect_sound(page, "Your recovery codes")
    page.get_by_role("link", name="I have kept them: go on").click()
    page.wait_for_url(orders)
    page.goto(orders.replace("staff/orders", "account/security"))
    expect_sound(page, "Security")
    page.goto(orders)
    page.get_by_role("button", name="Sign out").first.click()

    give_password(page, orders, clerk)
    expect_sound(page, "Second step")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(orders)
