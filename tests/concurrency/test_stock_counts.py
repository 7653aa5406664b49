"""S01: a count corrected by hand while the goods are sold and sent; F18: a form too.

The control takes the lock away: then a sale is overwritten, or more is promised
than there is.
"""

from dataclasses import dataclass, field
from functools import partial
from threading import Event

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalogue import changing
from shop.catalogue.changing import Change
from shop.catalogue.facts import facts_of
from shop.forks.catalogue.models import Product
from shop.forks.partner.models import StockRecord
from shop.inventory import counting
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from tests.concurrency.race import race, without_row_locks
from tests.factories import (
    NOW,
    make_basket,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.shop.staff.filling import goods_form

pytestmark = pytest.mark.concurrency


# How long a count waits to be overtaken. Under its lock it waits in vain.
PATIENCE = 3


@dataclass
class Meeting:
    """Somebody has looked at the count; meanwhile the goods are sent."""

    looked: Event = field(default_factory=Event)
    sent: Event = field(default_factory=Event)


@pytest.fixture
def meeting(monkeypatch):
    """Between looking at the count and writing it, others send what was sold."""
    meeting = Meeting()
    save = StockRecord.save

    def save_late(self, *args, **kwargs):
        meeting.looked.set()
        meeting.sent.wait(PATIENCE)
        return save(self, *args, **kwargs)

    monkeypatch.setattr(StockRecord, "save", save_late)
    return meeting


def correct_while_sending(meeting):
    """Ten on the shelf, four of them sold; somebody counts twelve. Returns in stock."""
    return while_sending(meeting, counting_of)


def counting_of(product):
    return partial(
        counting.correct,
        stockrecord_id=product.stockrecords.get().pk,
        counted=12,
        seen=10,
        reason="Counted",
        actor=make_staff("partner.correct_stock"),
        corrected_at=NOW,
    )


def adding_to(product):
    """The product's page was opened before; now it is saved with three more pieces."""
    client, manager = Client(), make_staff()
    manager.is_superuser = True
    manager.save()
    client.force_login(manager)
    url = reverse("staff:product", args=[product.pk])
    sent = goods_form(client, product) | {"in_stock": "13"}
    return partial(client.post, url, sent)


def while_sending(meeting, job_of):
    """Ten on the shelf, four of them sold and sent meanwhile. Returns in stock."""
    meeting.sent.set()
    product = make_product("5.00", stock=10)
    desk = make_order_desk()
    order = place(make_basket([(product, 4)]))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    job = job_of(product)
    meeting.looked.clear()
    meeting.sent.clear()

    def send():
        meeting.looked.wait(60)
        shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
        meeting.sent.set()

    race([job, send])
    return product.stockrecords.get().num_in_stock


def test_s01_what_is_sent_meanwhile_is_not_counted_back_in(committed_db, meeting):
    assert correct_while_sending(meeting) == 8


def test_control_without_the_lock_it_is(committed_db, meeting, monkeypatch):
    without_row_locks(monkeypatch)
    assert correct_while_sending(meeting) == 12


def test_f18_what_is_sent_meanwhile_is_not_written_back(committed_db, meeting):
    """By a page that was opened before, and says that three came in."""
    assert while_sending(meeting, adding_to) == 6 + 3


def test_control_without_the_lock_its_page_brings_it_back(
    committed_db, meeting, monkeypatch
):
    without_row_locks(monkeypatch)
    assert while_sending(meeting, adding_to) == 13


def two_editors_and_an_order(meeting):
    """Both have seen ten and a title; four of the ten are sent while they save."""
    meeting.sent.set()
    product = make_product("5.00", stock=10, title="Cup")
    desk, order = make_order_desk(), place(make_basket([(product, 4)]))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    editors = [
        make_staff("catalogue.change_product", "partner.correct_stock")
        for _each in range(2)
    ]
    seen = facts_of(Product.objects.get(pk=product.pk))

    def write(editor, **wanted):
        changed = Change(product_id=product.pk, seen=seen, wanted=wanted)
        return partial(changing.change, changes=[changed], actor=editor, changed_at=NOW)

    meeting.looked.clear()
    meeting.sent.clear()

    def send():
        meeting.looked.wait(60)
        shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
        meeting.sent.set()

    results = race(
        [
            write(editors[0], in_stock=13, title_en="Mug"),
            write(editors[1], in_stock=12, title_zh_hans="杯"),
            send,
        ]
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    written = Product.objects.get(pk=product.pk)
    titles = (written.title_en, written.title_zh_hans)
    return titles, product.stockrecords.get().num_in_stock


def test_f18_two_editors_and_an_order_lose_nothing(committed_db, meeting):
    found = two_editors_and_an_order(meeting)
    assert found == (("Mug", "杯"), 10 - 4 + 3 + 2)


def test_control_without_the_lock_they_do(committed_db, meeting, monkeypatch):
    without_row_locks(monkeypatch)
    found = two_editors_and_an_order(meeting)
    assert found != (("Mug", "杯"), 10 - 4 + 3 + 2)
