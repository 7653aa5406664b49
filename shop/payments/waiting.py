"""Refunds that wait for somebody to pay them out, or to try again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, Sum

from shop.payments.models import Refund

# Refunds through a payment service go by themselves, unless that could not.
WAITS_FOR_STAFF = Q(paid_out_at__isnull=True) & (
    Q(attempt__isnull=True) | Q(state=Refund.State.FAILED)
)


@dataclass(frozen=True, kw_only=True)
class WaitingRefunds:
    """How many there are, since when the oldest waits, and their sum."""

    count: int
    since: datetime | None
    money: Decimal


def waiting_refunds() -> WaitingRefunds:
    found = Refund.objects.filter(WAITS_FOR_STAFF).aggregate(
        count=Count("id"), since=Min("created_at"), money=Sum("amount")
    )
    return WaitingRefunds(
        count=found["count"], since=found["since"], money=found["money"] or Decimal(0)
    )
