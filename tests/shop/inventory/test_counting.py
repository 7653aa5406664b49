"""A count corrected by hand, beside sales that go on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from shop.audit.models import Entry
from shop.forks.partner.models import StockRecord
from shop.inventory import counting
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from tests.factories import (
    NOW,
    make_basket,
    make_order_desk,
    make_product,
    make_staff,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    return make_staff("partner.correct_stock")


@pytest.fixture
def cup():
    return make_product("5.00", stock=10)


def correct(product, counted, *, actor, seen=10, reason="Counted"):
    return counting.correct(
        stockrecord_id=product.stockrecords.get().pk,
        counted=counted,
        seen=seen,
        reason=reason,
        actor=actor,
        corrected_at=NOW,
    )


def in_stock(product):
    return product.stockrecords.get().num_in_stock


def test_a_correction_sets_the_count_and_is_logged(cup, counter):
    """S19."""
    stock = correct(cup, 7, actor=counter, reason="Three broke")

    assert in_stock(cup) == 7
    entry = Entry.objects.get(action="stock.correct")
    assert (entry.subject, entry.reason) == (
        f"stock:{stock.partner_sku}",
        "Three broke",
    )
    assert (entry.before, entry.after) == ({"in_stock": 10}, {"in_stock": 7})


def test_repeating_a_correction_changes_nothing_more(cup, counter):
    correct(cup, 7, actor=counter)
    correct(cup, 7, actor=counter)

    assert in_stock(cup) == 7
    assert Entry.objects.filter(action="stock.correct").count() == 1


def test_a_count_of_something_else_is_refused(cup, counter):
    desk = make_order_desk()
    order = place(make_basket([(cup, 2)]))
    for step in (confirming.mark_paid, shipping.mark_shipped):
        step(number=order.number, actor=desk, at=NOW)

    with pytest.raises(counting.CountChanged) as refusal:
        correct(cup, 12, actor=counter)

    assert refusal.value.now == in_stock(cup) == 8


def test_no_count_is_below_what_is_promised(cup, counter):
    """S01: the database has the last word."""
    place(make_basket([(cup, 4)]))

    with pytest.raises(counting.PromisedToOrders) as refusal:
        correct(cup, 3, actor=counter)
    assert refusal.value.promised == 4
    assert in_stock(cup) == 10
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.update(num_in_stock=3)

    correct(cup, 4, actor=counter)
    assert in_stock(cup) == 4


def test_only_who_may_correct_the_stock_does(cup):
    """S15."""
    with pytest.raises(PermissionDenied):
        correct(cup, 7, actor=make_staff("partner.view_stockrecord"))
    assert in_stock(cup) == 10
