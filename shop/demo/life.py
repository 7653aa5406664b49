"""Half a year of the demo shop, lived through its own use cases in order of time.

Every order is placed, paid, sent, delivered, cancelled or partly taken back as a
shopper and the staff would do it, only with the times of then.
"""

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from django.db.models import F, QuerySet
from django.utils import translation

from shop.delivery import tariffs
from shop.delivery.carriers import offered
from shop.delivery.models import Carrier
from shop.delivery.pickups import open_points, pickup_of
from shop.demo import (
    amends,
    by_hand,
    campaigns,
    exchanges,
    invitations,
    missions,
    sendbacks,
)
from shop.demo.accounts import DOMAIN, SHOPPER
from shop.demo.crowd import Somebody, mei_herself, members, somebody
from shop.demo.wares import PREFIX
from shop.forks.basket.models import Basket, Line
from shop.forks.order.models import Order, PaymentMethod
from shop.forks.partner.models import StockRecord
from shop.happenings.hearing import hear_next
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming, lapsing
from shop.orders.placing import ordering, pricing
from shop.orders.placing.purchase import Purchase
from shop.orders.undoing import calling_off, cancelling
from shop.outbox.models import Message
from shop.payments import refunding
from shop.returns import taking_back
from shop.rewards.requesting import points_option, request_points
from shop.texts import reading
from shop.users.models import User

SPAN = timedelta(days=175)
REGULARS = 40
# Wares with fewer pieces stay as scarce as the catalogue says.
PLENTY = 12
BUSY_DAYS = timedelta(days=5)
MOST_POINTS_USED = 400
# How often what happens, as shares.
LATELY = 0.2
AS_GUEST = 0.2
# Nobody pays a shop of the past on the page of a payment service.
OFFLINE = (PaymentMethod.ON_DELIVERY, PaymentMethod.BANK_TRANSFER)
WITH_POINTS = 0.5
NEVER_PAID = 0.04
SENT_BACK = 0.14
CANCELLED = 0.05
NEVER_COLLECTED = 0.15
PAID_OUT = 0.7


@dataclass
class Life:
    """What happens, soonest first, until `now`."""

    now: datetime
    seed: int
    staff: User
    manager: User
    goods: Sequence[StockRecord]
    points: Sequence[int]
    carriers: Sequence[Carrier | None]
    regulars: Sequence[User]
    mei: User
    due: list[tuple[datetime, int, Callable[[datetime], None]]] = field(
        default_factory=list
    )
    turns: Iterator[int] = field(default_factory=count)
    parcels: Iterator[int] = field(default_factory=count)

    def later(self, at: datetime, act: Callable[[datetime], None]) -> None:
        if at <= self.now:
            heapq.heappush(self.due, (at, next(self.turns), act))

    def live(self) -> None:
        while self.due:
            at, _turn, act = heapq.heappop(self.due)
            act(at)


def live_through(
    orders: int, *, now: datetime, seed: int, advance: Callable[[], None]
) -> None:
    """Place `orders` orders over the last half year and let them take their course."""
    life = Life(
        now=now,
        seed=seed,
        staff=User.objects.get(email=f"orders@{DOMAIN}"),
        manager=User.objects.get(email=f"manager@{DOMAIN}"),
        goods=list(plenty()),
        points=[point.pk for point in open_points()],
        # Some parcels leave without a word about who brings them.
        carriers=[*offered(), None],
        regulars=list(members()[:REGULARS]),
        mei=User.objects.get(email=SHOPPER),
    )
    orders -= invitations.ORDERS + campaigns.ORDERS
    for number in range(orders):
        chance = random.Random(f"{seed}:order:{number}")  # noqa: S311  no secret
        act = partial(_shop, life, number, chance, advance)
        life.later(_moment(number, orders, now, chance), act)
    life.live()
    sendbacks.send_some_back(now=now, staff=life.staff)
    amends.make_amends(now=now, staff=life.staff)
    by_hand.correct_some(members=life.regulars)
    by_hand.give_tea(members=[life.mei, *life.regulars[:3]])
    invitations.invite_some(
        mei=life.mei,
        manager=life.manager,
        staff=life.staff,
        goods=life.goods,
    )
    exchanges.exchange_some(mei=life.mei, regulars=life.regulars, manager=life.manager)
    campaigns.let_mei_buy_tea(mei=life.mei, staff=life.staff, goods=life.goods)
    missions.let_mei_begin(mei=life.mei)
    for _ordered in range(invitations.ORDERS + campaigns.ORDERS):
        advance()
    _file_mail(now)


