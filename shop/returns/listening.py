"""What shoppers hear by mail of their returns and withdrawals."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.orders import mails
from shop.orders.fulfilling.collecting import shown
from shop.returns.models import Receipt, ReturnRequest, Withdrawal


@listens("mail", to="return.requested")
def _requested(happening: Happening) -> None:
    """How to send the pieces back, and what they bring."""
    request = _request_of(happening.key)
    facts = dict(happening.facts)
    del facts["order"]
    _tell(
        happening,
        request,
        kind="return-requested",
        pieces=mails.pieces(
            request.lines.select_related("line"), language=request.order.language
        ),
        **_how(request),
        **facts,
    )


@listens("mail", to="return.received")
def _received(happening: Happening) -> None:
    """What was received is told by the settlement; the rest is told here."""
    request = _request_of(happening.key)
    receipt = request.receipts.get(turn=happening.facts["turn"])
    if happening.facts["refused"]:
        pieces = _refused(receipt, request.order.language)
        _tell(
            happening,
            request,
            kind="return-refused",
            pieces=pieces,
            said=receipt.words,
        )
    elif receipt.words:
        _tell(happening, request, kind="return-words", said=receipt.words)


@listens("mail", to="return.closed")
def _closed(happening: Happening) -> None:
    """No more pieces are awaited."""
    request = _request_of(happening.key)
    _tell(happening, request, kind="return-ended", said=happening.facts["said"])


@listens("mail", to="order.withdrawn")
def _withdrawn(happening: Happening) -> None:
    """Everything that was declared, with its day and time, on a durable medium.

    It goes to the address given with the declaration.
    """
    withdrawal = Withdrawal.objects.get(reference=happening.reference)
    order = mails.order_of(happening)
    with translation.override(order.language):
        facts: dict[str, Any] = {
            "declared_by": withdrawal.name,
            "declared_at": _moment(withdrawal.declared_at),
            "ordered_on": date_format(_local(order.date_placed)),
            "pieces": withdrawal.pieces,
        }
    facts |= {name: fact for name, fact in happening.facts.items() if fact is not None}
    if number := happening.facts["return_number"]:
        facts |= _how(_request_of(number))
    mails.tell(
        happening,
        kind="withdrawal-confirmed",
        order=order,
        to=withdrawal.email,
        **facts,
    )


def _moment(at: datetime) -> str:
    """A day and a time of the shop's clock, with its zone."""
    local = _local(at)
    return _("%(moment)s (%(zone)s)") % {
        "moment": date_format(local, "DATETIME_FORMAT"),
        "zone": local.tzname(),
    }


def _how(request: ReturnRequest) -> dict[str, Any]:
    """Where a parcel goes, and what is shown at a pick-up point."""
    return {
        "send_to": [settings.SELLER_NAME, *settings.SELLER_ADDRESS],
        "drop_off_code": shown(request.drop_off_code),
    }


def _refused(receipt: Receipt, language: str) -> list[dict[str, Any]]:
    """Which pieces were refused, and why."""
    with translation.override(language):
        return [
            {
                "title": str(line.line.line.name),
                "quantity": line.refused,
                "why": str(line.get_refusal_display()),
            }
            for line in receipt.lines.select_related("line__line")
            if line.refused
        ]


def _request_of(number: str) -> ReturnRequest:
    return ReturnRequest.objects.select_related("order").get(number=number)


def _tell(
    happening: Happening, request: ReturnRequest, *, kind: str, **facts: Any
) -> None:
    mails.tell(
        happening,
        kind=kind,
        order=request.order,
        return_number=request.number,
        **facts,
    )


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, timezone.get_default_timezone())
