"""Find paid orders whose points were never booked, and book them (L09)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, FilteredRelation, Q, QuerySet

from shop.forks.order.models import CAME_TO_NOTHING, Order
from shop.rewards import settlement

# An order is earned in the transaction that marks it paid: what is missing was
# imported, or lost its way. Older orders are not looked at again.
LOOK_BACK = timedelta(days=35)


def accrue_missed(*, at: datetime) -> int:
    """Book what recent paid orders should have earned; return how many did.

    Safe to repeat and in parallel: each order is its own transaction, and an
    order that somebody else has locked is left to the next run.
    """
    numbers = list(_missed(at).values_list("pk", flat=True))
    return sum(accrue(pk, at=at) for pk in numbers)


def _missed(at: datetime) -> QuerySet[Order]:
    postings = "user__loyalty_account__postings"
    return (
        Order.objects.filter(
            paid_at__gte=at - LOOK_BACK,
            paid_at__lte=at,
            user__loyalty_account__isnull=False,
        )
        .exclude(status__in=CAME_TO_NOTHING)
        .annotate(
            accrual=FilteredRelation(
                postings,
                condition=Q(
                    **{
                        f"{postings}__kind": "accrual",
                        f"{postings}__reference": F("number"),
                    }
                ),
            )
        )
        .filter(accrual__version__isnull=True)
    )


@transaction.atomic
def accrue(pk: int, *, at: datetime) -> bool:
    """Book what one order should have earned, if it is recent, paid and has not."""
    order = (
        _missed(at)
        .filter(pk=pk)
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if order is None or settlement.has_earned(order=order):
        return False
    settlement.earn(order=order, at=at)
    if order.delivered_at:
        settlement.schedule(order=order, at=order.delivered_at)
    return True
