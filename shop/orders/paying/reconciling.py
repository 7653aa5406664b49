"""Hold orders and money against what each payment service says."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from shop.happenings.telling import happen
from shop.orders.paying import differing, leaving, online
from shop.orders.paying.asking_each import ask_each
from shop.orders.paying.differing import Difference
from shop.payments import attempts, providers, settling
from shop.payments.models import PaymentAttempt, Reconciliation, Refund
from shop.payments.port import ProviderRefused, ProviderSilent

logger = logging.getLogger(__name__)
LOOK_BACK = timedelta(days=2)
UNSETTLED = (Refund.State.PROMISED, Refund.State.REQUESTED, Refund.State.FAILED)
State = PaymentAttempt.State


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What differs between orders and one payment service, or why nobody knows."""

    provider: str
    differences: Sequence[Difference] = ()
    problem: str = ""


def reconcile(*, at: datetime, since: datetime | None = None) -> list[Comparison]:
    """Ask about every open attempt, then compare with each service in turn.

    Those are asked that are configured, and those through which something has come
    since then or still waits. One that cannot be asked keeps no other from it. The
    last comparisons are kept for staff, and each difference is told once by mail.
    """
    ask_about_open(at=at)
    since = since or at - LOOK_BACK
    names = _concerned(since)
    Reconciliation.objects.exclude(provider__in=names).delete()
    return [
        _compare(name, at=at, since=since, is_current=name in providers.names()[:1])
        for name in names
    ]


def ask_about(*, number: str, at: datetime) -> None:
    """Ask the service about the order's open attempt, if it has one."""
    attempt = attempts.find_open(order_number=number)
    if attempt is None or not attempt.session_id:
        return
    try:
        online.settle(attempt=attempt, at=at)
    except (ProviderSilent, ProviderRefused) as problem:
        logger.warning("No answer about %s: %s", number, problem)


def ask_about_open(*, at: datetime) -> int:
    """Ask about every open attempt: news may have been lost. Returns how many."""
    shown = PaymentAttempt.objects.filter(state=State.OPEN).exclude(session_id="")
    return ask_each(
        shown.order_by("pk"), ask=lambda attempt: online.settle(attempt=attempt, at=at)
    )


def _concerned(since: datetime) -> list[str]:
    waits = Q(state=State.OPEN) | Q(refunds__state__in=UNSETTLED)
    came = PaymentAttempt.objects.filter(waits | Q(created_at__gte=since))
    others = came.order_by("provider").values_list("provider", flat=True).distinct()
    return list(dict.fromkeys([*providers.names(), *others]))


def _compare(
    provider: str, *, at: datetime, since: datetime, is_current: bool
) -> Comparison:
    try:
        found = _differences(provider, at=at, since=since, is_current=is_current)
    except (ProviderSilent, ProviderRefused) as problem:
        Reconciliation.objects.update_or_create(
            provider=provider, defaults={"problem": str(problem)}
        )
        return Comparison(provider=provider, problem=str(problem))
    Reconciliation.objects.update_or_create(
        provider=provider,
        defaults={
            "checked_at": at,
            "differences": [asdict(one) for one in found],
            "problem": "",
        },
    )
    for difference in found:
        happen(
            kind="payment.differs",
            subject=f"difference:{difference.subject}",
            facts={
                "difference": difference.what,
                "order": difference.order,
                "provider": difference.provider,
                "amount": difference.amount,
            },
            at=at,
            reference=":".join(filter(None, _key(difference))),
        )
    return Comparison(provider=provider, differences=found)


def _differences(
    provider: str, *, at: datetime, since: datetime, is_current: bool
) -> list[Difference]:
    """Raises ProviderSilent and ProviderRefused."""
    sessions = providers.named(provider).paid_sessions(since=since)
    leaving.look(provider=provider, since=since, at=at)
    return settling.without_settled(
        [
            *differing.money_without_order(provider, sessions, at),
            *differing.orders_without_money(provider, sessions, since),
            # No service has to do with them; they are told once.
            *(differing.paid_by_hand(since) if is_current else ()),
            *differing.stuck_refunds(provider, at),
            *differing.gone_elsewhere(provider),
            *differing.disputed(provider),
        ]
    )


def _key(difference: Difference) -> tuple[str, str, str]:
    return difference.what, difference.provider, difference.subject
