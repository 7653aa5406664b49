"""What is needed is in sight on the narrowest screen, and no word widens a page."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from shop.forks.catalogue.models import Product
from shop.forks.order.models import Line
from shop.orders.paying import confirming
from tests.factories import (
    PASSWORD,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.journeys.pages import PHONE

LANGUAGES = ("en", "zh-hans")
NARROWEST = {"width": 320, "height": 640}
# As wide as what is printed on A4 between its margins.
SHEET = {"width": 658, "height": 900}
LONG_WORD = "Donaudampfschifffahrtskap"


def is_as_wide_as_the_screen(page: Page) -> bool:
    asked = "document.documentElement.scrollWidth"
    return page.evaluate(asked) <= page.viewport_size["width"]


def is_in_sight(page: Page, there: Locator) -> bool:
    box = there.bounding_box()
    right = page.viewport_size["width"]
    return bool(box) and box["x"] >= 0 and box["x"] + box["width"] <= right + 0.5


@pytest.fixture
def member(live_shop):
    with live_shop.database():
        return make_member(1_234_567, at=timezone.now())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", [NARROWEST, PHONE], ids=["320", "390"])
def test_f11_the_header_shows_basket_language_and_person(
    shopper, member, language, screen
):
    shopper.language = language
    page = shopper.page
    page.set_viewport_size(screen)
    tools = [
        page.locator(f".header {tool}")
        for tool in ("#basket-link", ".language", ".wordmark", "a.tool >> nth=0")
    ]

    shopper.visit()
    assert is_as_wide_as_the_screen(page)
    assert all(is_in_sight(page, tool) for tool in tools)

    shopper.sign_in(member.email, PASSWORD)
    assert is_as_wide_as_the_screen(page)
    assert all(is_in_sight(page, tool) for tool in tools)
    tabs = page.locator("nav.tabs a").all()
    assert len(tabs) == 8
    assert all(is_in_sight(page, tab) for tab in tabs)


def test_f14_the_language_link_is_called_what_it_shows(shopper):
    shopper.page.set_viewport_size(PHONE)
    shopper.visit()

    link = shopper.page.locator(".header .language")
    expect(link).to_have_accessible_name("中 简体中文")


def test_f14_after_an_error_the_focus_is_on_what_is_wrong(shopper):
    shopper.visit("account/register/")
    shopper.page.locator("main form button[data-kind=primary]").click()

    expect(shopper.page.locator("main [role=alert]")).to_be_focused()


def test_f52_a_long_word_does_not_widen_the_search(shopper, live_shop):
    with live_shop.database():
        make_product(title=f"{LONG_WORD}{LONG_WORD}")
    page = shopper.page
    for screen in (NARROWEST, PHONE):
        page.set_viewport_size(screen)
        for words in (LONG_WORD, f"{LONG_WORD}{LONG_WORD}", "W" * 60):
            shopper.visit(f"search/?q={words}")
            assert is_as_wide_as_the_screen(page), words


def test_f52_long_names_leave_the_money_on_the_sheet(shopper, live_shop, member):
    with live_shop.database():
        basket = make_basket([(make_product(), 2)], owner=member)
        order = place(basket, at=timezone.now())
        long = {"title": "M" * 55, "variant": f"Colour: {'W' * 40}"}
        Line.objects.filter(order=order).update(names={"en": long}, title="M" * 55)
        order = confirming.mark_paid(
            number=order.number, actor=make_order_desk(), at=timezone.now()
        )
        invoice = order.documents.get()
    page = shopper.page
    shopper.sign_in(member.email, PASSWORD)
    shopper.visit(f"account/orders/{order.number}/documents/{invoice.name}/")
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)

    assert is_as_wide_as_the_screen(page)
    assert is_in_sight(page, page.locator(".document-lines tbody td").last)
    shopper.visit(f"account/orders/{order.number}/")
    for screen in (NARROWEST, PHONE):
        page.set_viewport_size(screen)
        assert is_as_wide_as_the_screen(page)


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_f01_choosing_a_colour_brings_its_picture(
    shopper, shopper_without_script, live_shop, scripted
):
    visitor = shopper if scripted else shopper_without_script
    with live_shop.database():
        pictured = Product.objects.filter(images__isnull=False, parent__isnull=False)
        product = pictured.first().parent_id
    visitor.visit(f"catalogue/-_{product}/")
    page = visitor.page
    for choice in page.locator("[data-options] input[data-picture]:enabled").all():
        choice.check(force=True)
        shown = page.locator(
            f"figure[data-place='{choice.get_attribute('data-picture')}']"
        )
        stage = page.locator(".gallery-stage")
        expect(shown).to_be_in_viewport()
        page.wait_for_timeout(600)
        assert abs(shown.bounding_box()["x"] - stage.bounding_box()["x"]) < 2


def expect_suggestions(page: Page, *, are_open: bool) -> None:
    box = page.locator("#search-box")
    expect(box).to_have_attribute("aria-expanded", str(are_open).lower())
    expect(page.locator("#suggestions")).to_be_visible(visible=are_open)


def suggestions_are_of_what_came(page: Page) -> None:
    """An answer that failed, or never came, leaves none of what was asked before."""
    box, options = page.locator("#search-box"), page.locator("#suggestions")
    for typed, trouble in (("t", None), ("e", 500), ("a", None), ("p", "offline")):
        page.unroute_all()
        if trouble == 500:
            page.route("**/suggestions/**", lambda route: route.fulfill(status=500))
        page.context.set_offline(trouble == "offline")
        box.press_sequentially(typed)
        expect_suggestions(page, are_open=trouble is None)
    expect(options.get_by_role("option")).to_have_count(0)
    page.context.set_offline(False)
    box.press("Backspace")
    expect_suggestions(page, are_open=True)
    first = options.get_by_role("option").first
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    box.press("Escape")
    expect_suggestions(page, are_open=False)
    expect(box).to_have_value("tea")


def test_f03_what_does_not_arrive_is_said(shopper, live_shop):
    page = shopper.page
    shopper.visit("catalogue/")
    add = page.locator(".card-add button").first

    page.route("**/basket/add/", lambda route: route.fulfill(status=500, body="no"))
    add.click()
    expect(page.locator("[data-trouble]")).to_have_count(1)

    page.route("**/basket/add/", lambda route: route.abort())
    add.click()
    expect(page.locator("[data-trouble]")).to_have_count(1)
    page.unroute("**/basket/add/")

    suggestions_are_of_what_came(page)


def test_f03_a_second_tap_adds_no_second_piece(shopper, live_shop):
    page = shopper.page
    shopper.visit("catalogue/")
    form = page.locator(".card-add").first
    sent = []

    def slowly(route):
        sent.append(route.request)
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/basket/add/", slowly)
    form.locator("button").click()
    expect(form).to_have_attribute("aria-busy", "true")
    form.locator("button").click()
    expect(page.locator("#basket-link .count")).to_have_text("1")
    page.wait_for_timeout(300)

    assert len(sent) == 1
