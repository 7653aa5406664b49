"""Friends whom Mei invited: one kept an order, one has only registered, and one ordered
on her own phone, which staff have to look at.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import translation

from shop.delivery import tariffs
from shop.demo.accounts import DOMAIN, PASSWORD
from shop.forks.basket.models import Basket, Line
from shop.forks.partner.models import StockRecord
from shop.identity import joining
from shop.identity.joining import Invitation
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.placing import ordering, pricing
from shop.orders.placing.purchase import Address, Purchase
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
            _order(friend, name, street, goods[0], staff, at=began + timedelta(hours=2))
    rewarding.reward_due(at=now)


def _order(
    friend: User,
    name: str,
    street: str,
    record: StockRecord,
    staff: User,
    *,
    at: datetime,
) -> None:
    basket = Basket.objects.create(owner=friend)
    Line.objects.create(
        basket=basket,
        line_reference=f"{record.product_id}_{record.pk}",
        product=record.product,
        stockrecord=record,
        quantity=PIECES,
        price_currency=record.price_currency,
        price_incl_tax=record.price,
    )
    address = Address(
        first_name="",
        last_name=name,
        line1=street,
        city="Hamburg",
        postcode="20457",
        country="DE",
    )
    with translation.override("en"):
        read = pricing.read_basket(basket_id=basket.pk, shopper=friend, at=at)
        way = tariffs.current().way("standard", to=address.destination)
        order = ordering.place_order(
            basket=basket,
            shopper=friend,
            purchase=Purchase(
                email=friend.email,
                language="en",
                delivery_code="standard",
                payment_method="bank-transfer",
                quote=pricing.price(basket=read, at=at, way=way).quote,
                address=address,
            ),
            placed_at=at,
        )
    day = timedelta(days=1)
    confirming.mark_paid(number=order.number, actor=staff, at=at + day)
    shipping.mark_shipped(number=order.number, actor=staff, at=at + 2 * day)
    shipping.mark_delivered(number=order.number, actor=staff, at=at + 3 * day)
