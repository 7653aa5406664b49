"""A guest buys: with and without a script, on a phone, in both languages."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shop.forks.order.models import Order, OrderStatus
from shop.outbox.models import Message
from tests.factories import PASSWORD, make_member, make_product
from tests.faults.town import eventually
from tests.journeys.pages import DESKTOP, PHONE, Shopper

BOTH_LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def bowl(live_shop) -> int:
    """A bowl for 24.00, of which there are 9."""
    with live_shop.database():
        bowl = make_product("24.00", stock=9, title="Journey bowl")
        bowl.title_zh_hans = "旅途碗"
        bowl.save()
        return bowl.pk


def placed(live_shop, number: str) -> Order:
    with live_shop.database():
        return Order.objects.select_related("user").get(number=number)


def buy_as_guest(shopper: Shopper, product: int, *, email: str, **order: str) -> str:
    shopper.add(product, 2)
    shopper.open_basket()
    expect(shopper.line(product)).to_contain_text("48.00")
    shopper.check_out()
    shopper.give_contact(email=email)
    shopper.expect_total("52.90")
    return shopper.order(**order)


@BOTH_LANGUAGES
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_guest_buys(shopper, live_shop, bowl, language, viewport):
    shopper.language = language
    shopper.page.set_viewport_size(viewport)
    email = f"guest-{language}-{viewport['width']}@example.com"

    number = buy_as_guest(shopper, bowl, email=email)

    order = placed(live_shop, number)
    assert (order.guest_email, order.language) == (email, language)
    assert order.status == OrderStatus.AWAITING_PAYMENT
    assert str(order.total_incl_tax) == "52.90"
    expect(shopper.page.locator("main")).to_contain_text("52.90")
    with live_shop.database():
        told = Message.objects.filter(recipient=email, kind="order-placed")
        assert eventually(told.exists)


@BOTH_LANGUAGES
def test_a_guest_buys_without_a_script(
    shopper_without_script, live_shop, bowl, language
):
    shopper = shopper_without_script
    shopper.language = language
    email = f"plain-{language}@example.com"

    number = buy_as_guest(shopper, bowl, email=email, payment="on-delivery")

    order = placed(live_shop, number)
    assert (order.guest_email, order.status) == (email, OrderStatus.CONFIRMED)


def test_a_basket_without_a_script(shopper_without_script, bowl):
    shopper = shopper_without_script
    shopper.add(bowl)
    shopper.open_basket()
    line = shopper.line(bowl)
    line.locator("[name=quantity]").fill("3")
    line.locator("form[action$='/basket/update/'] button").last.click()
    expect(line).to_contain_text("72.00")

    line.locator("form[action$='/basket/remove/'] button").click()
    expect(line).to_have_count(0)
    shopper.page.locator(".toast form button").click()
    expect(line).to_contain_text("72.00")


def test_a_basket_changes_in_place(shopper, bowl):
    shopper.add(bowl)
    shopper.open_basket()
    line = shopper.line(bowl)
    line.locator("[data-step='1']").click()
    expect(line).to_contain_text("48.00")
    expect(shopper.page.locator("#basket-link .count")).to_have_text("2")

    # The keyboard keeps its place; what is removed hands it on to the heading.
    more = line.locator("[data-step='1']")
    more.press("Enter")
    expect(line).to_contain_text("72.00")
    expect(more).to_be_focused()
    line.locator("form[action$='/basket/remove/'] button").press("Enter")
    expect(line).to_have_count(0)
    expect(shopper.page.locator("main h1")).to_be_focused()
    shopper.page.locator(".toast form button").click()
    expect(line).to_contain_text("72.00")

    line.locator("form[action$='/basket/remove/'] button").click()
    expect(line).to_have_count(0)
    shopper.page.locator(".toast form button").click()
    expect(line).to_contain_text("72.00")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_shows_the_basket_and_the_visit_of_today(request, live_shop, bowl, script):
    """Pages that a browser keeps were made before the first piece, and the sign-in."""
    name = "shopper" if script else "shopper_without_script"
    shopper: Shopper = request.getfixturevalue(name)
    page = shopper.page
    account = page.locator(".header-tools a[href*='/account/']")
    with live_shop.database():
        make_member(10, email=f"back-{script}@example.com".lower(), at=timezone.now())
    for path in ("catalogue/", "points/how-it-works/", "search/"):
        shopper.visit(path)
        expect(account).to_have_attribute("href", re.compile("/sign-in/"))
    window = Shopper(page.context.new_page(), has_script=script)
    window.sign_in(f"back-{script}@example.com".lower(), PASSWORD)

    page.go_back()
    expect(account).not_to_have_attribute("href", re.compile("/sign-in/"))

    shopper.add(bowl)
    if script:
        expect(page.locator("#basket-link .count")).to_have_text("1")
    for _path in ("points/how-it-works/", "catalogue/"):
        page.go_back()
        expect(page.locator("#basket-link .count")).to_have_text("1")


def test_the_total_follows_the_delivery(shopper, bowl):
    shopper.add(bowl)
    shopper.open_basket()
    shopper.check_out()
    shopper.expect_total("28.90")

    shopper.page.locator("[name=delivery][value=pickup]").check()

    shopper.expect_total("24.00")
    expect(shopper.page.locator("[name=line1]")).to_be_hidden()


def test_a_mistyped_address_is_said_at_its_field(shopper, bowl):
    shopper.add(bowl)
    shopper.open_basket()
    shopper.check_out()
    page = shopper.page
    page.locator("[name=email]").fill("ada@")
    page.locator("#contact button").locator("visible=true").first.click()

    field = page.locator("[name=email]")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby")
    expect(page.locator(f"#{described.split()[-1]}")).to_be_visible()


def test_a_double_press_orders_once(shopper, live_shop, bowl):
    """S02: an impatient shopper gets one order."""
    email = "impatient@example.com"
    shopper.add(bowl)
    shopper.open_basket()
    shopper.check_out()
    shopper.give_contact(email=email)
    shopper.page.locator("[name=payment][value=bank-transfer]").check()

    shopper.page.locator("button[form=place]").locator("visible=true").first.dblclick()
    shopper.page.wait_for_url("**/checkout/thank-you/**")
    thanks = shopper.page.url
    shopper.page.go_back()
    with live_shop.database():
        assert Order.objects.filter(guest_email=email).count() == 1
    shopper.page.goto(thanks)
    expect(shopper.page.locator("main .order-number").first).to_be_visible()


def test_a_guest_joins_after_the_order(shopper, live_shop, bowl):
    number = buy_as_guest(shopper, bowl, email="joins@example.com")
    page = shopper.page
    page.locator("form[action$='/join/'] [name=password]").fill(PASSWORD)
    page.locator("form[action$='/join/'] button").click()
    page.wait_for_url(re.compile(rf"/account/orders/{number}/$"))

    assert placed(live_shop, number).user.email == "joins@example.com"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_member_uses_points(request, live_shop, bowl, script):
    """L30: the discount and the new total are seen before anything is ordered."""
    name = "shopper" if script else "shopper_without_script"
    shopper: Shopper = request.getfixturevalue(name)
    email = f"points-{script}@example.com".lower()
    with live_shop.database():
        make_member(3000, email=email, at=timezone.now())
    shopper.sign_in(email, PASSWORD)
    shopper.add(bowl, 2)
    shopper.open_basket()
    shopper.check_out()
    shopper.give_contact()
    shopper.expect_total("52.90")

    shopper.use_points(1000)
    shopper.expect_total("42.90")
    type_points_and_buy(shopper, 50)
    refusal = "#points-refusal .error, .banner[data-kind=danger]"
    expect(shopper.page.locator(refusal)).to_be_visible()

    # With a script the order waits for the answer about what was typed; without one
    # the new total is shown first.
    type_points_and_buy(shopper, 1500)
    if script:
        number = shopper.thanked()
    else:
        shopper.expect_total("37.90")
        number = shopper.order(payment="on-delivery")
    order = placed(live_shop, number)
    assert (order.points_redeemed, str(order.total_incl_tax)) == (1500, "37.90")


def type_points_and_buy(shopper: Shopper, points: int) -> None:
    """Type a number and press "Buy now", without leaving the field before."""
    shopper.page.locator("[name=payment][value=on-delivery]").check()
    shopper.page.locator("#points input[type=number]").fill(str(points))
    shopper.page.locator("button[form=place]").locator("visible=true").first.click()
