"""Vouchers from points, as tests of the shop make them."""

from django.utils import timezone

from loyalty import offering
from shop.rewards import exchanging
from tests.factories import make_member, make_staff


def make_choice(points=500, *, kind="discount", days=90, at=None, **fields):
    return offering.offer(
        actor=make_staff("loyalty.publish_voucher"),
        published_at=at or timezone.now(),
        kind=kind,
        points=points,
        days=days,
        **fields,
    )


def make_own_voucher(member=None, *, choice=None, at=None, reference="voucher-one"):
    """A voucher of a member's, who has the points for it."""
    now = at or timezone.now()
    choice = choice or make_choice(at=now)
    return exchanging.exchange(
        member=member or make_member(choice.points, at=now),
        choice=choice,
        reference=reference,
        at=now,
    )


def a_choice(**changes):
    """The fields of the form that publishes one."""
    return {
        "points": "500",
        "kind": "discount",
        "min_basket": "20.00",
        "days": "90",
        "most_in_30_days": "2",
        "first": "",
        "last": "",
    } | changes
