"""An order that is sent says who brings it, and where it can be followed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shop.audit.models import Entry
from shop.delivery.models import Parcel
from shop.delivery.parcels import BadNumber, NumberWithoutCarrier, fingerprint
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping, tracking
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep
from tests.factories import (
    NOW,
    make_basket,
    make_carrier,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)
NUMBER = "RR123456785DE"


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def carrier():
    return make_carrier()


@pytest.fixture
def order():
    return place(make_basket([(make_product(), 1)]), payment_method="on-delivery")


def send(order, desk, carrier=None, number="", at=NOW):
    return shipping.mark_shipped(
        number=order.number, actor=desk, at=at, carrier=carrier, tracking_number=number
    )


def seen(order):
    return fingerprint(Parcel.objects.filter(order=order).first())


def correct(order, desk, carrier=None, number="", at=SOON, **fields):
    wanted = {"carrier": carrier, "tracking_number": number, "seen": seen(order)}
    return tracking.correct(number=order.number, actor=desk, at=at, **wanted | fields)


def parcels():
    return list(Parcel.objects.values_list("carrier__name", "number"))


def mails(kind):
    return list(outbox().filter(kind=kind))


def log():
    return list(
        Entry.objects.filter(action="order.change-parcel")
        .order_by("pk")
        .values_list("before", "after")
    )


def test_what_is_said_when_it_is_sent_is_kept_told_and_logged(order, desk, carrier):
    send(order, desk, carrier, "RR 123 456 785 DE")

    assert parcels() == [("Pigeon Post", NUMBER)]
    (mail,) = mails("order-shipped")
    assert mail.context["tracking_number"] == NUMBER
    assert (
        mail.context["follow_url"] == f"https://pigeon.example/follow?parcel={NUMBER}"
    )
    nothing = {"carrier": "", "tracking_number": ""}
    assert log() == [(nothing, {"carrier": "Pigeon Post", "tracking_number": NUMBER})]


def test_an_order_can_be_sent_without_a_word(order, desk):
    assert send(order, desk).status == "shipped"

    assert parcels() == log() == []
    (mail,) = mails("order-shipped")
    assert mail.context["follow_url"] == ""


def test_a_carrier_needs_no_number_but_a_number_its_carrier(order, desk, carrier):
    for number, error in ((NUMBER, NumberWithoutCarrier), ("<b>", BadNumber)):
        with pytest.raises(error):
            send(order, desk, None, number)
    assert Order.objects.get().status == "confirmed"
    assert not Entry.objects.exists()

    send(order, desk, carrier)
    assert parcels() == [("Pigeon Post", "")]


def test_what_was_said_meanwhile_is_not_written_over(order, desk, carrier):
    send(order, desk)
    before = seen(order)
    correct(order, desk, carrier, "RR123456785DE")

    with pytest.raises(tracking.SaidMeanwhile):
        correct(order, desk, carrier, "RR999999999DE", seen=before)

    assert parcels() == [(carrier.name, "RR123456785DE")]
    assert correct(order, desk, carrier, "RR123456785DE", seen=before) == order
    assert len(log()) == 1


def test_sending_the_same_twice_sends_once(order, desk, carrier):
    record = order.lines.get().stockrecord
    for _attempt in range(2):
        send(order, desk, carrier, NUMBER)

    stock = record.num_in_stock
    record.refresh_from_db()
    assert record.num_in_stock == stock - 1
    assert len(mails("order-shipped")) == len(log()) == 1
    assert Entry.objects.filter(action="order.mark-shipped").count() == 1


@pytest.mark.parametrize("other", ["RR999999999DE", ""])
def test_sending_it_otherwise_than_it_was_sent_is_refused(order, desk, carrier, other):
    send(order, desk, carrier, NUMBER)
    with pytest.raises(ImpossibleStep):
        send(order, desk, carrier, other)

    assert parcels() == [("Pigeon Post", NUMBER)]


def test_a_correction_is_told_with_the_new_number_once(order, desk, carrier):
    send(order, desk)
    for _attempt in range(2):
        correct(order, desk, carrier, NUMBER)
    correct(order, desk, carrier, "RR999999999DE", at=SOON + timedelta(hours=1))
    correct(order, desk, carrier, NUMBER, at=SOON + timedelta(hours=2))

    told = [mail.context["tracking_number"] for mail in mails("parcel-changed")]
    assert told == [NUMBER, "RR999999999DE", NUMBER]
    assert parcels() == [("Pigeon Post", NUMBER)]
    assert log()[1] == (
        {"tracking_number": NUMBER},
        {"tracking_number": "RR999999999DE"},
    )


def test_a_number_that_was_wrong_can_be_taken_away(order, desk, carrier):
    send(order, desk, carrier, NUMBER)
    correct(order, desk, carrier)
    assert parcels() == [("Pigeon Post", "")]
    correct(order, desk)

    assert parcels() == mails("parcel-changed") == []
    assert [after for _before, after in log()[1:]] == [
        {"tracking_number": ""},
        {"carrier": ""},
    ]


def test_only_what_is_on_its_way_is_corrected(order, desk, carrier):
    with pytest.raises(tracking.NotOnItsWay):
        correct(order, desk, carrier, NUMBER)
    send(order, desk)
    with pytest.raises(PermissionDenied):
        correct(order, make_staff("order.view_order"), carrier, NUMBER)
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    shipping.mark_delivered(number=order.number, actor=desk, at=NOW)
    with pytest.raises(tracking.NotOnItsWay):
        correct(order, desk, carrier, NUMBER)

    assert parcels() == []


def test_what_is_picked_up_has_no_parcel(desk, carrier):
    basket = make_basket([(make_product(), 1)])
    order = place(basket, delivery_code="pickup", payment_method="on-delivery")
    with pytest.raises(ImpossibleStep):
        send(order, desk, carrier, NUMBER)

    assert parcels() == []