def _moment(number: int, orders: int, now: datetime, chance: random.Random) -> datetime:
    """When an order is placed: in the daytime, and busily in the last days."""
    early = round(orders * (1 - LATELY))
    if number < early:
        at = now - SPAN + (SPAN - BUSY_DAYS) * ((number + chance.random()) / early)
        return at.replace(hour=chance.randint(6, 20))
    share = (number - early + chance.random()) / max(1, orders - early)
    return now - BUSY_DAYS * (1 - share)


def plenty() -> QuerySet[StockRecord]:
    """What the demo's shoppers buy."""
    return (
        StockRecord.objects.filter(
            partner_sku__startswith=PREFIX, num_in_stock__gte=PLENTY
        )
        .exclude(partner_sku__startswith=f"{PREFIX}X")
        .select_related("product__product_class", "product__parent__product_class")
        .order_by("partner_sku")
    )


def _shop(
    life: Life,
    number: int,
    chance: random.Random,
    advance: Callable[[], None],
    at: datetime,
) -> None:
    """Somebody fills a basket, perhaps uses points, and orders."""
    person, user = _who(life, number, chance)
    basket = _fill(life, user, chance)
    with translation.override(person.language):
        delivery = _way(chance, person)
        if user and chance.random() < WITH_POINTS:
            _use_points(basket, user, chance, at)
        read = pricing.read_basket(basket_id=basket.pk, shopper=user, at=at)
        way = tariffs.current().way(delivery, to=person.address.destination)
        quote = pricing.price(basket=read, at=at, way=way).quote
        order = ordering.place_order(
            basket=basket,
            shopper=user,
            purchase=Purchase(
                email=user.email if user else person.email,
                language=person.language,
                delivery_code=delivery,
                payment_method=chance.choices(OFFLINE, (2, 3))[0],
                quote=quote,
                agreed=reading.agreed(at=at).mark,
                address=person.address,
                pickup_point=chance.choice(life.points),
            ),
            placed_at=at,
        )
    advance()
    _plan(life, order, chance, at)


def _who(
    life: Life, number: int, chance: random.Random
) -> tuple[Somebody, User | None]:
    if number % 9 == 4 or not life.regulars:
        return mei_herself(), life.mei
    if chance.random() < AS_GUEST:
        return somebody(-number - 2, life.seed), None
    position = chance.randrange(len(life.regulars))
    return somebody(position, life.seed), life.regulars[position]


def _way(chance: random.Random, person: Somebody) -> str:
    """Nobody comes from China to pick something up, and no express goes there."""
    way: str = chance.choices(("standard", "express", "pickup"), (6, 1, 3))[0]
    return "standard" if person.address.country == "CN" else way


def _fill(life: Life, user: User | None, chance: random.Random) -> Basket:
    basket = Basket.objects.create(owner=user)
    chosen = chance.sample(life.goods, chance.choices((1, 2, 3, 4), (3, 4, 2, 1))[0])
    Line.objects.bulk_create(
        Line(
            basket=basket,
            line_reference=f"{record.product_id}_{record.pk}",
            product=record.product,
            stockrecord=record,
            quantity=chance.choices((1, 2, 3), (6, 3, 1))[0],
            price_currency=record.price_currency,
            price_incl_tax=record.price,
        )
        for record in chosen
    )
    return basket


def _use_points(
    basket: Basket, user: User, chance: random.Random, at: datetime
) -> None:
    read = pricing.read_basket(basket_id=basket.pk, shopper=user, at=at)
    option = points_option(basket=read, member=user, at=at)
    if option and option.is_available:
        most = min(option.maximum, MOST_POINTS_USED)
        wanted = max(option.minimum, int(most * chance.uniform(0.3, 1)))
        request_points(basket=read, member=user, points=wanted, at=at)


