"""Requests that nothing more is awaited of: cancelled, closed, or overtaken."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.forks.order.models import Order
from shop.happenings.telling import happen
from shop.orders import steps
from shop.returns import pieces
from shop.returns.models import RequestedLine, ReturnRequest
from shop.users.models import User
from shop.users.permission import require

State = ReturnRequest.State


class NotOpen(Exception):
    """The request has ended, or goes on in a way that forbids this."""


def locked(number: str) -> ReturnRequest:
    """Lock the order of a request, then read the request as it is.

    Every change of a request is made under its order's lock. Raises
    ReturnRequest.DoesNotExist.
    """
    found = ReturnRequest.objects.select_related("order").get(number=number)
    order = steps.locked(found.order.number)
    request = ReturnRequest.objects.get(pk=found.pk)
    request.order = order
    return request


@transaction.atomic
def cancel(*, number: str, shopper: User | None, at: datetime) -> ReturnRequest:
    """The shopper keeps the goods; nothing of them has been received.

    Whoever calls this has seen to it that the shopper may. Repeating it changes
    nothing. Raises NotOpen.
    """
    request = locked(number)
    if request.state == State.CANCELLED:
        return request
    if not request.can_be_cancelled:
        raise NotOpen(number)
    _give_up(request, actor=shopper, action="return.cancel", at=at)
    return request


@transaction.atomic
def close(*, number: str, actor: User, words: str, at: datetime) -> ReturnRequest:
    """Staff await no more pieces; what was received stays settled. Raises NotOpen."""
    require(actor, "returns.receive_return")
    request = locked(number)
    if not request.is_open:
        raise NotOpen(number)
    _give_up(request, actor=actor, action="return.close", at=at, words=words)
    happen(
        kind="return.closed",
        subject=f"return:{number}",
        facts={"order": request.order.number, "said": words},
        at=at,
        reference=number,
    )
    return request


def let_go(*, order: Order, at: datetime) -> None:
    """Await no pieces of a locked order that came back, or were sold, otherwise.

    The youngest requests give way first.
    """
    left = (
        dict.fromkeys(order.lines.values_list("pk", flat=True), 0)
        if order.cancelled_at
        else dict(pieces.all_with_the_shopper(order=order))
    )
    open_ones = list(order.return_requests.filter(ended_at=None).order_by("pk"))
    changed = [line for request in open_ones for line in _beyond(request, left)]
    RequestedLine.objects.bulk_update(changed, ["given_up"])
    touched = {line.request_id for line in changed}
    for request in open_ones:
        if request.pk in touched:
            conclude(request, at=at)
            _log(request, actor=None, action="return.overtaken", at=at)


def conclude(request: ReturnRequest, *, at: datetime) -> None:
    """Say where a request stands, by what became of its pieces."""
    lines = list(RequestedLine.objects.filter(request=request))
    received = any(line.received for line in lines)
    refused = any(line.refused for line in lines)
    if any(line.open for line in lines):
        if received or refused:
            request.state = State.PART
    else:
        request.ended_at = at
        request.state = State.CANCELLED
        if received or refused:
            request.state = State.SETTLED if received else State.REFUSED
    request.save(update_fields=["state", "ended_at"])


def _beyond(request: ReturnRequest, left: dict[int, int]) -> list[RequestedLine]:
    """The lines that await more than is left, which is used up."""
    changed = []
    for line in RequestedLine.objects.filter(request=request):
        possible = min(line.open, left.get(line.line_id, 0))
        left[line.line_id] = left.get(line.line_id, 0) - possible
        if possible < line.open:
            line.given_up += line.open - possible
            changed.append(line)
    return changed


def _give_up(
    request: ReturnRequest,
    *,
    actor: User | None,
    action: str,
    at: datetime,
    words: str = "",
) -> None:
    before = request.state
    lines = list(request.lines.all())
    for line in lines:
        line.given_up += line.open
    RequestedLine.objects.bulk_update(lines, ["given_up"])
    conclude(request, at=at)
    _log(request, actor=actor, action=action, at=at, before=before, words=words)


def _log(
    request: ReturnRequest,
    *,
    actor: User | None,
    action: str,
    at: datetime,
    before: str = "",
    words: str = "",
) -> None:
    changed: Mapping[str, str] = {"state": before} if before else {}
    record(
        actor=actor,
        action=action,
        subject=f"return:{request.number}",
        recorded_at=at,
        before=changed,
        after={"state": request.state},
        reason=words,
    )
