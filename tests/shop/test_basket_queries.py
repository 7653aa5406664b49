"""S14: what basket and checkout cost does not grow with lines or offers."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.forks.basket.models import Basket
from shop.forks.catalogue.models import Product
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.forks.order.models import Order
from tests.factories import (
    make_basket,
    make_category,
    make_country,
    make_member,
    make_offer,
    make_product,
    make_variant,
    make_voucher,
)
from tests.loyalty.tiers import ladder

pytestmark = pytest.mark.django_db
STATEMENTS = {
    "guest": {"basket": 3, "add": 8, "quick add": 9, "review": 7, "place": 29},
    "member": {"basket": 6, "add": 9, "quick add": 10, "review": 9, "place": 33},
}
WAY = {
    "guest": {
        "product": 1,
        "add": 7,
        "added": 3,
        "basket": 3,
        "contact": 3,
        "decide": 6,
        "review": 6,
        "place": 29,
        "thanks": 6,
    },
    "member": {
        "product": 7,
        "add": 9,
        "added": 6,
        "basket": 6,
        "use": 8,
        "points": 6,
        "contact": 8,
        "decide": 9,
        "review": 8,
        "place": 33,
        "thanks": 10,
    },
}
# What the whole of it may cost at most, its transactions included.
MOST = {"guest": 100, "member": 125}
# What a page for browsing asks for who has a basket; design: at most 9.
BROWSING = {
    "guest": {"product": 5, "variants": 5, "list": 4},
    "member": {"product": 7, "variants": 7, "list": 6},
}
CONTACT = {
    "email": "ada@example.com",
    "delivery": "standard",
    "name": "Ada",
    "line1": "Markt 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def make_offers(number: int) -> None:
    """So many offers of a few percent on what is in the category `food`."""
    for percent in range(1, number + 1):
        products = Range.objects.create(name=f"{percent}")
        products.included_categories.add(make_category("food"))
        ConditionalOffer.objects.create(
            name=f"{percent} % off",
            exclusive=False,
            max_user_applications=1000,
            condition=Condition.objects.create(
                range=products, type=Condition.COUNT, value=Decimal(1)
            ),
            benefit=Benefit.objects.create(
                range=products, type=Benefit.PERCENTAGE, value=Decimal(percent)
            ),
        )


def make_visitor(lines: int, *, member: bool) -> Client:
    client = Client()
    contents = [(make_product("12.00"), 1) for _line in range(lines)]
    if member:
        owner = make_member(5000, at=timezone.now() - timedelta(hours=1))
        make_basket(contents, owner=owner, points=500)
        client.force_login(owner)
    for product, _quantity in () if member else contents:
        client.post(reverse("basket:add"), {"product_id": product.pk, "quantity": 1})
    return client


def count(request: Callable[[], HttpResponse], *, status: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert request().status_code == status
    return len(captured)


def walk(*, lines: int, member: bool) -> dict[str, int]:
    """Go from the basket to the order and count the statements of each step."""
    client = make_visitor(lines, member=member)
    one_more = {"product_id": make_product("3.00").pk, "quantity": 1}
    add = reverse("basket:add")
    client.get(reverse("basket:summary"))  # what is kept until goods change again
    counted = {
        "basket": count(lambda: client.get(reverse("basket:summary")), status=200),
        "add": count(lambda: client.post(add, one_more), status=302),
        "quick add": count(
            lambda: client.post(add, one_more, headers={"HX-Request": "true"}),
            status=200,
        ),
    }
    client.post(reverse("checkout:index"), CONTACT)
    review = reverse("checkout:review")
    counted["review"] = count(lambda: client.get(review), status=200)
    quote = re.search(r'name="quote" value="([^"]+)"', client.get(review).text)[1]
    sent = {"payment": "bank-transfer", "quote": quote}
    counted["place"] = count(
        lambda: client.post(reverse("checkout:place"), sent), status=302
    )
    return counted


@pytest.mark.parametrize("shopper", ["guest", "member"])
def test_the_way_to_an_order_costs_the_same_for_any_basket(shopper):
    """Oscar: 156 for a basket of 10 lines with 5 offers, 265 to place 10 lines."""
    make_country("DE")
    make_offers(5)
    member = shopper == "member"
    walk(lines=1, member=member)  # what a process reads only once
    few = walk(lines=1, member=member)
    many = walk(lines=10, member=member)

    assert many == STATEMENTS[shopper]
    assert many == few


@pytest.mark.parametrize("shopper", ["guest", "member"])
def test_the_whole_way_from_the_shelf_to_the_thanks(shopper):
    """Vendure: 280 statements for a guest's order of one line, Oscar 407."""
    make_country("DE")
    make_offers(5)
    product = make_product("12.00")

    points = 500 if shopper == "member" else 0

    for _time in range(2):  # what a process reads only once is read the first time
        client = make_visitor(0, member=bool(points))
        counted = take_the_whole_way(client, product, points=points)

    assert counted == WAY[shopper]
    assert sum(counted.values()) <= MOST[shopper]


