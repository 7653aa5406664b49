"""Today's figures: a fixed handful of queries, however large the shop is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from loyalty import reading
from shop.components.paging import many
from shop.delivery.pickups import overdue
from shop.forks.order.models import CAME_TO_NOTHING, Order, OrderStatus
from shop.inventory import levels
from shop.outbox.models import Message
from shop.returns.models import ReturnRequest
from shop.staff.shell.approving import campaigns_for, ladders_for, missions_for
from shop.staff.shell.filters import midnight
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Day:
    """What was ordered on one day: `money` is what is to be paid in money."""

    on: date
    orders: int = 0
    money: Decimal = Decimal(0)
    points: int = 0  # also those of vouchers


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much work waits, and since when the oldest of it does."""

    count: int
    since: datetime | None
    # How it is said, where it was not counted to the end.
    counted: str = ""


def days(*, at: datetime, count: int = 14) -> list[Day]:
    """What was ordered on each of the last days, today last."""
    today = timezone.localdate(at)
    wanted = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
    rows = (
        Order.objects.filter(date_placed__gte=midnight(wanted[0]), date_placed__lte=at)
        .exclude(status__in=CAME_TO_NOTHING)
        .order_by()
        .annotate(on=TruncDate("date_placed"))
        .values("on")
        .annotate(
            orders=Count("id"),
            money=Sum("total_incl_tax"),
            points=Sum(F("points_redeemed") + F("voucher_points")),
        )
    )
    found = {row["on"]: Day(**row) for row in rows}
    return [found.get(day, Day(on=day)) for day in wanted]


def points_today(*, at: datetime) -> dict[str, int]:
    """Points that moved today, by the kind of posting that moved them."""
    return reading.moved_between(starts_at=midnight(timezone.localdate(at)), ends_at=at)


def waiting_orders() -> dict[str, Waiting]:
    """What waits for the order desk, by the status it waits in."""
    return _waiting(
        Order.objects.filter(
            status__in=(
                OrderStatus.AWAITING_PAYMENT,
                OrderStatus.CONFIRMED,
                OrderStatus.READY,
                OrderStatus.SHIPPED,
            )
        )
        .order_by()
        .values_list("status")
        .annotate(Count("id"), Min("date_placed"))
    )


def waiting_overdue(*, at: datetime) -> Waiting:
    """What lies ready and was not collected in time."""
    found = (
        overdue(at=at).order_by().aggregate(count=Count("pk"), since=Min("collect_by"))
    )
    return Waiting(**found)


def waiting_returns() -> Waiting:
    """Returns of which pieces are awaited, and since when the oldest is."""
    found = ReturnRequest.objects.filter(ended_at=None).aggregate(
        count=Count("id"), since=Min("requested_at")
    )
    return Waiting(**found)


def waiting_approvals(person: User) -> dict[str, Waiting]:
    """What somebody else drafted, and this person can decide on."""
    counts = {
        "campaigns": campaigns_for(person),
        "missions": missions_for(person),
        "tiers": ladders_for(person),
    }
    return {what: Waiting(count=count, since=None) for what, count in counts.items()}


def low_stock() -> dict[str, Waiting]:
    """Goods that are low, and goods that are sold out."""
    found = levels.counts()
    return {
        level: Waiting(count=found[level], since=None, counted=many(found[level]))
        for level in ("low", "sold_out")
    }


def waiting_mail() -> dict[str, Waiting]:
    """Mail that is not sent yet, and mail that was given up."""
    return _waiting(
        Message.objects.filter(
            Q(state=Message.State.DUE) | Q(state=Message.State.FAILED)
        )
        .order_by()
        .values_list("state")
        .annotate(Count("id"), Min("created_at"))
    )


def _waiting(rows: Iterable[tuple[str, int, datetime]]) -> dict[str, Waiting]:
    return {state: Waiting(count=count, since=since) for state, count, since in rows}
