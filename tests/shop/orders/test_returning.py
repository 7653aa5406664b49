"""Taking back k of n pieces of a line."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import policy, reading
from shop.audit.models import Entry
from shop.orders.fulfilling import shipping
from shop.orders.models import Return
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import returning, settling
from shop.payments.models import Payment, Refund
from shop.returns import taking_back
from tests.examples import examples
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
LATER = NOW + timedelta(days=3)


@pytest.fixture
def desk():
    return make_order_desk()


def delivered(lines, desk, *, member=None, points=0):
    order = place(make_basket(lines, owner=member, points=points))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    return shipping.mark_delivered(number=order.number, actor=desk, at=NOW)


def take_back(order, desk, quantities, *, reference="R1", restock=True, at=LATER):
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities=quantities,
        reason="too many",
        restock=restock,
        reference=reference,
        received_at=at,
    )


def balance(member):
    figures = reading.balance(member=member, at=LATER)
    return figures.available, figures.pending, figures.owed


def test_l15_l18_one_of_two_pieces_brings_back_half_of_everything(desk):
    """L15, L18."""
    member = make_member(points=500)
    tea = make_product("20.00", stock=10)
    order = delivered([(tea, 2)], desk, member=member, points=500)
    line = order.lines.get()
    assert balance(member) == (0, 35, 0)

    returned = take_back(order, desk, {line.pk: 1})

    assert returned.money == Decimal("17.50")
    assert (returned.points_restored, returned.points_revoked) == (250, 18)
    assert balance(member) == (250, 17, 0)
    line.refresh_from_db()
    assert (line.returned_quantity, line.refunded) == (1, Decimal("17.50"))
    assert line.points_restored == 250
    assert Refund.objects.get().amount == Decimal("17.50")
    assert tea.stockrecords.get().num_in_stock == 9


def test_l16_the_last_return_leaves_exactly_nothing(desk):
    """L16."""
    member = make_member(points=100)
    tea, soap = make_product("3.33"), make_product("6.67", vat_rate=7)
    order = delivered([(tea, 3), (soap, 1)], desk, member=member, points=100)
    first, second = order.lines.order_by("pk")

    for number, pieces in enumerate([{first.pk: 1}, {first.pk: 2, second.pk: 1}]):
        take_back(order, desk, pieces, reference=f"R{number}")

    assert balance(member) == (100, 0, 0)
    assert reading.accrued(member=member, reference=order.number).kept == 0
    payment = Payment.objects.get(order=order)
    assert payment.refunded == payment.captured - order.shipping_incl_tax
    for line in order.lines.all():
        assert line.cash_kept == 0
        assert line.points_restored == line.points_redeemed


def test_l14_what_was_earned_is_reckoned_by_the_rule_of_then(desk):
    """L14."""
    member = make_member()
    order = delivered([(make_product("50.00"), 2)], desk, member=member)
    author = make_staff("loyalty.publish_rule")
    policy.publish_rule(actor=author, published_at=NOW, points_per_unit=2)

    returned = take_back(order, desk, {order.lines.get().pk: 1})

    assert returned.points_revoked == 50
    assert balance(member) == (0, 50, 0)


def test_l12_only_money_is_refunded_in_money(desk):
    """L12."""
    member = make_member(points=1500)
    order = delivered([(make_product("20.00"), 1)], desk, member=member, points=1500)

    returned = take_back(order, desk, {order.lines.get().pk: 1})

    assert (returned.money, returned.points_restored) == (Decimal("5.00"), 1500)


def test_l13_a_line_without_money_is_returned_without_money(desk):
    """L13."""
    member = make_member(points=1000)
    free = make_product("10.00")
    dear = make_product("10.00", max_points_share=0)
    order = delivered([(free, 1), (dear, 1)], desk, member=member, points=1000)
    line = order.lines.get(product=free)
    assert line.line_price_incl_tax == 0

    returned = take_back(order, desk, {line.pk: 1})

    assert (returned.money, returned.points_restored) == (0, 1000)
    assert (returned.points_revoked, balance(member)) == (0, (1000, 10, 0))
    assert not Refund.objects.exists()


def test_l21_points_that_were_spent_meanwhile_become_owed(desk):
    """L21."""
    member = make_member()
    order = delivered([(make_product("300.00"), 1)], desk, member=member)
    later = NOW + timedelta(days=20)
    place(make_basket([(make_product("20.00"), 1)], owner=member, points=300), at=later)

    take_back(order, desk, {order.lines.get().pk: 1}, at=later)

    figures = reading.balance(member=member, at=later)
    assert (figures.available, figures.owed) == (0, 300)


def test_a_guests_return_is_about_money_only(desk):
    order = delivered([(make_product("10.00"), 3)], desk)

    returned = take_back(order, desk, {order.lines.get().pk: 2})

    assert returned.money == Decimal("20.00")
    assert (returned.points_restored, returned.points_revoked) == (0, 0)


def test_a_preview_says_the_same_and_writes_nothing(desk):
    member = make_member(points=500)
    order = delivered([(make_product("20.00"), 2)], desk, member=member, points=500)
    pieces = {order.lines.get().pk: 1}

    foreseen = returning.preview(order=order, quantities=pieces)

    assert not Return.objects.exists()
    returned = take_back(order, desk, pieces)
    assert (foreseen.money, foreseen.points_restored, foreseen.points_revoked) == (
        returned.money,
        returned.points_restored,
        returned.points_revoked,
    )


def test_broken_pieces_do_not_go_back_into_stock(desk):
    tea = make_product(stock=10)
    order = delivered([(tea, 2)], desk)

    take_back(order, desk, {order.lines.get().pk: 2}, restock=False)

    assert tea.stockrecords.get().num_in_stock == 8


def test_repeating_a_reference_returns_the_first_return(desk):
    order = delivered([(make_product("10.00"), 2)], desk)
    pieces = {order.lines.get().pk: 1}

    first = take_back(order, desk, pieces)
    again = take_back(order, desk, pieces)

    assert again == first
    assert Payment.objects.get(order=order).refunded == Decimal("10.00")
    with pytest.raises(taking_back.ReferenceReused):
        take_back(order, desk, {order.lines.get().pk: 2})


@pytest.mark.parametrize("quantity", [-1, 3, 10**9])
def test_other_pieces_than_were_bought_are_refused(desk, quantity):
    order = delivered([(make_product(), 2)], desk)
    line = order.lines.get()

    with pytest.raises(returning.TooManyPieces) as refused:
        take_back(order, desk, {line.pk: quantity})

    assert refused.value.left == {line.pk: 2}
    assert not Return.objects.exists()


def test_another_orders_line_is_refused(desk):
    order = delivered([(make_product(), 2)], desk)
    other = delivered([(make_product(), 2)], desk).lines.get()

    with pytest.raises(returning.TooManyPieces) as refused:
        take_back(order, desk, {other.pk: 1})

    assert refused.value.left == {other.pk: 0}


def test_a_return_of_nothing_is_refused(desk):
    order = delivered([(make_product(), 2)], desk)

    with pytest.raises(returning.NoPieces):
        take_back(order, desk, {order.lines.get().pk: 0})


def test_f53_no_more_comes_back_for_delivery_than_was_paid_for_it(desk):
    """By however many returns, and never less than nothing."""
    order = delivered([(make_product("9.90"), 3)], desk)
    paid = order.shipping_incl_tax
    assert paid > 0
    settle = partial(
        settling.settle_pieces,
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        received_at=LATER,
    )
    cent = Decimal("0.01")

    settle(reference="R1", delivery=cent)
    for amount in (paid, Decimal("1000000"), -cent):
        with pytest.raises(returning.MoreThanDelivery) as refusal:
            settle(reference="R2", delivery=amount)
        assert refusal.value.left == paid - cent
    settle(reference="R2", delivery=paid - cent)
    with pytest.raises(returning.MoreThanDelivery):
        settle(reference="R3", delivery=cent)


def test_nothing_comes_back_from_an_order_that_has_not_arrived(desk):
    order = place(make_basket([(make_product(), 2)]))

    with pytest.raises(ImpossibleStep):
        take_back(order, desk, {order.lines.get().pk: 1})


def test_s15_s19_a_return_asks_for_permission_and_is_logged(desk):
    """S15, S19."""
    order = delivered([(make_product("10.00"), 2)], desk)
    pieces = {order.lines.get().pk: 1}

    with pytest.raises(PermissionDenied):
        take_back(order, make_staff("order.view_order"), pieces)
    take_back(order, desk, pieces)

    entry = Entry.objects.get(action="order.take-back")
    assert (entry.actor, entry.reason) == (desk, "too many")
    assert entry.after["money"] == "10.00"
    assert outbox().last().kind == "pieces-taken-back"


@given(data=st.data())
@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_l12_l16_any_sequence_of_returns_is_exact(desk, data):
    """L12, L16: refunded ≤ captured, restored ≤ redeemed, all pieces leave nothing."""
    member = make_member(points=2000)
    prices = data.draw(
        st.lists(
            st.integers(1, 5000).map(lambda cent: Decimal(cent) / 100),
            min_size=1,
            max_size=3,
        )
    )
    quantities = [data.draw(st.integers(1, 4)) for _price in prices]
    goods = sum(
        price * number for price, number in zip(prices, quantities, strict=True)
    )
    points = min(2000, int(goods * 100) - 1)
    order = delivered(
        [
            (make_product(price), number)
            for price, number in zip(prices, quantities, strict=True)
        ],
        desk,
        member=member,
        points=points if points >= 100 else 0,
    )
    left = {line.pk: line.quantity for line in order.lines.all()}
    turn = 0
    while any(left.values()):
        pieces = {pk: data.draw(st.integers(0, number)) for pk, number in left.items()}
        if not any(pieces.values()):
            pieces = {pk: min(1, number) for pk, number in left.items()}
        turn += 1
        take_back(order, desk, pieces, reference=f"{order.number}-{turn}")
        left = {pk: number - pieces[pk] for pk, number in left.items()}
        payment = Payment.objects.get(order=order)
        assert 0 <= payment.refunded <= payment.captured

    assert payment.refunded == payment.captured - order.shipping_incl_tax
    assert balance(member) == (2000, 0, 0)
