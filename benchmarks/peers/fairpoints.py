"""This shop's ledger, through the use cases that the shop calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import django

from benchmarks.peers import peer

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402  after setup

from loyalty import earning, enrolment, expiry, reading, redemption  # noqa: E402  after setup
from loyalty.why import (  # noqa: E402  after setup
    held_for_order,
    redeemed_on_order,
    released,
    welcome,
)

YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)


class Peer(peer.Peer):
    offers = frozenset({"floor", "reference", "hold", "expiry"})

    def open_books(self) -> None:
        """They are open: the database is a copy of a migrated one."""

    def enrol(self, members: range) -> None:
        users = get_user_model()
        users.objects.bulk_create(
            users(pk=member, email=f"member{member}@members.example")
            for member in members
        )
        for member in members:
            enrolment.enrol(member=person(member), enrolled_at=now())

    def earn(
        self,
        member: int,
        points: int,
        reference: str,
        *,
        expires_at: datetime | None = None,
    ) -> None:
        earning.accrue(
            member=person(member),
            points=points,
            reference=reference,
            accrued_at=now(),
            expires_at=expires_at or now() + YEAR,
            why=welcome(),
            pending=False,
        )

    def hold(self, member: int, points: int, reference: str) -> None:
        with refusing(redemption.NotEnoughPoints):
            redemption.hold_points(
                member=person(member),
                points=points,
                reference=reference,
                held_at=now(),
                lapses_at=now() + HOUR,
                why=held_for_order(order=reference),
            )

    def capture(self, member: int, points: int, reference: str) -> None:
        discount = Decimal(points) / 100
        with refusing(redemption.NoSuchHold, redemption.HoldWasReleased):
            redemption.capture_hold(
                member=person(member),
                reference=reference,
                captured_at=now(),
                why=redeemed_on_order(
                    order=reference, discount=discount, currency="EUR"
                ),
            )

    def balance(self, member: int) -> int:
        return reading.balance(member=person(member), at=now()).available

    def release(self, member: int, reference: str) -> None:
        with refusing(redemption.NoSuchHold, redemption.HoldWasCaptured):
            redemption.release_hold(
                member=person(member),
                reference=reference,
                released_at=now(),
                why=released(order=reference),
            )

    def expire(self) -> None:
        expiry.expire_due(at=now())


def now() -> datetime:
    return datetime.now(UTC)


def person(member: int) -> SimpleNamespace:
    """Somebody with a key, which is all the programme asks for."""
    return SimpleNamespace(pk=member)


@contextmanager
def refusing(*refusals: type[Exception]) -> Iterator[None]:
    try:
        yield
    except refusals as refusal:
        raise peer.Refused from refusal
