"""Ask a service what money left by its own hand, or is asked back."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from shop.orders.paying import disputing
from shop.payments import elsewhere, providers
from shop.payments.models import Dispute, RefundElsewhere
from shop.payments.port import DisputeState, ProviderRefused, RefundState

logger = logging.getLogger(__name__)
T = TypeVar("T")


def look(*, provider: str, since: datetime, at: datetime) -> None:
    """Write down what began since then, and how stands what was under way.

    News of it may have been lost. Raises ProviderSilent and ProviderRefused.
    """
    service = providers.named(provider)
    refunds = {sent.id: sent for sent in service.refunds_made(since=since)}
    disputes = {told.id: told for told in service.disputes_begun(since=since)}
    refunds |= _asked(
        service.read_refund, _refunds_under_way(provider) - refunds.keys()
    )
    disputes |= _asked(service.read_dispute, _open_disputes(provider) - disputes.keys())
    for sent in refunds.values():
        elsewhere.keep_refund(provider=provider, sent=sent, seen_at=at)
    for told in disputes.values():
        disputing.take(provider=provider, told=told, at=at)


def _asked(read: Callable[[str], T], keys: set[str]) -> dict[str, T]:
    """How these stand; of one that the service does not know it says nothing."""
    found = {}
    for key in sorted(keys):
        try:
            found[key] = read(key)
        except ProviderRefused as refusal:
            logger.warning("Nothing is known of %s: %s", key, refusal)
    return found


def _refunds_under_way(provider: str) -> set[str]:
    found = RefundElsewhere.objects.filter(
        attempt__provider=provider, state=RefundState.PENDING
    )
    return set(found.values_list("refund_id", flat=True))


def _open_disputes(provider: str) -> set[str]:
    found = Dispute.objects.filter(attempt__provider=provider, state=DisputeState.OPEN)
    return set(found.values_list("dispute_id", flat=True))
