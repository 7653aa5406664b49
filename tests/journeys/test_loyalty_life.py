"""A member's points, from the first order to a return: earned, used, given back.

Two teapots for 120.00 earn 120 points. Of these 117 lower the price of two cups
from 25.00 to 23.83, which earns 23, and 5 by the tier that the teapots brought, as
does free delivery. One cup comes back: 11.91 in money and 58 points go back, for
11.92 and 59 points stay spent on the other; 11.92 earns 11 and 2, so 15 of the 28
are taken back.
"""

import itertools
import re
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect

from loyalty import policy, reading, reconciliation, why
from loyalty.campaigns import reviewing
from loyalty.missions import reviewing as ending
from loyalty.models import CampaignVersion, MissionVersion, Posting
from shop.account.templatetags.account import address_link
from shop.books import orders
from shop.forks.order.models import Order, OrderStatus
from shop.identity import roles
from shop.orders.fulfilling import shipping
from shop.users.models import User
from tests.factories import PASSWORD, make_colleague, make_member, make_product
from tests.journeys.pages import DESKTOP, PHONE, Shopper, Staff

CHINESE = re.compile("[\u4e00-\u9fff]")
_numbers = itertools.count(1)


@pytest.fixture
def teapot(live_shop) -> int:
    with live_shop.database():
        # No offer of the demo's lowers its price.
        return make_product("60.00", title="Journey teapot", is_discountable=False).pk


@pytest.fixture
def cup(live_shop) -> int:
    with live_shop.database():
        return make_product("12.50", title="Journey cup").pk


@pytest.fixture
def manager(live_shop) -> User:
    """Somebody who has ended the demo's campaigns and missions.

    So the rule gives points here, and from the second order on the tier.
    """
    with live_shop.database():
        manager = make_colleague(roles.MANAGER)
        for pk in CampaignVersion.objects.values_list("campaign", flat=True).distinct():
            with suppress(reviewing.NotApproved):
                reviewing.end_campaign(
                    campaign_id=pk,
                    actor=manager,
                    ended_at=timezone.now(),
                    reason="The rule alone",
                )
        for pk in MissionVersion.objects.values_list("mission", flat=True).distinct():
            with suppress(ending.NotApproved):
                ending.end_mission(
                    mission_id=pk,
                    actor=manager,
                    ended_at=timezone.now(),
                    reason="The rule alone",
                )
        return manager


@pytest.fixture
def staff_page(browser, base_url):
    """A window of its own, where nobody else is signed in."""
    context = browser.new_context(base_url=base_url)
    yield context.new_page()
    context.close()


def buy_two(shopper: Shopper, product: int) -> None:
    """Go as far as the last page before the order."""
    shopper.add(product, 2)
    shopper.open_basket()
    shopper.check_out()
    shopper.give_contact()


def expect_balance(shopper: Shopper, *, to_use: str, pending: str) -> None:
    shopper.open_statement()
    expect(shopper.page.locator(".big-number")).to_have_text(to_use)
    with translation.override(shopper.language):
        label = translation.gettext("Pending")
    shown = shopper.page.locator(f"dt:text-is('{label}') + dd")
    if pending:
        expect(shown).to_contain_text(pending)
    else:
        expect(shown).to_have_count(0)


def let_the_return_window_pass(live_shop, number: str, manager: User) -> None:
    """Record the delivery as of a month ago.

    The staff page says that it is now, and nobody can wait two weeks for points.
    """
    with live_shop.database():
        a_month_ago = timezone.now() - timedelta(days=30)
        shipping.mark_delivered(number=number, actor=manager, at=a_month_ago)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_points_live_from_an_order_to_a_return(
    shopper, staff_page, live_shop, teapot, cup, manager, language, viewport
):
    """L12, L16, L18, L30: exact to the last cent and point, on every page."""
    shopper.language = language
    staff = Staff(staff_page, language)
    for page in (shopper.page, staff_page):
        page.set_viewport_size(viewport)
    email = f"life{next(_numbers)}@example.com"
    shopper.register(name="Mei Lin", email=email, password=PASSWORD)
    with live_shop.database(), translation.override(language):
        link = address_link(User.objects.get(email=email).pk)
    shopper.confirm(link)
    staff.sign_in(manager.email, PASSWORD)

    first = earn_120_points(shopper, staff, teapot)
    expect_balance(shopper, to_use="0", pending="120")
    let_the_return_window_pass(live_shop, first, manager)
    expect_balance(shopper, to_use="120", pending="")

    buy_two(shopper, cup)
    choose_117_points(shopper)
    second = shopper.order()
    expect(shopper.page.locator("main")).to_contain_text("€23.83")
    take_one_back(staff, second)
    expect_balance(shopper, to_use="61", pending="13")
    assert shopper.statement() == told(live_shop, language, first, second)
    assert_settled_exactly(live_shop, second)


