"""Returns that the demo's shoppers have asked for: some in every state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from shop.demo.accounts import SHOPPER
from shop.forks.order.models import Line, Order, OrderStatus
from shop.returns import asking, ending, pieces, receiving, sending, withdrawing
from shop.returns.asking import Wish
from shop.returns.models import Reason, Refusal, ReturnRequest
from shop.returns.receiving import Verdict
from shop.users.models import User

RECENTLY = timedelta(days=25)
WORDS = {
    Reason.CHANGED_MIND: "",
    Reason.DAMAGED: "There is a crack at the rim.",
    Reason.DIFFERENT: "I had hoped for a warmer colour.",
}


@dataclass(frozen=True)
class Parcel:
    """A request and who works on it."""

    request: ReturnRequest
    staff: User
    at: datetime

    @property
    def number(self) -> str:
        return self.request.number


def send_some_back(*, now: datetime, staff: User) -> None:
    """Let the shoppers of some recent orders send goods back, as far as each fate."""
    orders = _arrived_lately(now)
    ends: Sequence[Callable[[Parcel], object]] = (
        _wait,
        _send,
        _send_part,
        _settle,
        _refuse,
        _cancel,
    )
    latest, others = orders[:1], orders[1:]
    for order in latest:
        _withdraw(order, now)
    for place, order in enumerate(others[: 2 * len(ends)]):
        request = _ask(order, list(WORDS)[place % len(WORDS)], now)
        ends[place % len(ends)](Parcel(request, staff, now))


def _arrived_lately(now: datetime) -> Sequence[Order]:
    """Orders of which nothing has come back, the latest first.

    Without the shopper's last one: the demo lets that be sent back by hand.
    """
    last = Order.objects.filter(user__email=SHOPPER, status=OrderStatus.DELIVERED)
    return list(
        Order.objects.filter(
            status=OrderStatus.DELIVERED,
            delivered_at__range=(now - RECENTLY, now - timedelta(hours=12)),
            returns=None,
            return_requests=None,
        )
        .prefetch_related(Prefetch("lines", Line.objects.order_by("-quantity", "pk")))
        .exclude(pk__in=last.order_by("-delivered_at").values("pk")[:1])
        .order_by("-delivered_at", "pk")
    )


def _ask(order: Order, reason: Reason, now: datetime) -> ReturnRequest:
    """Half of the pieces of its first lines, rounded up, so that something can stay."""
    arrived_at = order.delivered_at or now
    at: datetime = max(arrived_at + timedelta(hours=8), now - timedelta(days=3))
    wishes = [
        Wish(
            line=line.pk,
            quantity=(line.quantity + 1) // 2,
            reason=reason,
            words=WORDS[reason],
        )
        for line in order.lines.all()[:2]
    ]
    return asking.request_return(
        number=order.number,
        shopper=order.user,
        wishes=wishes,
        quote=asking.foresee(order=order, wishes=wishes, at=at).quote,
        reference=f"demo-{order.number}",
        requested_at=at,
    )


def _wait(parcel: Parcel) -> None:
    """Nothing more has happened."""


def _send(parcel: Parcel) -> None:
    sent = parcel.request.requested_at + timedelta(hours=3)
    sending.mark_sent(number=parcel.number, shopper=None, at=min(sent, parcel.at))


def _send_part(parcel: Parcel) -> None:
    """Only what one line asks for is in the parcel."""
    _send(parcel)
    line = parcel.request.lines.all()[0]
    _open(parcel, {line.pk: Verdict(received=line.open)})


def _settle(parcel: Parcel) -> None:
    lines = parcel.request.lines.all()
    _open(parcel, {line.pk: Verdict(received=line.open) for line in lines})


def _refuse(parcel: Parcel) -> None:
    worn = {
        line.pk: Verdict(refused=line.open, refusal=Refusal.USED)
        for line in parcel.request.lines.all()
    }
    _open(parcel, worn, words="It has been through the dishwasher.")


def _open(parcel: Parcel, verdicts: dict[int, Verdict], *, words: str = "") -> None:
    receiving.receive(
        number=parcel.number,
        actor=parcel.staff,
        verdicts=verdicts,
        words=words,
        turn=1,
        received_at=parcel.at,
    )


def _cancel(parcel: Parcel) -> None:
    ending.cancel(number=parcel.number, shopper=None, at=parcel.at)


def _withdraw(order: Order, now: datetime) -> None:
    left = pieces.free(order=order)
    withdrawing.withdraw(
        number=order.number,
        shopper=order.user,
        wishes=[Wish(line=pk, quantity=quantity) for pk, quantity in left.items()],
        name=order.user.get_full_name() if order.user else order.shipping_address.name,
        email=order.email,
        reference=f"demo-{order.number}",
        declared_at=now - timedelta(hours=2),
    )
