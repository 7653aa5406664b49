"""A parcel is under way: its shopper says so, or a pick-up point has it."""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.returns.ending import NotOpen, locked
from shop.returns.models import ReturnRequest
from shop.users.models import User
from shop.users.permission import require

State = ReturnRequest.State


@transaction.atomic
def mark_sent(*, number: str, shopper: User | None, at: datetime) -> ReturnRequest:
    """The shopper has sent the parcel off. Repeating it changes nothing.

    Whoever calls this has seen to it that the shopper may. Raises NotOpen.
    """
    return _send(number, actor=shopper, action="return.sent", at=at)


@transaction.atomic
def hand_in(*, number: str, actor: User, at: datetime) -> ReturnRequest:
    """A pick-up point has taken the parcel in; it still has to be opened.

    Raises NotOpen.
    """
    require(actor, "returns.receive_return")
    return _send(number, actor=actor, action="return.hand-in", at=at)


def _send(
    number: str, *, actor: User | None, action: str, at: datetime
) -> ReturnRequest:
    request = locked(number)
    if request.state == State.SENT:
        return request
    if request.state != State.REQUESTED:
        raise NotOpen(number)
    request.state = State.SENT
    request.sent_at = at
    request.save(update_fields=["state", "sent_at"])
    record(
        actor=actor,
        action=action,
        subject=f"return:{number}",
        recorded_at=at,
        before={"state": State.REQUESTED},
        after={"state": State.SENT},
    )
    return request
