"""Terms are changed while orders are being placed. With a control without the check."""

from functools import partial

import pytest

from shop.forks.order.models import Order
from shop.orders.placing import ordering
from shop.orders.placing.ordering import TextsChanged
from shop.texts import publishing, reading
from shop.texts.models import Page, Version
from tests.concurrency.race import meet_before, race
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_product,
    make_purchase,
    make_staff,
)
from tests.shop.texts.conftest import publish_by

pytestmark = pytest.mark.concurrency
SHOPPERS = 6


@pytest.fixture
def author(committed_db):
    return make_staff(publishing.PERMISSION)


def buy(basket, shown):
    return ordering.place_order(
        basket=basket,
        shopper=None,
        purchase=make_purchase(basket, agreed=shown.mark),
        placed_at=NOW,
    )


def shop_while_terms_change(author) -> tuple[list, reading.Agreed]:
    """All have seen the old terms; the new ones come while half of them order."""
    make_country()
    tea = make_product(stock=50)
    publish_by(author, en="Old")
    shown = reading.agreed(at=NOW)
    baskets = [make_basket([(tea, 1)]) for _one in range(SHOPPERS)]
    change = partial(publish_by, author, en="New")
    buying = [partial(buy, basket, shown) for basket in baskets]
    during = race([*buying[:3], change])
    after = [_result(job) for job in buying[3:]]
    return [*during, *after], shown


def _result(job):
    try:
        return job()
    except TextsChanged as changed:
        return changed


def kept() -> set[int]:
    return set(Order.objects.values_list("terms_version", flat=True))


def test_an_order_is_under_what_its_shopper_saw_or_it_is_none(author):
    results, shown = shop_while_terms_change(author)

    assert kept() <= {shown.terms}
    assert [type(result) for result in results[-3:]] == [TextsChanged] * 3
    assert {type(result) for result in results[:3]} <= {Order, TextsChanged}


def test_control_without_the_check_orders_stand_under_what_nobody_saw(
    author, monkeypatch
):
    monkeypatch.setattr(
        ordering, "_agreed_texts", lambda _seen, at: reading.agreed(at=at)
    )

    _results, shown = shop_while_terms_change(author)

    assert kept() - {shown.terms}


def test_of_two_who_publish_at_once_one_is_told(author, monkeypatch):
    meet_before(monkeypatch, Version, "save")

    results = race([partial(publish_by, author, en=words) for words in ("A", "B")])

    told = [type(result) for result in results]
    assert sorted(told, key=str) == sorted(
        [Version, publishing.WrittenMeanwhile], key=str
    )
    assert Version.objects.filter(page=Page.TERMS).count() == 1
