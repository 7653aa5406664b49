"""Which step an order can take from where it stands: pure.

    awaiting payment ──pay──▶ confirmed ──ship──▶ shipped ──deliver──▶ delivered
          │      └──lapse──▶ lapsed  │                  │          take back ⟲
          └────────cancel──▶ cancelled ◀──cancel──┴──cancel (unpaid only)

An order that is picked up is made ready instead of shipped, and is delivered when it
is handed over. Until then it can be cancelled, paid or not: not everybody comes.

An order to be paid on delivery starts confirmed and is paid while confirmed or
shipped; none is delivered unpaid. A parcel that its shopper would not pay for comes
back, and the order is cancelled. Pieces come back from delivered orders only.
"""

from enum import StrEnum

from shop.forks.order.models import OrderStatus


class Step(StrEnum):
    PAY = "mark-paid"
    SHIP = "mark-shipped"
    READY = "mark-ready"
    DELIVER = "mark-delivered"
    CANCEL = "cancel"
    LAPSE = "lapse"
    TAKE_BACK = "take-back"


class ImpossibleStep(Exception):
    """An order cannot take this step from where it stands."""

    def __init__(self, step: Step, status: str):
        super().__init__(f"{step} is impossible for an order that is {status}")
        self.step = step
        self.status = status


_S = OrderStatus
_UNPAID = {
    (Step.PAY, _S.AWAITING_PAYMENT): _S.CONFIRMED,
    (Step.PAY, _S.CONFIRMED): _S.CONFIRMED,
    (Step.PAY, _S.SHIPPED): _S.SHIPPED,
    (Step.PAY, _S.READY): _S.READY,
    (Step.SHIP, _S.CONFIRMED): _S.SHIPPED,
    (Step.READY, _S.CONFIRMED): _S.READY,
    (Step.CANCEL, _S.AWAITING_PAYMENT): _S.CANCELLED,
    (Step.CANCEL, _S.CONFIRMED): _S.CANCELLED,
    (Step.CANCEL, _S.SHIPPED): _S.CANCELLED,
    (Step.CANCEL, _S.READY): _S.CANCELLED,
    (Step.LAPSE, _S.AWAITING_PAYMENT): _S.LAPSED,
}
_PAID = {
    (Step.SHIP, _S.CONFIRMED): _S.SHIPPED,
    (Step.READY, _S.CONFIRMED): _S.READY,
    (Step.DELIVER, _S.SHIPPED): _S.DELIVERED,
    (Step.DELIVER, _S.READY): _S.DELIVERED,
    (Step.CANCEL, _S.CONFIRMED): _S.CANCELLED,
    (Step.CANCEL, _S.READY): _S.CANCELLED,
    (Step.TAKE_BACK, _S.DELIVERED): _S.DELIVERED,
}


def after(step: Step, *, status: str, paid: bool, pickup: bool = False) -> OrderStatus:
    """Where `step` leads; raises ImpossibleStep."""
    leads_to = (_PAID if paid else _UNPAID).get((step, OrderStatus(status)))
    if leads_to is None or step == _otherwise(pickup):
        raise ImpossibleStep(step, status)
    return leads_to


def possible(*, status: str, paid: bool, pickup: bool = False) -> list[Step]:
    """The steps an order can take now."""
    steps = _PAID if paid else _UNPAID
    return [
        step
        for step, from_status in steps
        if from_status == status and step != _otherwise(pickup)
    ]


def _otherwise(pickup: bool) -> Step:
    """The step that only orders take which reach their shopper the other way."""
    return Step.SHIP if pickup else Step.READY
