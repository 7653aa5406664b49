"""axe-core finds nothing to complain about on the main pages, by day and by night.

`make axe` looks at all of them.
"""

import pytest
from django.utils import timezone

from shop.forks.catalogue.models import Product
from shop.identity import roles
from shop.orders.paying import confirming
from shop.rewards.desk import merging
from tests.factories import (
    PASSWORD,
    make_basket,
    make_colleague,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.journeys.pages import DESKTOP, PHONE, Staff
from tests.walk.looking import complaints


def pages_of(live_shop, member) -> list[str]:
    """F14: the numbers in a list of orders, and the goods in one, are headings."""
    with live_shop.database():
        number = member.orders.get().number
    return ["points/?on=2026-01-31", "account/orders/", f"account/orders/{number}/"]


@pytest.fixture
def member(live_shop):
    """A member with points to use and an order that used some."""
    with live_shop.database():
        member = make_member(5000, at=timezone.now())
        cup = make_product("12.50", title="Journey cup")
        basket = make_basket([(cup, 2)], owner=member, points=500)
        place(basket, at=timezone.now())
        return member


@pytest.fixture
def desk(live_shop):
    with live_shop.database():
        return make_colleague(roles.MANAGER)


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESKTOP), ("zh-hans", PHONE)],
    ids=["desktop", "phone"],
)
def test_axe_finds_nothing_where_people_shop(
    shopper, live_shop, member, language, viewport
):
    shopper.language = language
    page = shopper.page
    page.set_viewport_size(viewport)
    with live_shop.database():
        product = Product.objects.browsable().filter(images__isnull=False).first()
        category = product.get_categories().first()
    at_category = f"catalogue/category/{category.slug}_{category.pk}/"
    at_product = f"catalogue/-_{product.pk}/"
    found = []

    for path in ("", at_category, at_product):
        shopper.visit(path)
        found += complaints(page)
    shopper.sign_in(member.email, PASSWORD)
    shopper.add(product.pk)
    for step in (shopper.open_basket, shopper.check_out, shopper.give_contact):
        step()
        found += complaints(page)
    shopper.open_statement()
    found += complaints(page)
    for path in pages_of(live_shop, member):
        shopper.visit(path)
        found += complaints(page)
    with live_shop.database():
        order = confirming.mark_paid(
            number=member.orders.get().number,
            actor=make_order_desk(),
            at=timezone.now(),
        )
        invoice = order.documents.get()
    shopper.visit(f"account/orders/{order.number}/documents/{invoice.name}/")
    found += complaints(page)

    assert found == []


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESKTOP), ("zh-hans", PHONE)],
    ids=["desktop", "phone"],
)
def test_axe_finds_nothing_where_staff_work(
    page, live_shop, member, desk, language, viewport
):
    page.set_viewport_size(viewport)
    with live_shop.database():
        order = member.orders.get()
        merge = merging.propose_merge(
            closing=make_member(60, at=timezone.now()),
            surviving=member,
            reason="The same person",
            actor=make_staff("loyalty.merge_accounts"),
            proposed_at=timezone.now(),
        )
    staff = Staff(page, language)
    staff.sign_in(desk.email, PASSWORD)
    found = complaints(page)
    staff.open_order(order.number)
    found += complaints(page)
    for path in (
        "orders/?status=shipped&order=-points_redeemed",
        "stock/?level=all",
        "delivery/",
        "log/",
        "outstanding/",
        "stock/",
        "refunds/",
        f"members/{merge.closing_id}/",
        f"members/{merge.closing_id}/merge/?email={member.email}",
        "members/merges/",
        f"members/merges/{merge.pk}/",
    ):
        page.goto(f"/{language}/staff/{path}")
        found += complaints(page)

    assert found == []