def earn_120_points(shopper: Shopper, staff: Staff, product: int) -> str:
    """Buy for 120.00 in money, up to the parcel's leaving; return the number."""
    buy_two(shopper, product)
    shopper.expect_total("120.00")
    expect(shopper.page.locator("#summary")).to_contain_text("+120")
    number = shopper.order()
    staff.open_order(number)
    staff.mark("paid")
    staff.mark("shipped")
    return number


def choose_117_points(shopper: Shopper) -> None:
    """Move the slider; what it does is seen at once, without another page."""
    shopper.expect_points(discount="0.00", left="120", total="25.00")
    shopper.page.evaluate("window.isStillThere = true")

    shopper.slide_points("End")
    shopper.expect_points(discount="1.20", left="0", total="23.80")
    for _one_less in range(3):
        shopper.slide_points("ArrowLeft")

    shopper.expect_points(discount="1.17", left="3", total="23.83")
    assert shopper.page.evaluate("window.isStillThere")


def take_one_back(staff: Staff, number: str) -> None:
    """Carry an order to its end, then take back one of its two pieces."""
    staff.open_order(number)
    for step in ("paid", "shipped", "delivered"):
        staff.mark(step)
    assert staff.preview_return_of_one() == ["€11.91", "58", "15"]
    staff.take_back(reason="The handle is chipped")


def told(live_shop, language: str, first: str, second: str) -> list[tuple[str, str]]:
    """Each step's points and words, order by order, the last order on top."""
    with live_shop.database():
        rule = policy.current_rule(at=timezone.now())
        shares = dict(
            Posting.objects.filter(
                account_id=Order.objects.get(number=second).user_id,
                shares__isnull=False,
            ).values_list("kind", "shares")
        )
        delivered = {
            order.number: timezone.localdate(order.delivered_at)
            for order in Order.objects.filter(number__in=(first, second))
        }
    euro = {"currency": "EUR"}
    earned = euro | {"rule": rule.earning}
    window = {"days": rule.return_window_days}
    kept = euro | {"remaining_base": Decimal("11.92"), "due": 11}

    def scheduled(number):
        reason = why.scheduled_at_delivery(
            order=number, delivered_on=delivered[number], **window
        )
        return ("", reason)

    steps = [
        ("−117", why.held_for_order(order=second)),
        ("", why.redeemed_on_order(order=second, discount=Decimal("1.17"), **euro)),
        (
            "+28",
            why.order_earned(
                order=second,
                base=Decimal("23.83"),
                shares=shares["accrual"],
                **earned,
            ),
        ),
        scheduled(second),
        ("+58", why.given_back(order=second)),
        (
            "−15",
            why.revoked_on_return(
                order=second,
                rule_version=rule.version,
                shares=shares["revocation"],
                **kept,
            ),
        ),
        # Its delivery was recorded as of a month ago.
        scheduled(first),
        ("", why.Why("matured", {"order": first})),
        ("+120", why.order_earned(order=first, base=Decimal("120.00"), **earned)),
    ]
    with translation.override(language):
        texts = [(points, reason.text()) for points, reason in steps]
    is_chinese = [bool(CHINESE.search(text)) for _points, text in texts]
    assert is_chinese == [language == "zh-hans"] * len(texts)
    return texts


def assert_settled_exactly(live_shop, number: str) -> None:
    with live_shop.database():
        order = Order.objects.select_related("payment", "user").get(number=number)
        line = order.lines.get()
        balance = reading.balance(member=order.user, at=timezone.now())
        assert reconciliation.differences() == []
        assert list(orders.differences(at=timezone.now())) == []
    assert order.status == OrderStatus.DELIVERED
    assert (line.line_price_incl_tax, line.points_redeemed) == (Decimal("23.83"), 117)
    assert (line.refunded, line.points_restored) == (Decimal("11.91"), 58)
    assert order.payment.captured == Decimal("23.83")
    assert order.payment.refunded == Decimal("11.91")
    assert (balance.available, balance.pending, balance.owed) == (61, 13, 0)


def test_points_are_chosen_without_a_script(shopper_without_script, live_shop, cup):
    """A plain form; a wrong number gets a page that says so, and a second try."""
    shopper = shopper_without_script
    page = shopper.page
    email = f"life{next(_numbers)}@example.com"
    with live_shop.database():
        make_member(120, email=email, at=timezone.now())
    shopper.sign_in(email, PASSWORD)
    buy_two(shopper, cup)
    shopper.expect_points(discount="0.00", left="120", total="29.90")

    page.locator("#points [name=points]").evaluate("field => field.max = ''")
    shopper.use_points(121)
    expect(page.locator("main [role=alert]")).to_contain_text("You have 120 points")
    page.locator("main [name=points]").fill("117")
    page.locator("main form button").first.click()

    page.wait_for_url("**/checkout/review/")
    shopper.expect_points(discount="1.17", left="3", total="28.73")
    number = shopper.order(payment="on-delivery")
    with live_shop.database():
        order = Order.objects.get(number=number)
    assert (order.points_redeemed, order.total_incl_tax) == (117, Decimal("28.73"))
