"""Differences between orders and a payment service that people have settled."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import transaction

from shop.audit.record import record
from shop.payments.models import Reconciliation, Settled
from shop.users.models import User
from shop.users.permission import require


class UnknownDifference(Exception):
    """The last comparison found nothing like it."""


class Difference(Protocol):
    @property
    def provider(self) -> str: ...

    @property
    def what(self) -> str: ...

    @property
    def subject(self) -> str: ...


D = TypeVar("D", bound=Difference)
Key = tuple[str, str, str]


@transaction.atomic
def settle(
    *,
    provider: str,
    what: str,
    subject: str,
    reason: str,
    actor: User,
    settled_at: datetime,
) -> Settled:
    """Say how a difference was settled outside these books: it is no longer told.

    Repeating it changes nothing. Raises UnknownDifference.
    """
    require(actor, "payments.pay_out_refund")
    found = known(provider=provider, what=what, subject=subject)
    settled, first = Settled.objects.get_or_create(
        provider=provider,
        what=what,
        subject=subject,
        defaults={"reason": reason, "settled_at": settled_at, "actor": actor},
    )
    if first:
        record(
            actor=actor,
            action="payment.settle",
            subject=f"difference:{subject}"[:100],
            recorded_at=settled_at,
            after={"difference": what, "amount": found["amount"]},
            reason=reason,
        )
    return settled


def known(*, provider: str, what: str, subject: str) -> dict[str, str]:
    """A difference as the last comparison found it; raises UnknownDifference."""
    for comparison in Reconciliation.objects.all():
        for found in comparison.differences:
            if _key(found) == (provider, what, subject):
                return dict(found)
    raise UnknownDifference(provider, what, subject)


def without_settled(differences: Iterable[D]) -> list[D]:
    """Those that nobody has settled."""
    listed = list(differences)
    settled = _settled({one.subject for one in listed})
    return [
        one for one in listed if (one.provider, one.what, one.subject) not in settled
    ]


def open_differences(comparisons: Iterable[Reconciliation]) -> list[dict[str, str]]:
    """What the last comparisons found and nobody has settled since."""
    found = [one for comparison in comparisons for one in comparison.differences]
    settled = _settled({one["subject"] for one in found})
    return [one for one in found if _key(one) not in settled]


def _key(found: dict[str, str]) -> Key:
    return found["provider"], found["what"], found["subject"]


def _settled(subjects: set[str]) -> set[Key]:
    rows = Settled.objects.filter(subject__in=subjects)
    return set(rows.values_list("provider", "what", "subject")) if subjects else set()
