"""Orders that are picked up: ready, remembered, handed over."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shop import days
from shop.delivery.models import Pickup
from shop.delivery.pickups import waiting
from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import steps, stock
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.status import Step
from shop.rewards import perks
from shop.typed.numbers import ALPHABET, read_figures
from shop.users.models import User
from shop.users.permission import require

CODE_LENGTH = 8


class WrongCode(Exception):
    """No order lies ready under this code."""


@transaction.atomic
def mark_ready(*, number: str, actor: User, at: datetime) -> Order:
    """Record that the goods lie at their pick-up point; the shopper gets the code.

    Raises ImpossibleStep.
    """
    require(actor, "order.mark_ready")
    order = steps.locked(number)
    steps.take(order=order, step=Step.READY, actor=actor, at=at, ready_at=at)
    stock.send_off(order)
    pickup: Pickup = order.pickup
    pickup.code = new_code()
    pickup.collect_by = days.close_after(at, days=pickup.point.days_to_collect)
    pickup.remind_at = at + timedelta(days=pickup.point.days_to_collect) / 2
    pickup.save()
    happen(
        kind="order.ready",
        subject=f"order:{number}",
        facts=_at_the_counter(pickup),
        at=at,
        reference=number,
    )
    return order


def look_up(code: str) -> Pickup:
    """Return what lies ready under a code, however it was written.

    Raises WrongCode, for orders that were handed over or cancelled as well.
    """
    figures = read_figures(code)
    if len(figures) != CODE_LENGTH:
        raise WrongCode
    found = waiting().filter(code=figures).first()
    if found is None:
        raise WrongCode
    return found


@transaction.atomic
def hand_over(
    *,
    code: str,
    money_taken: bool,
    actor: User,
    at: datetime,
    perk_given: bool = False,
) -> Order:
    """Give an order to whoever shows its code: it is delivered.

    What the shopper's tier gives by hand goes along, if `perk_given` and it is due. An
    order that is not paid is paid now if `money_taken`. Of several people who
    hand over the same order one does; the others get WrongCode. Raises WrongCode,
    and ImpossibleStep for an order that is still to be paid.
    """
    require(actor, "order.mark_delivered")
    order = steps.locked(look_up(code).order.number)
    if order.status != OrderStatus.READY:
        raise WrongCode
    if money_taken and order.paid_at is None:
        confirming.mark_paid(number=order.number, actor=actor, at=at)
    if perk_given:
        perks.hand_out(member_id=order.user_id, order=order.number, actor=actor, at=at)
    return shipping.mark_delivered(number=order.number, actor=actor, at=at)


def remind_uncollected(*, at: datetime) -> int:
    """Remind of orders that lie ready for half of their time; returns how many.

    Each in its own transaction and once, whatever runs beside it (S18).
    """
    reminded = 0
    while _remind_one(at):
        reminded += 1
    return reminded


def shown(code: str) -> str:
    """A code as people read it: in two halves."""
    return f"{code[:4]}-{code[4:]}"


def new_code() -> str:
    """Draw a code from 32⁸, short enough to be typed at a counter."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


@transaction.atomic
def _remind_one(at: datetime) -> bool:
    pickup = (
        Pickup.objects.select_for_update(of=["self"], skip_locked=True)
        .select_related("order", "point")
        .filter(order__status=OrderStatus.READY, remind_at__lte=at)
        .order_by("remind_at", "pk")
        .first()
    )
    if pickup is None:
        return False
    pickup.remind_at = None
    pickup.save(update_fields=["remind_at"])
    number = pickup.order.number
    happen(
        kind="order.uncollected",
        subject=f"order:{number}",
        facts=_at_the_counter(pickup),
        at=at,
        reference=number,
    )
    return True


def _at_the_counter(pickup: Pickup) -> dict[str, str]:
    """Until when it lies there, and what is to be paid: its code is nobody's news."""
    order = pickup.order
    return {
        "collect_by": timezone.localdate(pickup.collect_by).isoformat(),
        "to_pay": "" if order.paid_at else str(order.total_incl_tax),
    }