def _plan(life: Life, order: Order, chance: random.Random, at: datetime) -> None:
    """What becomes of the order: mostly it arrives."""
    fate = chance.random()
    if order.payment_due_at:
        if fate < NEVER_PAID:
            life.later(order.payment_due_at, _sweep)
            return
        at += timedelta(hours=chance.uniform(4, 70))
        life.later(at, partial(_pay, life, order))
    if fate > 1 - CANCELLED:
        at += timedelta(hours=chance.uniform(1, 10))
        life.later(at, partial(_call_off, order))
        return
    at += timedelta(hours=chance.uniform(10, 34))
    life.later(at, partial(_send, life, order))
    if pickup_of(order):
        life.later(at + timedelta(days=7), _remind)
        if fate < NEVER_COLLECTED:
            life.later(at + timedelta(days=24), partial(_cancel, life, order))
            return
        at += timedelta(hours=chance.uniform(0, 72))
    at += timedelta(hours=chance.uniform(24, 72))
    life.later(at, partial(_deliver, life, order))
    if NEVER_PAID <= fate < NEVER_PAID + SENT_BACK:
        at += timedelta(days=chance.uniform(2, 9))
        life.later(at, partial(_take_back, life, order, chance))


def _sweep(at: datetime) -> None:
    lapsing.lapse_unpaid(at=at)


def _pay(life: Life, order: Order, at: datetime) -> None:
    confirming.mark_paid(number=order.number, actor=life.staff, at=at)


def _send(life: Life, order: Order, at: datetime) -> None:
    if pickup_of(order):
        collecting.mark_ready(number=order.number, actor=life.staff, at=at)
        return
    turn = next(life.parcels)
    carrier = life.carriers[turn % len(life.carriers)]
    shipping.mark_shipped(
        number=order.number,
        actor=life.staff,
        at=at,
        carrier=carrier,
        tracking_number=f"DEMO{turn:08}" if carrier else "",
    )


def _remind(at: datetime) -> None:
    collecting.remind_uncollected(at=at)


def _deliver(life: Life, order: Order, at: datetime) -> None:
    if order.payment_method == PaymentMethod.ON_DELIVERY:
        confirming.mark_paid(number=order.number, actor=life.staff, at=at)
    shipping.mark_delivered(number=order.number, actor=life.staff, at=at)


def _call_off(order: Order, at: datetime) -> None:
    calling_off.cancel_by_shopper(
        number=order.number, shopper=order.user, cancelled_at=at
    )


def _cancel(life: Life, order: Order, at: datetime) -> None:
    cancelling.cancel(
        number=order.number,
        actor=life.staff,
        reason="Nobody came to pick it up.",
        cancelled_at=at,
    )


def _take_back(life: Life, order: Order, chance: random.Random, at: datetime) -> None:
    line = order.lines.order_by("-quantity", "pk")[0]
    returned = taking_back.take_back(
        number=order.number,
        actor=life.staff,
        quantities={line.pk: chance.randint(1, line.quantity)},
        reason="Came back unopened.",
        restock=True,
        reference=f"{order.number}-1",
        received_at=at,
    )
    if returned.money and chance.random() < PAID_OUT:
        act = partial(_pay_out, life, f"return:{returned.reference}")
        life.later(at + timedelta(days=2), act)


def _pay_out(life: Life, reference: str, at: datetime) -> None:
    refunding.mark_paid_out(reference=reference, actor=life.manager, paid_out_at=at)


def _file_mail(now: datetime) -> None:
    """The mails of then were sent then; only the last hours' are still due."""
    while hear_next(at=now):
        pass
    Message.objects.filter(
        state=Message.State.DUE,
        recipient__endswith=DOMAIN,
        created_at__lt=now - timedelta(hours=6),
    ).update(state=Message.State.SENT, sent_at=F("created_at"), attempts=1)
