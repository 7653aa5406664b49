"""Orders that are picked up: ready, remembered, handed over, or left lying."""

import threading
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction

from loyalty import reading
from shop import days
from shop.audit.models import Entry
from shop.books import orders as books
from shop.delivery import pickups
from shop.delivery.models import Pickup
from shop.forks.order.models import Order
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming, lapsing
from shop.orders.placing import ordering
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling
from shop.payments.models import Refund
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_point,
    make_product,
    make_staff,
    place,
)
from tests.hearing import outbox

DAY = timedelta(days=1)
LATER = NOW + DAY


@pytest.fixture
def desk(db):
    return make_order_desk()


@pytest.fixture
def member(db):
    return make_member(points=500)


@pytest.fixture
def tea(db):
    return make_product("20.00", stock=10)


@pytest.fixture
def order(member, tea):
    basket = make_basket([(tea, 2)], owner=member, points=500)
    return place(basket, delivery_code="pickup")


@pytest.fixture
def cash_order(member, tea):
    basket = make_basket([(tea, 2)], owner=member)
    return place(basket, delivery_code="pickup", payment_method="on-delivery")


def make_ready(order, desk, *, at=LATER):
    if order.payment_due_at:
        confirming.mark_paid(number=order.number, actor=desk, at=at)
    collecting.mark_ready(number=order.number, actor=desk, at=at)
    return Pickup.objects.get(order=order)


def stock(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


def test_the_shopper_gets_a_code_when_it_is_ready(order, desk, tea):
    pickup = make_ready(order, desk)

    order.refresh_from_db()
    assert (order.status, order.ready_at) == ("ready", LATER)
    assert stock(tea) == (8, 0)
    assert len(pickup.code) == 8
    assert not set(pickup.code) & set("ILOU")
    assert pickup.collect_by == days.close_after(LATER, days=14)
    mail = outbox().get(kind="order-ready")
    assert mail.context["code"] == collecting.shown(pickup.code)
    assert mail.context["point"] == ["Corner shop", "Marktplatz 2", "10115 Berlin"]
    assert mail.context["hours"] == ["Mon–Fri 10:00–18:00"]


def test_a_parcel_is_not_made_ready_and_a_pick_up_not_shipped(order, tea, desk):
    parcel = place(make_basket([(tea, 1)]), payment_method="on-delivery")
    confirming.mark_paid(number=order.number, actor=desk, at=LATER)

    with pytest.raises(ImpossibleStep):
        collecting.mark_ready(number=parcel.number, actor=desk, at=LATER)
    with pytest.raises(ImpossibleStep):
        shipping.mark_shipped(number=order.number, actor=desk, at=LATER)


def test_handing_over_delivers_and_schedules_the_points(order, member, desk):
    pickup = make_ready(order, desk)
    written = f" {pickup.code[:4].lower()} - {pickup.code[4:].lower()} "

    done = collecting.hand_over(code=written, money_taken=False, actor=desk, at=LATER)

    assert (done.status, done.delivered_at) == ("delivered", LATER)
    assert reading.balance(member=member, at=LATER + 14 * DAY).pending == 35
    assert reading.balance(member=member, at=LATER + 16 * DAY).available == 35
    assert not list(books.differences(at=LATER + 30 * DAY))


def test_the_money_is_taken_at_the_counter(cash_order, desk):
    code = make_ready(cash_order, desk).code

    with pytest.raises(ImpossibleStep):
        collecting.hand_over(code=code, money_taken=False, actor=desk, at=LATER)
    done = collecting.hand_over(code=code, money_taken=True, actor=desk, at=LATER)

    assert (done.status, done.paid_at) == ("delivered", LATER)
    assert done.payment.captured == Decimal("40.00")


@pytest.mark.parametrize("code", ["", "0000-0000", "x" * 500, "\0", "' OR 1=1"])
def test_a_wrong_code_finds_nothing(order, desk, code):
    make_ready(order, desk)

    with pytest.raises(collecting.WrongCode):
        collecting.hand_over(code=code, money_taken=True, actor=desk, at=LATER)


def test_a_code_that_was_used_or_cancelled_finds_nothing(order, cash_order, desk):
    used = make_ready(order, desk).code
    cancelled = make_ready(cash_order, desk).code
    collecting.hand_over(code=used, money_taken=False, actor=desk, at=LATER)
    cancelling.cancel(
        number=cash_order.number, actor=desk, reason="", cancelled_at=LATER
    )

    for code in (used, cancelled):
        with pytest.raises(collecting.WrongCode):
            collecting.look_up(code)


def test_letters_are_read_as_the_figures_they_look_like(order, desk):
    pickup = make_ready(order, desk)
    Pickup.objects.update(code="10AB10CD")

    assert collecting.look_up("lOab-iocd") == pickup


# -- Left lying ----------------------------------------------------------------------


def test_at_half_time_the_shopper_is_reminded_once(order, desk):
    """S18: a sweep that runs twice tells once."""
    make_ready(order, desk)
    half = LATER + 7 * DAY

    assert collecting.remind_uncollected(at=half - timedelta(seconds=1)) == 0
    assert collecting.remind_uncollected(at=half) == 1
    assert collecting.remind_uncollected(at=half + 30 * DAY) == 0
    mail = outbox().get(kind="pickup-reminder")
    assert mail.context["code"] == collecting.shown(Pickup.objects.get().code)


def test_nobody_is_reminded_of_what_was_handed_over(order, desk):
    code = make_ready(order, desk).code
    collecting.hand_over(code=code, money_taken=False, actor=desk, at=LATER)

    assert collecting.remind_uncollected(at=LATER + 30 * DAY) == 0


def test_what_nobody_collects_is_listed_and_not_cancelled(order, desk):
    pickup = make_ready(order, desk)
    late = pickup.collect_by

    assert not pickups.overdue(at=late - timedelta(seconds=1)).exists()
    assert list(pickups.overdue(at=late)) == [pickup]
    lapsing.lapse_unpaid(at=late + 30 * DAY)
    collecting.remind_uncollected(at=late + 30 * DAY)
    assert Order.objects.get(pk=order.pk).status == "ready"


def test_l06_l11_cancelling_what_was_left_lying_undoes_all_of_it(
    order, member, desk, tea
):
    """L06, L11: money, points and pieces go back where they came from."""
    make_ready(order, desk)

    cancelling.cancel(
        number=order.number,
        actor=desk,
        reason="Not collected",
        cancelled_at=LATER + 20 * DAY,
    )

    assert stock(tea) == (10, 0)
    assert Refund.objects.get().amount == Decimal("35.00")
    figures = reading.balance(member=member, at=LATER + 20 * DAY)
    assert (figures.available, figures.pending, figures.owed) == (500, 0, 0)
    assert not list(books.differences(at=LATER + 30 * DAY))


# -- Bad input, rights, races --------------------------------------------------------


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.django_db
def test_at_a_closed_point_nothing_is_ordered(closed):
    point = make_point(is_active=not closed).pk if closed else None

    with pytest.raises(ordering.PointClosed):
        place(
            make_basket([(make_product(), 1)]),
            delivery_code="pickup",
            pickup_point=point,
        )
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("permission", "step"),
    [
        ("order.mark_ready", lambda who: collecting.mark_ready(number="x", **who)),
        (
            "order.mark_delivered",
            lambda who: collecting.hand_over(code="x", money_taken=True, **who),
        ),
    ],
)
@pytest.mark.django_db
def test_s15_each_step_asks_for_its_own_permission(permission, step):
    """S15."""
    others = {
        "order.mark_paid",
        "order.mark_shipped",
        "order.mark_ready",
        "order.mark_delivered",
    } - {permission}

    with pytest.raises(PermissionDenied):
        step({"actor": make_staff(*others), "at": NOW})


