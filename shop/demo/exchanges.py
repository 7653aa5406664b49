"""What the demo's points are exchanged for, and who has done it.

Choices begin when the demo is made: the tables look at their own clock.
"""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from django.utils import timezone

from loyalty import reading
from loyalty.vouchers import (
    AccountFrozen,
    NotEnoughPoints,
    PointsOwed,
    Voucher,
    VoucherChoice,
)
from shop.rewards import exchanging
from shop.rewards.desk import vouchers
from shop.users.models import User

OFF, DELIVERED = "discount", "delivery"


def exchange_some(*, mei: User, regulars: Sequence[User], manager: User) -> None:
    """Let points be exchanged, and some members have done so; one thought better."""
    now = timezone.now()
    if reading.choices_at(at=now):
        return  # the shop was seeded before
    five = vouchers.offer(
        actor=manager, published_at=now, kind=OFF, points=500, days=90
    )
    vouchers.offer(
        actor=manager,
        published_at=now,
        kind=OFF,
        points=1000,
        days=90,
        min_basket=Decimal(40),
        most_in_30_days=2,
    )
    free = vouchers.offer(
        actor=manager, published_at=now, kind=DELIVERED, points=300, days=60
    )
    _exchange(mei, five)
    _exchange(mei, free)
    for member in regulars[:2]:
        _exchange(member, free)
    for member in regulars[2:4]:
        if voucher := _exchange(member, five):
            exchanging.give_back(member=member, voucher=voucher, at=timezone.now())


def _exchange(member: User, choice: VoucherChoice) -> Voucher | None:
    """None for who cannot: what members have differs from demo to demo."""
    with suppress(AccountFrozen, NotEnoughPoints, PointsOwed):
        return exchanging.exchange(
            member=member,
            choice=choice,
            reference=f"demo-{choice.pk}",
            at=timezone.now(),
        )
    return None
