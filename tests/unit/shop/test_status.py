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
    (Step.SHIP, S.CONFIRMED, False): S.SHIPPED,
    (Step.SHIP, S.CONFIRMED, True): S.SHIPPED,
    (Step.DELIVER, S.SHIPPED, True): S.DELIVERED,
    (Step.CANCEL, S.AWAITING_PAYMENT, False): S.CANCELLED,
    (Step.CANCEL, S.CONFIRMED, False): S.CANCELLED,
    (Step.CANCEL, S.CONFIRMED, True): S.CANCELLED,
    (Step.CANCEL, S.SHIPPED, False): S.CANCELLED,
    (Step.LAPSE, S.AWAITING_PAYMENT, False): S.LAPSED,
    (Step.TAKE_BACK, S.DELIVERED, True): S.DELIVERED,
}
EVERYTHING = list(itertools.product(Step, OrderStatus, [False, True]))


@pytest.mark.parametrize(("step", "status", "paid"), EVERYTHING)
def test_a_step_leads_where_it_should_or_is_refused(step, status, paid):
    if leads_to := LEADS_TO.get((step, status, paid)):
        assert after(step, status=status, paid=paid) == leads_to
    else:
        with pytest.raises(ImpossibleStep) as refused:
            after(step, status=status, paid=paid)
        assert (refused.value.step, refused.value.status) == (step, status)


@pytest.mark.parametrize(
    ("status", "paid"), list(itertools.product(OrderStatus, [0, 1]))
)
def test_possible_steps_are_those_that_are_not_refused(status, paid):
    assert set(possible(status=status, paid=bool(paid))) == {
        step
        for step, from_status, was in LEADS_TO
        if (from_status, was) == (status, paid)
    }
