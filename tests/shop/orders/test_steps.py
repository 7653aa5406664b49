"""From a placed order to a delivered, cancelled or lapsed one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from loyalty import reading
from shop.audit.models import Entry
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming, lapsing
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling
from shop.payments import refunding
from shop.payments.models import Payment, Refund
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOMORROW = NOW + DAY
MUCH_LATER = NOW + timedelta(days=30)


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def member():
    return make_member(points=500)


@pytest.fixture
def tea():
    return make_product("20.00", stock=10)


@pytest.fixture
def order(member, tea):
    """Two pieces for 40.00, of which 5.00 by points; delivery 4.90."""
    return place(make_basket([(tea, 2)], owner=member, points=500))


@pytest.fixture
def cash_order(member, tea):
    """The same, to be paid on delivery."""
    basket = make_basket([(tea, 2)], owner=member, points=500)
    return place(basket, payment_method="on-delivery")


def balance(member, at=TOMORROW):
    figures = reading.balance(member=member, at=at)
    return figures.available, figures.pending, figures.held


def stock(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


def mails():
    return list(outbox().values_list("kind", flat=True))


def deliver(order, desk, at=TOMORROW):
    confirming.mark_paid(number=order.number, actor=desk, at=at)
    shipping.mark_shipped(number=order.number, actor=desk, at=at)
    return shipping.mark_delivered(number=order.number, actor=desk, at=at)


def test_points_are_held_until_the_order_is_paid(order, member, desk, tea):
    assert balance(member) == (0, 0, 500)

    paid = confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    assert (paid.status, paid.paid_at) == ("confirmed", TOMORROW)
    assert balance(member) == (0, 35, 0)  # of 35.00 paid in money for goods
    payment = Payment.objects.get(order=order)
    assert (payment.captured, payment.captured_at) == (Decimal("39.90"), TOMORROW)
    assert stock(tea) == (10, 2)
    assert mails() == ["order-placed", "order-paid"]


def test_shipping_takes_the_goods_out_of_the_stock(order, desk, tea):
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    shipped = shipping.mark_shipped(number=order.number, actor=desk, at=TOMORROW)

    assert (shipped.status, shipped.shipped_at) == ("shipped", TOMORROW)
    assert stock(tea) == (8, 0)
    assert mails()[-1] == "order-shipped"


def test_delivery_lets_the_points_mature_after_the_return_window(order, member, desk):
    delivered = deliver(order, desk)

    assert (delivered.status, delivered.delivered_at) == ("delivered", TOMORROW)
    assert balance(member, at=TOMORROW + 14 * DAY) == (0, 35, 0)
    assert balance(member, at=TOMORROW + 16 * DAY) == (35, 0, 0)
    assert mails()[-1] == "order-delivered"


def test_an_order_paid_on_delivery_is_paid_before_it_is_delivered(cash_order, desk):
    shipping.mark_shipped(number=cash_order.number, actor=desk, at=TOMORROW)
    with pytest.raises(ImpossibleStep):
        shipping.mark_delivered(number=cash_order.number, actor=desk, at=TOMORROW)

    paid = confirming.mark_paid(number=cash_order.number, actor=desk, at=TOMORROW)
    assert (paid.status, paid.paid_at) == ("shipped", TOMORROW)
    done = shipping.mark_delivered(number=cash_order.number, actor=desk, at=TOMORROW)
    assert done.status == "delivered"


@pytest.mark.parametrize(
    "step", [shipping.mark_shipped, shipping.mark_delivered], ids=["ship", "deliver"]
)
def test_an_impossible_step_changes_nothing(order, desk, step):
    with pytest.raises(ImpossibleStep):
        step(number=order.number, actor=desk, at=TOMORROW)

    assert Order.objects.get(pk=order.pk).status == "awaiting-payment"
    assert not Entry.objects.exists()
    assert mails() == ["order-placed"]


def test_l07_an_order_is_paid_once(order, member, desk):
    """L07."""
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)
    with pytest.raises(ImpossibleStep):
        confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    assert balance(member) == (0, 35, 0)
    assert mails() == ["order-placed", "order-paid"]


def test_s05_money_that_comes_too_late_lets_the_order_lapse(order, member, desk, tea):
    """S05."""
    with pytest.raises(confirming.PaymentWindowClosed):
        confirming.mark_paid(number=order.number, actor=desk, at=MUCH_LATER)

    lapsed = Order.objects.get(pk=order.pk)
    assert (lapsed.status, lapsed.paid_at) == ("lapsed", None)
    assert balance(member, at=MUCH_LATER) == (500, 0, 0)
    assert stock(tea) == (10, 0)
    assert mails()[-2:] == ["order-lapsed", "payment-late"]


def test_f46_calling_off_prolongs_no_points(order, member, desk):
    """F46: paid with points that expire meanwhile, then called off unsent."""
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)
    long_after = NOW + timedelta(days=400)

    cancelling.cancel(
        number=order.number, actor=desk, reason="", cancelled_at=long_after
    )

    assert balance(member, at=long_after) == (0, 0, 0)


def test_l08_cancelling_an_unpaid_order_frees_its_points_once(order, member, desk, tea):
    """L08."""
    cancel = {"number": order.number, "actor": desk, "reason": "changed their mind"}

    cancelled = cancelling.cancel(**cancel, cancelled_at=TOMORROW)
    with pytest.raises(ImpossibleStep):
        cancelling.cancel(**cancel, cancelled_at=TOMORROW)

    assert (cancelled.status, cancelled.cancelled_at) == ("cancelled", TOMORROW)
    assert balance(member) == (500, 0, 0)
    assert stock(tea) == (10, 0)
    assert not Refund.objects.exists()
    assert mails() == ["order-placed", "order-cancelled"]


def test_l06_l11_cancelling_a_paid_order_undoes_all_of_it(order, member, desk, tea):
    """L06, L11."""
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    cancelling.cancel(
        number=order.number, actor=desk, reason="broken", cancelled_at=TOMORROW
    )

    assert balance(member) == (500, 0, 0)
    assert reading.balance(member=member, at=TOMORROW).owed == 0
    assert stock(tea) == (10, 0)
    refund = Refund.objects.get()
    assert refund.amount == Decimal("39.90")  # L12: the money, and not the points
    assert Payment.objects.get(order=order).refunded == Decimal("39.90")


def test_l20_given_back_points_keep_their_date(order, member, desk):
    """L20."""
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=TOMORROW)

    (lot,) = reading.open_lots(member=member, at=TOMORROW)
    assert (lot.available, lot.expires_at) == (500, NOW + timedelta(days=365))


def test_a_parcel_nobody_would_pay_for_comes_back(cash_order, member, desk):
    """Its goods, its points and nothing else: no money was ever taken."""
    record = cash_order.lines.get().stockrecord
    before = record.num_in_stock
    shipping.mark_shipped(number=cash_order.number, actor=desk, at=TOMORROW)

    cancelling.cancel(
        number=cash_order.number, actor=desk, reason="refused", cancelled_at=TOMORROW
    )

    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (before, 0)
    assert balance(member) == (500, 0, 0)
    assert not Refund.objects.exists()


def test_cancelling_an_order_to_be_paid_on_delivery_owes_no_money(
    cash_order, member, desk
):
    assert balance(member) == (0, 0, 0)

    cancelling.cancel(
        number=cash_order.number, actor=desk, reason="", cancelled_at=TOMORROW
    )

    assert balance(member) == (500, 0, 0)
    assert not Refund.objects.exists()


def test_s05_unpaid_orders_lapse_when_their_time_is_up(order, member, tea):
    """S05."""
    due = order.payment_due_at
    assert lapsing.lapse_unpaid(at=due - timedelta(seconds=1)) == 0

    assert lapsing.lapse_unpaid(at=due) == 1
    assert lapsing.lapse_unpaid(at=due) == 0  # S18: repeating does nothing more

    assert Order.objects.get(pk=order.pk).status == "lapsed"
    assert balance(member, at=due) == (500, 0, 0)
    assert stock(tea) == (10, 0)
    assert mails() == ["order-placed", "order-lapsed"]
    assert Entry.objects.get().actor is None


def test_a_paid_order_does_not_lapse(order, desk):
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    assert lapsing.lapse_unpaid(at=MUCH_LATER) == 0


def test_s19_each_step_leaves_a_line_in_the_log(order, desk):
    """S19."""
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    entry = Entry.objects.get()
    assert (entry.actor, entry.action) == (desk, "order.mark-paid")
    assert entry.subject == f"order:{order.number}"
    assert entry.before == {"status": "awaiting-payment", "paid_at": None}
    assert entry.after == {"status": "confirmed", "paid_at": TOMORROW.isoformat()}
    changes = order.status_changes.values_list("new_status", "date_created")
    assert set(changes) == {("awaiting-payment", NOW), ("confirmed", TOMORROW)}


@pytest.mark.parametrize(
    ("permission", "step"),
    [
        ("order.mark_paid", lambda **who: confirming.mark_paid(**who, at=NOW)),
        ("order.mark_shipped", lambda **who: shipping.mark_shipped(**who, at=NOW)),
        ("order.mark_delivered", lambda **who: shipping.mark_delivered(**who, at=NOW)),
        (
            "order.cancel_order",
            lambda **who: cancelling.cancel(**who, reason="", cancelled_at=NOW),
        ),
    ],
)
def test_s15_every_step_asks_for_its_own_permission(order, permission, step):
    """S15."""
    others = {
        "order.view_order",
        "order.change_order",
        "order.mark_paid",
        "order.mark_shipped",
        "order.mark_delivered",
        "order.cancel_order",
    } - {permission}

    with pytest.raises(PermissionDenied):
        step(number=order.number, actor=make_staff(*others))

    assert Order.objects.get(pk=order.pk).status == "awaiting-payment"
    assert not Entry.objects.exists()


def test_a_refund_is_paid_out_once_and_logged(order, desk):
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=TOMORROW)
    reference = Refund.objects.get().reference

    with pytest.raises(PermissionDenied):
        refunding.mark_paid_out(
            reference=reference, actor=make_staff(), paid_out_at=TOMORROW
        )
    refund = refunding.mark_paid_out(
        reference=reference, actor=desk, paid_out_at=TOMORROW
    )
    with pytest.raises(refunding.AlreadyPaidOut):
        refunding.mark_paid_out(reference=reference, actor=desk, paid_out_at=TOMORROW)

    assert refund.paid_out_at == TOMORROW
    assert Entry.objects.filter(action="refund.paid-out").count() == 1


def test_l12_no_more_is_refunded_than_was_captured(order, desk):
    """L12."""
    confirming.mark_paid(number=order.number, actor=desk, at=TOMORROW)

    with pytest.raises(refunding.RefundExceedsCapture):
        refunding.promise(
            order=order,
            amount=Decimal("39.91"),
            reference="too much",
            promised_at=TOMORROW,
        )
    assert Payment.objects.get(order=order).refunded == 0
