"""What campaigns do for shoppers: promised on pages, earned by orders, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from loyalty import reading, reconciliation
from loyalty.campaigns.reading import budget_left
from shop.books import orders as books
from shop.forks.basket.models import Basket
from shop.freshness.epochs import at_one_epoch, forget
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.placing import pricing
from shop.orders.undoing import cancelling
from shop.returns import taking_back
from shop.rewards import campaigns, display, once
from shop.rewards.settlement import points_to_earn
from shop.storefront.turning import next_turn
from tests.factories import (
    NOW,
    apply_offers,
    make_basket,
    make_category,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.loyalty.campaigns import running

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SINCE = NOW - timedelta(days=3)


@pytest.fixture
def member():
    return make_member()


def paid(member, *goods, at=NOW):
    order = place(make_basket(goods, owner=member), at=at)
    confirming.mark_paid(
        number=order.number, actor=make_order_desk(), at=at + timedelta(hours=1)
    )
    return order


def delivered(order):
    desk = make_order_desk()
    shipping.mark_shipped(number=order.number, actor=desk, at=LATER)
    shipping.mark_delivered(number=order.number, actor=desk, at=LATER)
    return order


def bring_back(order, reference, **pieces):
    lines = list(order.lines.order_by("pk"))
    return taking_back.take_back(
        number=order.number,
        actor=make_order_desk(),
        quantities={lines[int(at[1:])].pk: count for at, count in pieces.items()},
        reason="",
        restock=True,
        reference=reference,
        received_at=LATER,
    )


def kept(order):
    earned = reading.accrued(member=order.user, reference=order.number)
    return [share.kept for share in earned.shares]


def in_order(at=LATER):
    return [*reconciliation.differences(), *books.differences(at=at)]


def test_an_order_earns_what_its_pages_promised(member):
    """F48, L14: by the campaigns of when it was placed, whenever it is paid."""
    make_category("tea")
    running(since=SINCE, amount="per-unit", rate=Decimal(2), labels=["tea"])
    running(since=SINCE, rate=Decimal(9), ends_at=NOW + timedelta(minutes=1))
    running(since=NOW + timedelta(minutes=1), rate=Decimal(500))

    order = paid(
        member,
        (make_product("12.50", categories=["tea"]), 1),
        (make_product("30.00"), 1),
    )

    assert kept(order) == [42, 25, 9]
    assert in_order() == []


def test_what_comes_back_is_taken_of_each_share(member):
    """L16: pieces as well as money count for what remains."""
    product = make_product("10.00")
    week = running(
        since=SINCE,
        amount="per-piece",
        rate=Decimal(7),
        products=[product.pk],
        budget=100,
    )
    order = delivered(paid(member, (product, 3), (make_product("5.00"), 1)))
    assert kept(order) == [35, 21]
    bring_back(order, "one", l0=1)
    assert kept(order) == [25, 14]
    assert in_order() == []
    bring_back(order, "more", l0=2, l1=1)

    assert kept(order) == [0, 0]
    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 100}
    assert in_order() == []


def test_a_cancelled_order_keeps_nothing(member):
    week = running(since=SINCE, budget=100)
    order = paid(member, (make_product("10.00"), 1))

    cancelling.cancel(
        number=order.number, actor=make_order_desk(), reason="Gone", cancelled_at=LATER
    )

    assert kept(order) == [0, 0]
    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 100}
    assert in_order() == []


def test_the_books_know_what_an_order_should_have_kept(member):
    running(since=SINCE)
    order = paid(member, (make_product("10.00"), 2))
    order.lines.update(refunded=Decimal(10), returned_quantity=1)

    found = list(books.differences(at=LATER))

    assert [(one.what, one.said, one.found) for one in found] == [
        ("points earned and kept", 30, 40)
    ]


def test_only_a_first_order_earns_a_welcome(member):
    running(since=SINCE, rate=Decimal(100), first_order_only=True)
    product = make_product("10.00")
    basket = apply_offers(make_basket([(product, 1)], owner=member))
    assert display.points_for_basket(basket) == 110
    Basket.objects.all().delete()

    first = paid(member, (product, 1))
    second = paid(member, (product, 1), at=NOW + timedelta(minutes=1))

    assert kept(first) == [10, 100]
    assert reading.accrued(member=member, reference=second.number).granted == 10
    basket = apply_offers(make_basket([(product, 1)], owner=member))
    assert display.points_for_basket(basket) == 10


@pytest.fixture
def week():
    """A campaign of now, as pages ask by the clock."""
    return running(since=timezone.now() - timedelta(minutes=1))


def test_pages_say_what_a_campaign_adds(client, week, member):
    product = make_product("36.99")
    client.force_login(member)

    for language, said in (
        ("en", "20 points of them from “Tea week”"),
        ("zh-hans", "其中 20 积分来自“茶周”活动"),
    ):
        with translation.override(language):
            shown = client.get(product.get_absolute_url(), follow=True)
        text = shown.content.decode()
        assert said in text
        assert "+56" in text
    client.post("/en/basket/add/", {"product_id": product.pk, "quantity": 1})
    basket = client.get("/en/basket/").content.decode()
    assert "20 points of them from “Tea week”" in basket


def test_an_order_and_its_statement_say_what_a_campaign_added(client, week, member):
    now = timezone.now()
    order = paid(member, (make_product("30.00"), 1), at=now)
    client.force_login(member)

    shown = client.get(f"/en/account/orders/{order.number}/").content.decode()
    assert "20 points of them from “Tea week”" in shown
    statement = client.get("/en/points/").content.decode()
    assert "“Tea week” adds 20 points." in statement


def test_a_campaign_that_begins_by_the_clock_turns_the_pages():
    now = timezone.now()
    running(since=now - timedelta(minutes=1), ends_at=now + timedelta(minutes=30))
    assert next_turn(at=now) == now + timedelta(minutes=30)

    tomorrow = timezone.localtime(now + timedelta(days=1))
    noon = tomorrow.replace(hour=12, minute=0, second=0, microsecond=0)
    running(since=now - timedelta(minutes=1), from_hour=13, until_hour=14)
    for at, turn in ((noon, 13), (noon.replace(hour=13), 14)):
        assert campaigns.next_change(after=at) == at.replace(hour=turn)


def test_two_hundred_campaigns_cost_a_list_two_queries_at_most():
    """Each of twenty products is asked about, and the database twice."""
    now = timezone.now() - timedelta(minutes=1)
    for number in range(200):
        running(since=now, rate=Decimal(number + 1), products=[number])

    def shown():
        once.begin_request()
        try:
            with at_one_epoch(), CaptureQueriesContext(connection) as asked:
                points = [
                    display.points_for(
                        price=Decimal("5.00"), labels=(), product=product
                    )
                    for product in range(20)
                ]
            return points, len(asked)
        finally:
            once.end_request()

    forget()
    points, asked = shown()
    assert points == [5 + number + 1 for number in range(20)]
    # The epoch, the rules; and the campaigns with their steps.
    assert asked == 2 + 2
    assert shown() == (points, 1)


def test_of_two_orders_of_one_moment_one_is_the_first(member):
    running(since=SINCE, rate=Decimal(50), first_order_only=True)
    tea = make_product("10.00")

    first, second = (
        place(make_basket([(tea, 1)], owner=member), at=NOW) for _order in range(2)
    )

    assert [points_to_earn(order=one) for one in (first, second)] == [60, 10]


def test_pieces_that_points_bought_earn_nothing():
    """One cent in money makes none of twenty pieces; pages, orders and books agree."""
    member = make_member(19_099)
    mug = make_product("9.55")
    running(since=SINCE, amount="per-piece", rate=Decimal(50), products=[mug.pk])
    basket = make_basket([(mug, 20)], owner=member, points=19_099)
    read = pricing.read_basket(basket_id=basket.pk, shopper=member, at=NOW)
    promised = display.points_for_basket(read)
    order = place(basket, at=NOW)

    assert order.lines.get().line_price_incl_tax == Decimal("0.01")
    assert promised == points_to_earn(order=order) == 0
