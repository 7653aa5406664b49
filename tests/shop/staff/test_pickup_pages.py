"""The counter, and the points where orders are picked up."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shop.audit.models import Entry
from shop.delivery import points
from shop.delivery.models import Pickup, PickupPoint
from shop.forks.order.models import Order
from shop.identity import roles
from shop.orders.fulfilling import collecting
from shop.orders.paying import confirming
from shop.staff.orders import pickup_pages as counter
from tests.factories import (
    make_basket,
    make_order_desk,
    make_point,
    make_product,
    make_staff,
    place,
)
from tests.shop.staff.filling import a_point, send


@pytest.fixture
def desk(client, staff_with):
    client.force_login(staff_with(roles.ORDER_DESK))
    return client


@pytest.fixture
def lies_ready(shopper):
    """An order that is paid and lies ready since yesterday."""
    return _ready(shopper, "bank-transfer")


def _ready(shopper, payment):
    yesterday, actor = timezone.now() - timedelta(days=1), make_order_desk()
    order = place(
        make_basket([(make_product("12.50", title="Cup"), 2)], owner=shopper),
        at=yesterday,
        delivery_code="pickup",
        payment_method=payment,
    )
    if order.payment_due_at:
        confirming.mark_paid(number=order.number, actor=actor, at=yesterday)
    collecting.mark_ready(number=order.number, actor=actor, at=yesterday)
    return Pickup.objects.select_related("order").get(order=order)


def url(name, *args):
    return reverse(f"staff:{name}", args=args)


def test_a_code_shows_the_order_and_hands_it_over(desk, lies_ready):
    page = desk.get(url("pickup"), {"code": collecting.shown(lies_ready.code).lower()})
    assert "2 × Cup" in page.text
    assert "money_taken" not in page.text

    page = desk.post(url("hand-over"), {"code": lies_ready.code}, follow=True)

    assert f"Order {lies_ready.order.number} is handed over" in page.text
    assert Order.objects.get(pk=lies_ready.order_id).status == "delivered"
    listed = desk.get(url("orders")).text
    assert "Handed over" in listed
    assert 'data-kind="success">Delivered' not in listed
    desk.force_login(lies_ready.order.user)
    for page in ("customer:order-list", "customer:order"):
        args = [lies_ready.order.number] if page.endswith("order") else []
        shown = desk.get(reverse(page, args=args)).text
        assert 'data-kind="success">Picked up' in shown.replace("\n", "")


def test_the_money_is_asked_for_where_it_is_due(desk, shopper):
    unpaid = _ready(shopper, "on-delivery")
    assert "€25.00 taken" in desk.get(url("pickup"), {"code": unpaid.code}).text

    page = desk.post(url("hand-over"), {"code": unpaid.code})
    assert page.status_code == 409
    assert "Take the money first" in page.text

    desk.post(url("hand-over"), {"code": unpaid.code, "money_taken": "on"})
    order = Order.objects.get(pk=unpaid.order_id)
    assert (order.status, order.paid_at is not None) == ("delivered", True)


@pytest.mark.parametrize("code", ["AAAA-0000", "x", "\0", "x" * 500])
def test_a_wrong_code_is_said_and_changes_nothing(desk, lies_ready, code):
    seen = desk.get(url("pickup"), {"code": code})
    sent = desk.post(url("hand-over"), {"code": code})

    assert sent.status_code in (404, 422)
    assert "No order is waiting under this code" in sent.text
    assert "Hand over" not in seen.text
    assert Order.objects.get(pk=lies_ready.order_id).status == "ready"


def test_codes_cannot_be_guessed_in_a_row(desk, lies_ready, monkeypatch):
    monkeypatch.setattr(counter, "TRIES", 3)
    for _guess in range(3):
        assert desk.get(url("pickup"), {"code": "AAAA0000"}).status_code == 404

    found = desk.get(url("pickup"), {"code": lies_ready.code})
    sent = desk.post(url("hand-over"), {"code": lies_ready.code})

    assert (found.status_code, sent.status_code) == (429, 429)
    assert "Too many attempts" in found.text
    assert Order.objects.get(pk=lies_ready.order_id).status == "ready"


def test_what_is_overdue_is_listed_for_staff(desk, lies_ready):
    assert 'data-kind="danger"' not in desk.get(url("pickup")).text
    assert "Not picked up in time" not in desk.get(url("today")).text

    Pickup.objects.update(collect_by=timezone.now() - timedelta(hours=1))

    assert 'data-kind="danger"' in desk.get(url("pickup")).text
    assert "Not picked up in time" in desk.get(url("today")).text
    page = desk.get(url("order", lies_ready.order.number)).text
    assert url("cancel", lies_ready.order.number) in page
    assert lies_ready.code not in page


def test_an_order_to_pick_up_is_made_ready_on_its_page(desk, shopper):
    order = place(
        make_basket([(make_product(), 1)], owner=shopper),
        at=timezone.now(),
        delivery_code="pickup",
        payment_method="on-delivery",
    )
    page = desk.get(url("order", order.number)).text
    assert url("mark-ready", order.number) in page
    assert url("mark-shipped", order.number) not in page

    desk.post(url("mark-ready", order.number))

    assert Order.objects.get(pk=order.pk).status == "ready"
    assert desk.post(url("mark-ready", order.number)).status_code == 409


# -- Points --------------------------------------------------------------------------


def test_a_point_is_opened_changed_and_closed(managing, manager):
    managing.post(url("new-point"), a_point(seen="new"))
    point = PickupPoint.objects.get()
    assert point.hours == ["09:00–12:00", "", "", "", "", "", ""]
    assert "Mon 09:00–12:00" in managing.get(url("delivery")).text

    send(managing, url("point", point.pk), is_active="")

    point.refresh_from_db()
    assert not point.is_active
    entry = Entry.objects.first()
    assert (entry.actor, entry.subject) == (manager, f"pickup-point:{point.pk}")
    assert (entry.before, entry.after) == ({"is_active": True}, {"is_active": False})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"hours-3": "always"}, "Write it like"),
        ({"hours-3": "18:00-10:00"}, "Write it like"),
        ({"hours-3": "x" * 70}, "at most 60"),
        ({"name_en": ""}, "required"),
        ({"street": ""}, "required"),
        ({"days_to_collect": "1"}, "greater than or equal to 2"),
        ({"days_to_collect": "91"}, "less than or equal to 90"),
    ],
)
def test_what_is_wrong_with_a_point_is_said(managing, changes, complaint):
    page = managing.post(url("new-point"), a_point(seen="new") | changes)

    assert page.status_code == 422
    assert complaint in page.text
    assert not PickupPoint.objects.exists()


def test_a_change_of_an_older_point_is_refused(managing, db):
    point = make_point()
    seen = points.fingerprint(point)
    PickupPoint.objects.update(street="Elsewhere 9")

    page = managing.post(url("point", point.pk), a_point(seen=seen))

    assert page.status_code == 409
    assert PickupPoint.objects.get().street == "Elsewhere 9"


def test_s15_only_who_may_change_points_does(db):
    """S15."""
    with pytest.raises(PermissionDenied):
        points.change_point(
            point_id=None,
            facts={},
            seen="new",
            actor=make_staff("delivery.change_zone"),
            changed_at=timezone.now(),
        )
