"""This shop, and a member who uses 500 points on top of the offers."""

from datetime import UTC, datetime, timedelta

import django

django.setup()

from loyalty import earning, enrolment, why  # noqa: E402  after setup
from shop.forks.basket.models import Basket  # noqa: E402  after setup
from shop.users.models import User  # noqa: E402  after setup

EMAIL = "shopper@stores.example"
POINTS = 500


def open_shop() -> User:
    """The database is a copy of a migrated one."""
    member = User.objects.create_user(EMAIL)
    now = datetime.now(UTC)
    enrolment.enrol(member=member, enrolled_at=now - timedelta(days=1))
    earning.accrue(
        member=member,
        points=10 * POINTS,
        reference="first",
        accrued_at=now - timedelta(hours=1),
        expires_at=now + timedelta(days=365),
        why=why.welcome(),
        pending=False,
    )
    return member


def use_points() -> None:
    Basket.objects.update(points_requested=POINTS)


def shopper() -> User:
    return User.objects.get(email=EMAIL)
