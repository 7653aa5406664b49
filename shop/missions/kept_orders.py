"""Orders that were kept, as the deeds that missions count."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from loyalty.arithmetic.missions import GOODS, ORDER, Deed
from loyalty.missions.reading import MissionDeed, MissionPart
from loyalty.missions.taking_part import local_day
from shop.forks.order.models import Order, OrderStatus
from shop.returns.keeping import is_kept
from shop.users.models import User


def deeds(*, member: User, at: datetime) -> list[Deed]:
    """Return what a member's kept orders are, whether written down or not."""
    found = _delivered(at).filter(user=member).prefetch_related("lines")
    return [deed for order in found if is_kept(order, at=at) for deed in _of(order, at)]


def fresh_deeds(*, member: User, at: datetime) -> list[Deed]:
    """Return those that are not written down yet."""
    found = _unknown(at).filter(user=member).prefetch_related("lines")
    return [deed for order in found if is_kept(order, at=at) for deed in _of(order, at)]


def members_with_fresh(*, at: datetime) -> list[int]:
    """Return who is in a mission, and has an order that may count since lately."""
    in_one = MissionPart.objects.filter(
        account=OuterRef("user_id"), account__closed_at=None
    )
    found = _unknown(at).filter(Exists(in_one)).order_by("user_id")
    return list(found.values_list("user_id", flat=True).distinct())


def _delivered(at: datetime) -> QuerySet[Order]:
    latest = at - timedelta(days=settings.RETURN_WINDOW_DAYS)
    return Order.objects.filter(
        status=OrderStatus.DELIVERED, delivered_at__lte=latest
    ).order_by("delivered_at", "pk")


def _unknown(at: datetime) -> QuerySet[Order]:
    known = MissionDeed.objects.filter(
        account=OuterRef("user_id"),
        reference=Concat(
            Value(f"{ORDER}:"), OuterRef("number"), output_field=CharField()
        ),
    )
    return _delivered(at).filter(~Exists(known))


def _of(order: Order, at: datetime) -> Iterator[Deed]:
    """The order itself, and each of its lines of which something was kept."""
    kept = [line for line in order.lines.all() if line.left > 0]
    placed, today = order.date_placed, local_day(at)
    labels = [label for line in kept for label in line.labels]
    yield Deed(
        kind=ORDER,
        happened_at=placed,
        day=local_day(placed),
        known_on=today,
        reference=f"{ORDER}:{order.number}",
        labels=frozenset(labels),
    )
    for line in kept:
        yield Deed(
            kind=GOODS,
            happened_at=placed,
            day=local_day(placed),
            known_on=today,
            reference=f"{GOODS}:{order.number}:{line.pk}",
            labels=frozenset(line.labels),
            pieces=line.left,
        )