def test_a_tier_costs_a_member_nothing_more():
    """What is held is read with the balance, the ladder by each process once."""
    make_country("DE")
    make_offers(5)
    ladder(at=timezone.now() - timedelta(days=3))
    product = make_product("12.00")

    for _time in range(2):  # what a process reads only once is read the first time
        client = make_visitor(0, member=True)
        counted = take_the_whole_way(client, product, points=500)

    assert counted == WAY["member"]
    assert Order.objects.latest("pk").tier.code == "leaf"


def take_the_whole_way(
    client: Client, product: Product, *, points: int
) -> dict[str, int]:
    """As a browser goes, the pages it is sent to included."""
    counted: dict[str, int] = {}
    index, place = reverse("checkout:index"), reverse("checkout:place")

    def ask(step: str, path: str, **sent: object) -> HttpResponse:
        with CaptureQueriesContext(connection) as captured:
            page = client.post(path, sent) if sent else client.get(path)
        assert page.status_code == (302 if sent else 200)
        counted[step] = len(captured)
        return page

    ask("product", product.get_absolute_url())
    added = ask("add", reverse("basket:add"), product_id=product.pk, quantity=1)
    ask("added", added.url)
    ask("basket", reverse("basket:summary"))
    if points:
        ask("points", ask("use", reverse("points:request"), points=points).url)
    ask("contact", index)
    review = ask("review", ask("decide", index, **CONTACT, saved="new").url).text
    named = {
        name: re.search(rf'name="{name}" value="([^"]+)"', review)[1]
        for name in ("quote", "decided")
    }
    ask("thanks", ask("place", place, payment="bank-transfer", **named).url)
    return counted


@pytest.mark.parametrize("shopper", ["guest", "member"])
def test_50_lines_of_all_kinds_20_offers_and_vouchers_cost_no_more(shopper):
    """Oscar: 1,201 statements for 50 lines and 20 offers."""
    make_offers(20)
    first, *others = ConditionalOffer.objects.filter(name__endswith="% off")
    first.combinations.set(others)
    tee = make_product()
    contents = [
        *((make_product("12.00"), 1) for _line in range(25)),
        *((make_variant(tee, "8.00"), 1) for _line in range(25)),
    ]
    client = Client()
    owner = None
    if shopper == "member":
        owner = make_member(5000, at=timezone.now() - timedelta(hours=1))
        client.force_login(owner)
        make_basket(contents, owner=owner, points=500)
    else:
        for product, _quantity in contents:
            client.post(
                reverse("basket:add"), {"product_id": product.pk, "quantity": 1}
            )
    for code in ("SUN", "MOON"):
        voucher = make_voucher(code)
        make_offer("Absolute", "1.00", voucher=voucher)
        Basket.objects.get(owner=owner).vouchers.add(voucher)
    page = reverse("basket:summary")
    client.get(page)

    # The vouchers, their offers, and what those may be combined with.
    most = STATEMENTS[shopper]["basket"] + 3
    assert count(lambda: client.get(page), status=200) == most
    assert "SUN" in client.get(page).text


@pytest.mark.parametrize("shopper", ["guest", "member"])
def test_pages_for_browsing_cost_little_with_a_basket(shopper):
    """The basket is counted in one statement; its offers are left to its own page."""
    make_offers(5)
    goods, parent = make_product("12.00"), make_product()
    make_variant(parent, "8.00")
    client = make_visitor(3, member=shopper == "member")
    pages = {
        "product": goods.get_absolute_url(),
        "variants": parent.get_absolute_url(),
        "list": reverse("catalogue:index"),
    }
    for path in pages.values():
        client.get(path)  # what a process reads only once, and what it then keeps

    counted = {
        name: count(lambda path=path: client.get(path), status=200)
        for name, path in pages.items()
    }

    assert counted == BROWSING[shopper]
