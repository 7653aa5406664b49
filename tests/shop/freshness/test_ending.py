"""When a kept page is over: by a change, by the clock, and while one is made."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.apps.offer import managers

from loyalty import policy
from shop import days
from shop.forks.catalogue.models import Category, Product
from shop.forks.offer.models import ConditionalOffer, Range
from shop.forks.partner.models import StockRecord
from shop.storefront import turning
from shop.storefront.kept_pages import pages
from shop.tax import reading
from shop.tax.models import Rate
from tests.factories import make_mark, make_product, make_staff

pytestmark = pytest.mark.django_db


def publish(**fields) -> None:
    policy.publish_rule(
        actor=make_staff("loyalty.publish_rule"), published_at=timezone.now(), **fields
    )


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def product_page(tea: Product) -> str:
    return tea.get_absolute_url()


def shelf(tea: Product) -> str:
    return tea.categories.get().get_absolute_url()


CHANGES = {
    "title": (
        product_page,
        lambda tea: Product.objects.filter(pk=tea.pk).update(title_en="Gyokuro"),
        "Gyokuro",
    ),
    "price, by bulk SQL": (
        product_page,
        lambda _tea: sql("UPDATE partner_stockrecord SET price = 13.37"),
        "12.03",  # a tenth less: it is on offer
    ),
    "few are left": (
        product_page,
        lambda _tea: StockRecord.objects.update(num_in_stock=2),
        "Only 2 left",
    ),
    "sold out": (
        shelf,
        lambda _tea: StockRecord.objects.update(num_allocated=50),
        "Sold out",
    ),
    "new product": (
        lambda _tea: "/en/catalogue/",
        lambda _tea: make_product(title="Matcha"),
        "Matcha",
    ),
    "category": (
        product_page,
        lambda _tea: Category.objects.update(name_en="All the teas"),
        "All the teas",
    ),
    "attribute": (
        product_page,
        lambda tea: make_mark(tea, ("Harvest", "采收"), ("Spring", "春")),
        "Harvest",
    ),
    "rule": (
        product_page,
        lambda _tea: publish(points_per_unit=Decimal(9)),
        "97 points",
    ),
    "tax": (
        product_page,
        lambda tea: Rate.objects.create(
            country="DE",
            category=tea.product_class.tax_category,
            percent=Decimal(42),
            valid_from=reading.day_of(timezone.now()),
        ),
        "incl. 42",
    ),
    "hidden": (
        shelf,
        lambda tea: Product.objects.filter(pk=tea.pk).update(is_public=False),
        None,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_ends_what_shows_it(visitor, tea, what):
    address, change, shown = CHANGES[what]
    path = address(tea)
    before = visitor.fresh(path)
    assert visitor.fresh(path)["ETag"] == before["ETag"]

    change(tea)

    after = visitor.fresh(path)
    assert after["ETag"] != before["ETag"]
    assert shown is None or (shown not in before.text and shown in after.text)


def test_one_piece_sold_of_many_ends_nothing(visitor, tea):
    visitor.fresh(product_page(tea))
    kept = pages.size
    StockRecord.objects.update(num_allocated=7)

    visitor.fresh(product_page(tea))

    assert pages.size == kept


class At:
    """A clock that is set."""

    def __init__(self, monkeypatch):
        self.now = timezone.now()
        for place in (timezone, managers):
            monkeypatch.setattr(place, "now", lambda: self.now)

    def set(self, moment: datetime) -> None:
        self.now = moment


@pytest.fixture
def clock(monkeypatch) -> At:
    return At(monkeypatch)


def offers_page(_tea: Product) -> str:
    return "/en/catalogue/?offers=1"


def on_tea(tea: Product, **dates: datetime) -> None:
    teas = Range.objects.create(name="Teas")
    teas.add_product(tea)
    offer = ConditionalOffer.objects.latest("pk")
    offer.condition.range = teas
    offer.condition.save()
    ConditionalOffer.objects.filter(pk=offer.pk).update(**dates)


def begin_an_offer(tea: Product, at: datetime) -> None:
    on_tea(tea, start_datetime=at)


def end_an_offer(tea: Product, at: datetime) -> None:
    on_tea(tea, end_datetime=at - timedelta(microseconds=1))


def grow_old(_tea: Product, at: datetime) -> None:
    Product.objects.update(date_created=at - timedelta(days=30))


def begin_a_rule(_tea: Product, at: datetime) -> None:
    publish(points_per_unit=Decimal(9), starts_at=at)


TURNS = {
    "an offer begins": (offers_page, begin_an_offer),
    "an offer ends": (offers_page, end_an_offer),
    "no longer new": (shelf, grow_old),
    "a rule begins": (product_page, begin_a_rule),
}


@pytest.mark.parametrize("what", TURNS)
def test_the_clock_ends_it_at_that_moment(visitor, tea, clock, what):
    address, prepare = TURNS[what]
    begun = clock.now
    turn = begun + timedelta(minutes=20)
    prepare(tea, turn)
    path = address(tea)
    before = visitor.fresh(path)

    clock.set(turn - timedelta(microseconds=1))
    assert visitor.fresh(path)["ETag"] == before["ETag"]

    clock.set(turn)
    assert visitor.fresh(path)["ETag"] != before["ETag"]


@pytest.mark.parametrize("what", TURNS)
def test_without_looking_at_the_clock_it_would_stay(
    visitor, tea, clock, what, monkeypatch
):
    """Control of the test before."""
    address, prepare = TURNS[what]
    turn = clock.now + timedelta(minutes=20)
    prepare(tea, turn)
    monkeypatch.setattr(
        "shop.storefront.keeping_pages.next_turn", lambda *, at: at + timedelta(days=1)
    )
    before = visitor.fresh(address(tea))

    clock.set(turn)
    assert visitor.fresh(address(tea))["ETag"] == before["ETag"]


def test_a_rate_of_vat_begins_at_midnight_of_the_shop(tea, clock):
    tomorrow = reading.day_of(clock.now) + timedelta(days=1)
    Product.objects.update(date_created=clock.now - timedelta(days=90))
    Rate.objects.create(
        country="DE",
        category=tea.product_class.tax_category,
        percent=Decimal(42),
        valid_from=tomorrow,
    )

    turn = turning.next_turn(at=clock.now)

    assert turn is not None
    assert reading.day_of(turn) == tomorrow
    assert reading.day_of(turn - timedelta(microseconds=1)) != tomorrow


def test_an_offer_that_ends_at_midnight_is_over_when_the_day_is(tea, clock):
    """It is announced until then, and singles out nothing from its first moment on."""
    moment = timedelta(microseconds=1)
    day = days.day_of(clock.now)
    begins, ends = (
        days.close_of(one) + moment for one in (day - timedelta(days=1), day)
    )
    ConditionalOffer.objects.update(end_datetime=begins)

    assert turning.next_turn(at=begins - timedelta(hours=1)) == begins + moment
    assert turning.next_turn(at=begins + timedelta(hours=1)) == ends


def test_no_page_is_kept_for_ever(visitor, tea, clock):
    """The home page shows what is bought most: five minutes; others an hour."""
    for path, minutes in (("/en/", 5), ("/en/catalogue/", 60)):
        visitor.fresh(path)
        begun = clock.now
        clock.set(begun + timedelta(minutes=minutes) - timedelta(microseconds=1))
        with CaptureQueriesContext(connection) as kept:
            visitor.fresh(path)
        clock.set(begun + timedelta(minutes=minutes))
        with CaptureQueriesContext(connection) as made:
            visitor.fresh(path)
        assert len(kept) == 1 < len(made)
