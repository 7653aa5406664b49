"""Members who bring friends, and friends who keep what they ordered."""

from datetime import timedelta

from django.conf import settings

from shop.identity import joining
from shop.identity.joining import Invitation
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.referrals import links, terms
from shop.users.models import User
from tests.factories import (
    NOW,
    PASSWORD,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)

DAY = timedelta(days=1)
WINDOW_OVER = NOW + (settings.RETURN_WINDOW_DAYS + 2) * DAY


def open_invitations(*, at=NOW - 2 * DAY, **fields):
    """Let members invite: 300 points for each of the two, unless said otherwise."""
    return terms.publish(
        actor=make_staff("loyalty.publish_rule"),
        based_on=terms.current().version,
        published_at=at,
        **{"is_open": True, "referrer_points": 300, "friend_points": 200} | fields,
    )


def make_referrer(**fields):
    """A member with a link, whose name and mailbox are nobody else's."""
    referrer = make_member(last_name="Rosa Brandt", **fields)
    links.make_link(member=referrer, made_at=NOW - DAY)
    return referrer


def bring(referrer, email="friend@example.com", *, at=NOW, known=(), confirmed=True):
    """Somebody who registers with a member's link."""
    friend = joining.register(
        email=email,
        password=PASSWORD,
        name=email.partition("@")[0],
        language="en",
        registered_at=at,
        invitation=Invitation(code=links.link_of(referrer).code, known_on_device=known),
    )
    if confirmed:
        User.objects.filter(pk=friend.pk).update(confirmed_at=at)
        friend.refresh_from_db()
    return friend


def deliver_to(friend, *, price="25.00", at=NOW, desk=None, **fields):
    """An order of one piece that has arrived."""
    desk = desk or make_order_desk()
    basket = make_basket([(make_product(price), 1)], owner=friend)
    order = place(basket, at=at, **fields)
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=at)
    order.refresh_from_db()
    return order
