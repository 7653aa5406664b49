"""Returns as their shopper reads them: what may come back, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.account.orders.goods import LineRow
from shop.components.numbers import money, points
from shop.orders.fulfilling.collecting import shown
from shop.orders.models import Return
from shop.orders.undoing.returning import ZERO
from shop.returns import foreseeing
from shop.returns.foreseeing import Foreseen
from shop.returns.models import Receipt, RequestedLine, ReturnRequest
from shop.returns.withdrawing import NOT_SENT

State = ReturnRequest.State


@dataclass(frozen=True)
class ReturnLineRow:
    """One line of a request, with what is still known of its product."""

    asked: RequestedLine
    goods: LineRow


@dataclass(frozen=True)
class ReturnView:
    request: ReturnRequest

    @cached_property
    def rows(self) -> list[ReturnLineRow]:
        known = {line.pk: line for line in self.request.order.lines.all()}
        return [
            ReturnLineRow(line, LineRow(known[line.line_id]))
            for line in self.request.lines.all()
        ]

    @cached_property
    def receipts(self) -> list[Receipt]:
        return list(
            self.request.receipts.select_related("returned").prefetch_related(
                "lines__line__line", "returned__lines__line"
            )
        )

    @cached_property
    def foreseen(self) -> Foreseen | None:
        return foreseeing.foresee_request(self.request, at=timezone.now())

    @property
    def has_left(self) -> bool:
        """Whether the goods are, or will soon be, where they can be sent back from."""
        return self.request.order.status not in NOT_SENT

    @cached_property
    def settled(self) -> list[Return]:
        """What has gone back for the pieces that came, parcel by parcel."""
        return [each.returned for each in self.receipts if each.returned]

    @property
    def settled_rows(self) -> list[dict[str, Any]]:
        """The same in sum, as components/summary.html takes it."""
        return [
            *(
                {
                    "label": f"{part.quantity} × {part.line.name}",
                    "amount": part.money,
                }
                for back in self.settled
                for part in back.lines.all()
            ),
            *_besides(
                delivery=sum((back.delivery for back in self.settled), ZERO),
                restored=sum(back.points_back for back in self.settled),
                repaid=sum(back.points_repaid for back in self.settled),
                expired=sum(back.points_expired for back in self.settled),
                revoked=sum(back.points_revoked for back in self.settled),
            ),
        ]

    @property
    def settled_money(self) -> Decimal:
        return sum((back.money for back in self.settled), ZERO)

    @property
    def drop_off_code(self) -> str:
        return shown(self.request.drop_off_code)

    @property
    def drop_off_picture(self) -> str:
        return _picture(self.request.drop_off_code)

    @property
    def number_picture(self) -> str:
        return _picture(self.request.number)

    @property
    def seller(self) -> list[str]:
        return [settings.SELLER_NAME, *settings.SELLER_ADDRESS]

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """What happened and what comes, as components/timeline.html takes it."""
        request = self.request
        events = [_event(_("Requested"), request.requested_at)]
        if request.sent_at or request.is_open:
            events.append(_event(_("On its way back"), request.sent_at))
        events += [
            _event(*_found(receipt), receipt.received_at) for receipt in self.receipts
        ]
        if request.is_open:
            events.append(_event(_("Received and settled"), None))
        elif request.state == State.CANCELLED or not self._ended_with_a_receipt:
            label = str(request.get_state_display())
            events.append(_event(label, request.ended_at) | {"state": "stopped"})
        done = [event for event in events if event["at"]]
        coming = [event for event in events if not event["at"]]
        if request.state == State.PART:
            coming = [event for event in coming if event is events[-1]]
        done.sort(key=lambda event: event["at"])
        match request.state:
            case State.REQUESTED:
                done.append(_event(_("To be sent off"), None) | {"state": "current"})
            case State.SENT:
                done[-1]["state"] = "current"
            case State.PART:
                rest = _event(_("The rest is awaited"), None)
                done.append(rest | {"state": "current"})
        return done + coming

    @property
    def _ended_with_a_receipt(self) -> bool:
        ended_at = self.request.ended_at
        return any(receipt.received_at == ended_at for receipt in self.receipts)


def foreseen_rows(foreseen: Foreseen) -> list[dict[str, Any]]:
    """What comes back, as components/summary.html takes it."""
    rows: list[dict[str, Any]] = [
        {
            "label": f"{part.quantity} × {part.line.name}",
            "amount": part.money + part.goodwill,
        }
        for part in foreseen.lines
    ]
    if foreseen.goodwill:
        rows.append(
            {
                "label": _("Given back before, out of goodwill"),
                "amount": -foreseen.goodwill,
                "kind": "discount",
            }
        )
    rows += _besides(
        delivery=foreseen.delivery,
        restored=foreseen.points_restored,
        repaid=foreseen.points_repaid,
        expired=foreseen.points_expired,
        revoked=foreseen.points_revoked,
    )
    if foreseen.voucher_points:
        rows.append(
            {
                "label": _("Of the voucher from points"),
                "text": points(foreseen.voucher_points),
                "kind": "points",
            }
        )
    return rows


def _besides(
    *, delivery: Decimal, restored: int, repaid: int, expired: int, revoked: int
) -> Iterator[dict[str, Any]]:
    """What goes back beside the price of the pieces, and what is taken back."""
    if delivery:
        yield {"label": _("Delivery"), "amount": delivery}
    for label, count in (
        (_("Points you used come back"), restored),
        (_("Points that make up for what an earlier return took back"), repaid),
        (_("Points that have expired meanwhile"), expired),
    ):
        if count:
            yield {"label": label, "text": points(count), "kind": "points"}
    if revoked:
        label = _("Points it earned are taken back")
        yield {"label": label, "text": points(-revoked)}


def _found(receipt: Receipt) -> tuple[str, str]:
    """What a parcel came to, in words: a heading and a note."""
    received = sum(line.received for line in receipt.lines.all())
    refused = [line for line in receipt.lines.all() if line.refused]
    notes = []
    if receipt.returned:
        notes.append(_("%(money)s refunded") % {"money": money(receipt.returned.money)})
        if receipt.returned.points_back:
            notes.append(
                _("%(points)s given back")
                % {"points": points(receipt.returned.points_back)}
            )
        if receipt.returned.points_revoked:
            notes.append(
                _("%(points)s taken from what it earned")
                % {"points": points(receipt.returned.points_revoked)}
            )
    notes += [
        _("not taken: %(pieces)s × %(title)s (%(why)s)")
        % {
            "pieces": line.refused,
            "title": str(line.line.line.name),
            "why": line.get_refusal_display(),
        }
        for line in refused
    ]
    if receipt.words:
        notes.append(receipt.words)
    label = ngettext(
        "%(pieces)s piece received", "%(pieces)s pieces received", received
    ) % {"pieces": received}
    return (label if received else _("Received and refused")), " · ".join(notes)


def _event(label: str, *rest: Any) -> dict[str, Any]:
    """An event of a label, perhaps a note, and a time."""
    *note, at = rest
    return {
        "label": label,
        "at": at,
        "note": note[0] if note else "",
        "state": "done" if at else "next",
    }


def _picture(code: str) -> str:
    """A code as a picture: scanned by staff, it opens their page of this return."""
    page = settings.SITE_URL + reverse("staff:returns")
    return segno.make(f"{page}?text={code}", error="m").svg_data_uri(
        scale=4, border=3, dark="#1f1d1a", light="#fff"
    )
