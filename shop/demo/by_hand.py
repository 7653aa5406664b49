"""Points that the demo's staff gave by hand, and what waits for a second person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from loyalty import expiry, granting
from shop.demo.accounts import DOMAIN
from shop.rewards.desk import adjusting, giving
from shop.users.models import User

# The last one puts right what the one before gave.
GIVEN = (
    (120, "The tea had lost its scent."),
    (250, "The mug arrived three weeks late."),
    (-50, "It was two weeks, not three."),
)
# More than one person of the loyalty desk may give alone.
WISHED = (
    (2500, "The whole wedding order was broken."),
    (1200, "Points of an old stamp card, found at the counter."),
)


# A gift that is soon over: its notice is written with the demo.
GIFT = granting.Grant(
    occasion="a rainy November",
    points=40,
    reason="A cup of tea on us, while it rains",
)
GIFT_LASTS = timedelta(days=26)


def give_tea(*, members: Iterable[User]) -> None:
    """Give a few points to a few members, for a short time."""
    now = timezone.now()
    giving.grant_points(
        member_ids=[member.pk for member in members],
        terms=replace(GIFT, expires_at=expiry.expires_after((now + GIFT_LASTS).date())),
        actor=User.objects.get(email=f"points@{DOMAIN}"),
        granted_at=now,
        commit=True,
        watch=lambda _tally: None,
    )


def correct_some(*, members: Sequence[User]) -> None:
    """Correct and propose now: what is written by hand has no other time."""
    desk = User.objects.get(email=f"points@{DOMAIN}")
    now = timezone.now()
    first, second, *_others = members
    for member, (points, reason) in zip((first, second, second), GIVEN, strict=True):
        adjusting.adjust_points(
            member=member,
            points=points,
            reason=reason,
            reference=f"demo-{points}",
            actor=desk,
            adjusted_at=now,
        )
    for member, (points, reason) in zip((first, second), WISHED, strict=True):
        adjusting.propose_adjustment(
            member=member,
            points=points,
            reason=reason,
            reference=f"demo-{points}",
            actor=desk,
            proposed_at=now,
        )
