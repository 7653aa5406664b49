"""Ask a service what money left by its own hand, or is asked back."""

from datetime import datetime

from shop.orders.paying import disputing
from shop.payments import elsewhere, providers
from shop.payments.models import Dispute, RefundElsewhere
from shop.payments.port import DisputeState, RefundState


def look(*, provider: str, since: datetime, at: datetime) -> None:
    """Write down what began since then, and how stands what was under way.

    News of it may have been lost. Raises ProviderSilent and ProviderRefused.
    """
    service = providers.named(provider)
    refunds = {sent.id: sent for sent in service.refunds_made(since=since)}
    disputes = {told.id: told for told in service.disputes_begun(since=since)}
    for key in _refunds_under_way(provider):
        if key not in refunds:
            refunds[key] = service.read_refund(key)
    for key in _open_disputes(provider):
        if key not in disputes:
            disputes[key] = service.read_dispute(key)
    for sent in refunds.values():
        elsewhere.keep_refund(provider=provider, sent=sent, seen_at=at)
    for told in disputes.values():
        disputing.take(provider=provider, told=told, at=at)


def _refunds_under_way(provider: str) -> list[str]:
    found = RefundElsewhere.objects.filter(
        attempt__provider=provider, state=RefundState.PENDING
    )
    return list(found.values_list("refund_id", flat=True))


def _open_disputes(provider: str) -> list[str]:
    found = Dispute.objects.filter(attempt__provider=provider, state=DisputeState.OPEN)
    return list(found.values_list("dispute_id", flat=True))
