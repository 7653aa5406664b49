"""Orders that are picked up: ready, remembered, handed over."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from shop.delivery.models import Pickup
from shop.delivery.pickups import address_lines, hours_in_words, waiting
from shop.forks.order.models import Order, OrderStatus
from shop.orders import mails, steps, stock
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.status import Step
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
    kept = timedelta(days=pickup.point.days_to_collect)
    pickup.code = new_code()
    pickup.collect_by, pickup.remind_at = at + kept, at + kept / 2
    pickup.save()
    _tell(pickup, kind="order-ready", at=at)
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
def hand_over(*, code: str, money_taken: bool, actor: User, at: datetime) -> Order:
    """Give an order to whoever shows its code: it is delivered.

    An order that is not paid is paid now if `money_taken`. Of several people who
    hand over the same order one does; the others get WrongCode. Raises WrongCode,
    and ImpossibleStep for an order that is still to be paid.
    """
    require(actor, "order.mark_delivered")
    order = steps.locked(look_up(code).order.number)
    if order.status != OrderStatus.READY:
        raise WrongCode
    if money_taken and order.paid_at is None:
        confirming.mark_paid(number=order.number, actor=actor, at=at)
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
    _tell(pickup, kind="pickup-reminder", at=at)
    return True


def _tell(pickup: Pickup, *, kind: str, at: datetime) -> None:
    order, point = pickup.order, pickup.point
    with translation.override(order.language):
        facts: dict[str, Any] = {
            "code": shown(pickup.code),
            "point": address_lines(point),
            "hours": hours_in_words(point),
            "note": point.note,
            "kept_until": date_format(timezone.localdate(pickup.collect_by)),
            "to_pay": "" if order.paid_at else str(order.total_incl_tax),
        }
    mails.tell(order=order, kind=kind, at=at, **facts)
