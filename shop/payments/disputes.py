"""What of an order's money shoppers' banks ask back, or have taken."""

from django.db.models import QuerySet

from shop.forks.order.models import Order
from shop.payments.models import Dispute
from shop.payments.port import DisputeState


def standing(*, order: Order) -> QuerySet[Dispute]:
    """Return those that are open or lost, the oldest first."""
    found = Dispute.objects.filter(attempt__order=order)
    return found.exclude(state=DisputeState.WON).order_by("pk")


def hold_points(*, order: Order) -> bool:
    """Whether the order's points have to wait for one."""
    return standing(order=order).exists()
