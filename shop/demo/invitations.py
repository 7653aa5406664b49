"""Friends whom Mei invited: one kept an order, one has only registered, and one ordered
on her own phone, which staff have to look at.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shop.demo import one_order
from shop.demo.accounts import DOMAIN, PASSWORD
from shop.forks.partner.models import StockRecord
from shop.identity import joining
from shop.identity.joining import Invitation
from shop.orders.placing.purchase import Address
from shop.referrals import links, rewarding, terms
from shop.users.models import User

# Name, mailbox and street; whether they have ordered, and on whose phone.
FRIENDS = (
    ("Jana Kranz", "jana", "Auguststraße 12", True, False),
    ("Ole Petersen", "ole", "Fleetgasse 3", False, False),
    ("Lin Tao", "tao", "Kurze Straße 9", True, True),
)
ORDERS = sum(has_ordered for *_who, has_ordered, _on_her_phone in FRIENDS)
AGO = timedelta(days=70)
# What makes an order large enough.
PIECES = 4


def invite_some(
    *,
    now: datetime,
    mei: User,
    manager: User,
    staff: User,
    goods: Sequence[StockRecord],
) -> None:
    """Let members invite, and let Mei have done so."""
    began = now - AGO
    terms.publish(
        actor=manager,
        based_on=terms.current().version,
        published_at=began - timedelta(days=1),
        is_open=True,
    )
    code = links.make_link(member=mei, made_at=began).code
    for name, mailbox, street, has_ordered, on_her_phone in FRIENDS:
        friend = joining.register(
            email=f"{mailbox}@friends.{DOMAIN}",
            password=PASSWORD,
            name=name,
            language="en",
            registered_at=began,
            invitation=Invitation(
                code=code, known_on_device=[mei.pk] if on_her_phone else ()
            ),
        )
        if friend is None:
            return  # the shop was seeded before
        User.objects.filter(pk=friend.pk).update(confirmed_at=began, date_joined=began)
        if has_ordered:
            ordered_at = began + timedelta(hours=2)
            order = one_order.place(
                buyer=friend,
                address=_address(name, street),
                record=goods[0],
                pieces=PIECES,
                at=ordered_at,
            )
            one_order.carry_out(order=order, staff=staff, at=ordered_at)
    rewarding.reward_due(at=now)


def _address(name: str, street: str) -> Address:
    return Address(
        first_name="",
        last_name=name,
        line1=street,
        city="Hamburg",
        postcode="20457",
        country="DE",
    )
