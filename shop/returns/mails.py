"""What shoppers are told about their returns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.forks.order.models import Order
from shop.orders import mails
from shop.orders.fulfilling.collecting import shown
from shop.returns.foreseeing import Foreseen
from shop.returns.models import Receipt, RequestedLine, ReturnRequest, Withdrawal


def requested(request: ReturnRequest, foreseen: Foreseen, *, at: datetime) -> None:
    """How to send the pieces back, and what they bring."""
    _tell(
        request,
        "return-requested",
        at=at,
        pieces=_pieces(request.lines.select_related("line")),
        **how(request),
        **_expected(foreseen),
    )


def refused(receipt: Receipt, *, at: datetime) -> None:
    """Which pieces were refused, and why."""
    with translation.override(receipt.request.order.language):
        pieces = [
            {
                "title": line.line.line.title,
                "quantity": line.refused,
                "why": str(line.get_refusal_display()),
            }
            for line in receipt.lines.select_related("line__line")
            if line.refused
        ]
    _tell(
        receipt.request,
        "return-refused",
        at=at,
        cause=f"{receipt.request.number}-{receipt.turn}",
        pieces=pieces,
        said=receipt.words,
    )


def received_with_words(receipt: Receipt, *, at: datetime) -> None:
    """What staff say about pieces that they received."""
    _tell(
        receipt.request,
        "return-words",
        at=at,
        cause=f"{receipt.request.number}-{receipt.turn}",
        said=receipt.words,
    )


def ended(request: ReturnRequest, *, words: str, at: datetime) -> None:
    """No more pieces are awaited."""
    _tell(request, "return-ended", at=at, said=words)


def withdrawn(
    withdrawal: Withdrawal,
    *,
    request: ReturnRequest | None,
    foreseen: Foreseen | None,
    at: datetime,
) -> None:
    """Everything that was declared, with its day and time, on a durable medium.

    It goes to the address given with the declaration.
    """
    order = withdrawal.order
    with translation.override(order.language):
        facts: dict[str, Any] = {
            "declared_by": withdrawal.name,
            "declared_at": moment(at),
            "ordered_on": date_format(_local(order.date_placed)),
            "pieces": withdrawal.pieces,
            "refund": str(order.payment.captured) if request is None else "",
        }
    if request is not None:
        facts |= {"return_number": request.number, **how(request)}
    if foreseen is not None:
        facts |= _expected(foreseen)
    mails.tell(
        order=order,
        kind="withdrawal-confirmed",
        at=at,
        cause=withdrawal.reference,
        to=withdrawal.email,
        **facts,
    )


def moment(at: datetime) -> str:
    """A day and a time of the shop's clock, with its zone."""
    local = _local(at)
    return _("%(moment)s (%(zone)s)") % {
        "moment": date_format(local, "DATETIME_FORMAT"),
        "zone": local.tzname(),
    }


def how(request: ReturnRequest) -> dict[str, Any]:
    """Where a parcel goes, and what is shown at a pick-up point."""
    return {
        "send_to": [settings.SELLER_NAME, *settings.SELLER_ADDRESS],
        "drop_off_code": shown(request.drop_off_code),
    }


def _expected(foreseen: Foreseen) -> dict[str, Any]:
    return {
        "expected": str(foreseen.money),
        "expected_delivery": str(foreseen.delivery),
        "expected_restored": foreseen.points_restored,
        "expected_revoked": foreseen.points_revoked,
        "others_open": foreseen.others_open,
    }


def _pieces(lines: Iterable[RequestedLine]) -> list[dict[str, Any]]:
    return [{"title": line.line.title, "quantity": line.quantity} for line in lines]


def _tell(
    request: ReturnRequest, kind: str, *, at: datetime, cause: str = "", **facts: Any
) -> None:
    order: Order = request.order
    mails.tell(
        order=order,
        kind=kind,
        at=at,
        cause=cause or request.number,
        return_number=request.number,
        **facts,
    )


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, timezone.get_default_timezone())