def test_s19_each_step_leaves_a_line_in_the_log(order, desk):
    """S19."""
    code = make_ready(order, desk).code
    collecting.hand_over(code=code, money_taken=False, actor=desk, at=LATER)

    actions = [entry.action for entry in Entry.objects.order_by("pk")]
    assert actions == ["order.mark-paid", "order.mark-ready", "order.mark-delivered"]
    assert code not in str(list(Entry.objects.values()))


def test_the_database_knows_no_code_without_its_day(order):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pickup.objects.update(code="ABCD1234")


def _hand_over_together(code, desk, times=6):
    """Several people hand the same order over at the same moment."""
    start, done = threading.Barrier(times), []

    def hand_over():
        try:
            start.wait()
            collecting.hand_over(code=code, money_taken=True, actor=desk, at=LATER)
            done.append(code)
        except collecting.WrongCode:
            pass
        finally:
            connections.close_all()

    people = [threading.Thread(target=hand_over) for _person in range(times)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return done


def _cash_order_lies_ready():
    desk = make_order_desk()
    order = place(
        make_basket([(make_product("20.00"), 1)], owner=make_member()),
        delivery_code="pickup",
        payment_method="on-delivery",
    )
    return make_ready(order, desk).code, desk


@pytest.mark.concurrency
def test_of_many_who_hand_it_over_one_does(committed_db):
    code, desk = _cash_order_lies_ready()

    assert _hand_over_together(code, desk) == [code]
    assert outbox().filter(kind="order-delivered").count() == 1
    assert Entry.objects.filter(action="order.mark-paid").count() == 1


@pytest.mark.concurrency
def test_without_the_lock_more_than_one_hands_it_over(committed_db, monkeypatch):
    """The positive control: the test above must be able to fail."""
    code, desk = _cash_order_lies_ready()
    everyone = threading.Barrier(6)

    def unlocked(number):
        order = Order.objects.get(number=number)
        with suppress(threading.BrokenBarrierError):
            everyone.wait(timeout=5)
        return order

    monkeypatch.setattr("shop.orders.steps.locked", unlocked)
    monkeypatch.setattr(
        "shop.orders.paying.confirming.mark_paid", lambda **_order: None
    )
    monkeypatch.setattr(
        "shop.orders.fulfilling.shipping.mark_delivered", lambda **_order: Order()
    )

    assert len(_hand_over_together(code, desk)) > 1
