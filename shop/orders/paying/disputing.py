"""A shopper's bank asks money back: the order's points wait until that is over."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from shop.orders import steps
from shop.payments import elsewhere
from shop.payments.models import Dispute, PaymentAttempt
from shop.payments.port import AskedBack, DisputeState
from shop.rewards import settlement


@transaction.atomic
def take(*, provider: str, told: AskedBack, at: datetime) -> Dispute | None:
    """Write down how a dispute stands; repeating it changes nothing.

    While it is open, and when it is lost, points that cannot be spent yet stay so.
    Returns None for money that is nobody's here.
    """
    paid = PaymentAttempt.objects.filter(provider=provider, charge=told.charge)
    number = paid.exclude(charge="").values_list("order__number", flat=True).first()
    if number is None:
        return None
    order = steps.locked(number)
    dispute, is_new = elsewhere.keep_dispute(provider=provider, told=told, seen_at=at)
    if dispute is None or not is_new or not settings.DISPUTES_HOLD_POINTS:
        return dispute
    cause = f"dispute:{dispute.pk}:{dispute.changes}"
    if dispute.state == DisputeState.WON:
        settlement.let_go(order=order, cause=cause, at=at)
    else:
        settlement.hold_back(order=order, cause=cause, at=at)
    return dispute
