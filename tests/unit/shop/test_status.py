"""The status machine: every step from every status, paid or not."""

import itertools

import pytest

from shop.forks.order.models import OrderStatus
from shop.orders.status import ImpossibleStep, Step, after, possible

S = OrderStatus
LEADS_TO = {
    (Step.PAY, S.AWAITING_PAYMENT, False): S.CONFIRMED,
    (Step.PAY, S.CONFIRMED, False): S.CONFIRMED,
    (Step.PAY, S.SHIPPED, False): S.SHIPPED,
    (Step.PAY, S.READY, False): S.READY,
    (Step.SHIP, S.CONFIRMED, False): S.SHIPPED,
    (Step.SHIP, S.CONFIRMED, True): S.SHIPPED,
    (Step.READY, S.CONFIRMED, False): S.READY,
    (Step.READY, S.CONFIRMED, True): S.READY,
    (Step.DELIVER, S.SHIPPED, True): S.DELIVERED,
    (Step.DELIVER, S.READY, True): S.DELIVERED,
    (Step.CANCEL, S.AWAITING_PAYMENT, False): S.CANCELLED,
    (Step.CANCEL, S.CONFIRMED, False): S.CANCELLED,
    (Step.CANCEL, S.CONFIRMED, True): S.CANCELLED,
    (Step.CANCEL, S.SHIPPED, False): S.CANCELLED,
    (Step.CANCEL, S.READY, False): S.CANCELLED,
    (Step.CANCEL, S.READY, True): S.CANCELLED,
    (Step.LAPSE, S.AWAITING_PAYMENT, False): S.LAPSED,
    (Step.TAKE_BACK, S.DELIVERED, True): S.DELIVERED,
}
# The step that only orders take which a parcel brings, or which are picked up.
NOT_FOR = {False: Step.READY, True: Step.SHIP}
EVERYTHING = list(itertools.product(Step, OrderStatus, [False, True], NOT_FOR))


@pytest.mark.parametrize(("step", "status", "paid", "pickup"), EVERYTHING)
def test_a_step_leads_where_it_should_or_is_refused(step, status, paid, pickup):
    leads_to = LEADS_TO.get((step, status, paid))
    if leads_to and step != NOT_FOR[pickup]:
        assert after(step, status=status, paid=paid, pickup=pickup) == leads_to
    else:
        with pytest.raises(ImpossibleStep) as refused:
            after(step, status=status, paid=paid, pickup=pickup)
        assert (refused.value.step, refused.value.status) == (step, status)


@pytest.mark.parametrize(
    ("status", "paid", "pickup"),
    list(itertools.product(OrderStatus, [False, True], NOT_FOR)),
)
def test_possible_steps_are_those_that_are_not_refused(status, paid, pickup):
    assert set(possible(status=status, paid=paid, pickup=pickup)) == {
        step
        for step, from_status, was in LEADS_TO
        if (from_status, was) == (status, paid) and step != NOT_FOR[pickup]
    }
