"""F47: days end with the day, in the shop's zone; late money is always recorded."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from shop import days
from shop.audit.models import Entry
from shop.baskets import vouchers
from shop.books import proving
from shop.books.examined import Examined
from shop.books.examining import pieces
from shop.delivery.pickups import overdue
from shop.forks.order.models import Order
from shop.orders.fulfilling import collecting
from shop.orders.paying import confirming, lapsing
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling
from shop.payments.models import Refund
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_voucher,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2025, 3, 21, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Berlin
MIDNIGHT = datetime(2025, 3, 21, 23, 0, tzinfo=UTC)


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def order():
    """Placed on 14 March, to be paid by the 21st."""
    return place(make_basket([(make_product("10.00"), 1)]))


def test_f47_an_order_can_be_paid_all_through_its_last_day(order, desk):
    assert lapsing.lapse_unpaid(at=EVENING) == 0
    assert days.day_of(order.payment_due_at) == days.day_of(EVENING)

    paid = confirming.mark_paid(number=order.number, actor=desk, at=EVENING)

    assert paid.status == "confirmed"


def test_f47_the_day_ends_with_the_day_where_clocks_change():
    placed_at = datetime(2025, 3, 23, 12, 0, tzinfo=UTC)  # they go on on the 30th

    due_at = days.close_after(placed_at, days=7)

    assert due_at.astimezone(BERLIN) == datetime(
        2025, 3, 30, 23, 59, 59, 999999, tzinfo=BERLIN
    )


def test_f47_money_a_second_late_pays_an_order_that_still_waits(order, desk):
    paid = confirming.mark_paid(number=order.number, actor=desk, at=MIDNIGHT)

    assert (paid.status, paid.payment.captured) == ("confirmed", Decimal("14.90"))


def test_f47_late_money_is_kept_where_the_points_are_free_again(desk):
    member = make_member(points=500)
    basket = make_basket([(make_product("10.00"), 1)], owner=member, points=500)
    order = place(basket)

    with pytest.raises(confirming.PaymentWindowClosed):
        confirming.mark_paid(number=order.number, actor=desk, at=MIDNIGHT)

    check_kept(order, "lapsed")


@pytest.mark.parametrize("end", ["lapsed", "cancelled"])
def test_f47_late_money_for_an_order_that_is_over_is_kept_once(order, desk, end):
    if end == "lapsed":
        lapsing.lapse_unpaid(at=MIDNIGHT)
    else:
        cancelling.cancel(
            number=order.number, actor=desk, reason="", cancelled_at=EVENING
        )
    for _attempt in range(2):
        with pytest.raises(confirming.PaymentWindowClosed):
            confirming.mark_paid(number=order.number, actor=desk, at=MIDNIGHT)

    check_kept(order, end)


def kept_late(order, desk, *seen):
    """What was seen for it, one after the other; what is to go back."""
    for amount, reference in seen:
        with pytest.raises(confirming.PaymentWindowClosed):
            confirming.mark_paid(
                number=order.number,
                actor=desk,
                at=MIDNIGHT,
                seen=confirming.Seen(Decimal(amount), reference),
            )
    assert proving.differences("money") == []
    assert outbox().filter(kind="payment-late").count() == Refund.objects.count()
    return [str(amount) for amount in Refund.objects.values_list("amount", flat=True)]


def test_f47_late_money_is_kept_however_much_it_is(order, desk):
    """F47: 9.00 of 14.90 were refused, and nothing was kept."""
    lapsing.lapse_unpaid(at=MIDNIGHT)

    assert kept_late(order, desk, ("9.00", "stmt 1")) == ["9.00"]


def test_f47_each_late_transfer_is_kept_and_each_once(order, desk):
    """F47: the second was said to be recorded."""
    lapsing.lapse_unpaid(at=MIDNIGHT)
    first, second = ("14.90", "stmt 1"), ("14.90", "stmt 2")

    assert kept_late(order, desk, first, second, first) == ["14.90", "14.90"]


def test_f47_money_for_a_paid_order_is_kept_where_it_is_other_money(order, desk):
    """F47: a second transfer was refused without a record."""
    seen = confirming.Seen(order.total_incl_tax, "stmt 1")
    pay = partial(confirming.mark_paid, number=order.number, actor=desk, at=EVENING)
    pay(seen=seen)

    for same in (seen, None):
        with pytest.raises(ImpossibleStep):
            pay(seen=same)
    assert kept_late(order, desk, ("9.00", "stmt 2")) == ["9.00"]


def test_f47_another_amount_for_an_order_that_waits_is_typed_again(order, desk):
    """The positive control: what is not late can be corrected."""
    with pytest.raises(confirming.AnotherAmount):
        confirming.mark_paid(
            number=order.number,
            actor=desk,
            at=EVENING,
            seen=confirming.Seen(Decimal("9.00"), "stmt 1"),
        )


def check_kept(order, status):
    over = Order.objects.get(pk=order.pk)
    assert (over.status, over.paid_at) == (status, None)
    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (order.total_incl_tax, "promised")
    assert Entry.objects.filter(action="payment.late").count() == 1
    assert outbox().filter(kind="payment-late").count() == 1
    money = next(piece for piece in pieces(at=MIDNIGHT) if piece.what == Examined.MONEY)
    assert [said for said in money.differences if order.number in said] == []


def test_f47_what_is_kept_for_pick_up_is_kept_all_day(desk):
    order = place(
        make_basket([(make_product("10.00"), 1)]),
        delivery_code="pickup",
        payment_method="on-delivery",
    )
    collecting.mark_ready(number=order.number, actor=desk, at=NOW)
    kept = order.pickup.point.days_to_collect
    last = days.close_after(NOW, days=kept)

    assert not overdue(at=last - timedelta(seconds=1)).exists()
    assert overdue(at=last + timedelta(seconds=1)).exists()


def test_f47_an_offer_that_ends_on_a_day_holds_all_through_it():
    """F47: a date that is typed is kept as its first moment."""
    last = datetime(2025, 3, 14, tzinfo=BERLIN)
    make_offer("Percentage", 50, end_datetime=last)

    def cost(at):
        order = place(make_basket([(make_product("10.00"), 1)]), at=at)
        return order.lines.get().line_price_incl_tax

    evening = datetime(2025, 3, 14, 23, 59, tzinfo=BERLIN)
    assert cost(evening) == Decimal("5.00")
    assert cost(evening + timedelta(minutes=1)) == Decimal("10.00")


def test_f47_an_offer_that_ends_at_an_hour_ends_then():
    noon = datetime(2025, 3, 14, 12, tzinfo=BERLIN)

    assert days.is_within(None, noon, at=noon)
    assert not days.is_within(None, noon, at=noon + timedelta(seconds=1))


def test_f47_a_voucher_that_ends_on_a_day_can_be_used_all_through_it():
    voucher = make_voucher()
    make_offer("Absolute", "2.00", voucher=voucher)
    voucher.end_datetime = datetime(2025, 3, 14, tzinfo=BERLIN)
    voucher.save()
    basket = make_basket([(make_product("10.00"), 1)])
    evening = datetime(2025, 3, 14, 23, 59, tzinfo=BERLIN)

    vouchers.redeem(basket=basket, code="SUN", at=evening)
    order = place(basket, at=evening)

    assert order.lines.get().line_price_incl_tax == Decimal("8.00")
    with pytest.raises(vouchers.VoucherRefused):
        vouchers.redeem(
            basket=make_basket([(make_product("10.00"), 1)]),
            code="SUN",
            at=evening + timedelta(minutes=1),
        )
