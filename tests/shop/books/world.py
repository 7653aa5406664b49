"""A shop in which everything happened once that the books look at."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from loyalty import granting
from shop.forks.order.models import Order
from shop.missions import deciding as deciding_missions
from shop.missions import sweeping
from shop.missions import taking_part as missions
from shop.orders import steps
from shop.orders.fulfilling import shipping
from shop.orders.paying import arriving, confirming, lapsing
from shop.orders.undoing import cancelling, goodwill
from shop.payments import attempts, news, refunding
from shop.payments.port import Concern, Session, SessionState
from shop.payments.stripe.signature import News
from shop.referrals import deciding, rewarding
from shop.returns import taking_back
from shop.rewards.desk import adjusting, extending, giving, merging, publishing
from tests.factories import (
    BERLIN,
    NOW,
    announce_gifts,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.referrals import (
    WINDOW_OVER,
    bring,
    deliver_to,
    make_referrer,
    open_invitations,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class World:
    member: int
    closed: int


@transaction.atomic
def make_world() -> World:
    desk = make_order_desk()
    sam, zoe = (
        make_staff("loyalty.adjust_points", "loyalty.merge_accounts", *more)
        for more in (["loyalty.publish_rule"], [])
    )
    member, other = make_member(5000), make_member(300)
    _orders(member, desk)
    _paid_online(member, desk)
    _points(member, other, sam, zoe)
    _invitations(desk, sam)
    _missions(make_member(), desk)
    announce_gifts()
    return World(member=member.pk, closed=other.pk)


def _order(member, points=0, at=NOW, **fields) -> Order:
    basket = make_basket([(make_product("20.00"), 2)], owner=member, points=points)
    return place(basket, at=at, **fields)


def _orders(member, desk) -> None:
    """Waiting, lapsed, cancelled, delivered, sent back and made up for."""
    _order(member, points=300)
    _order(None, payment_method="on-delivery")
    _order(member, points=200, at=NOW - 30 * DAY)
    lapsing.lapse_unpaid(at=NOW)
    dropped, kept = _order(member, points=100), _order(member, points=400)
    for order in (dropped, kept):
        confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    cancelling.cancel(number=dropped.number, actor=desk, reason="", cancelled_at=NOW)
    refunding.mark_paid_out(
        reference=f"cancel:{dropped.number}", actor=desk, paid_out_at=NOW
    )
    for step in (shipping.mark_shipped, shipping.mark_delivered):
        step(number=kept.number, actor=desk, at=NOW)
    taking_back.take_back(
        number=kept.number,
        actor=desk,
        quantities={kept.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW + DAY,
    )
    goodwill.give(
        number=kept.number,
        actor=desk,
        money=Decimal("2.00"),
        reason="a dent",
        reference="G1",
        given_at=NOW + DAY,
    )


def _paid_online(member, desk) -> None:
    """In time, too late, and with the wrong money, which was sent back."""
    for name, amount in (("in-time", None), ("late", None), ("wrong", "1.00")):
        order = _order(member, payment_method="online")
        attempt = attempts.open_attempt(order=order, provider="stripe", opened_at=NOW)
        if name == "late":
            lapsing.lapse(order=steps.locked(order.number), actor=None, at=NOW)
        session = Session(
            id=f"cs_{name}",
            state=SessionState.PAID,
            amount=Decimal(amount) if amount else attempt.amount,
            currency=attempt.currency,
            charge=f"pi_{name}",
            reference=attempt.key,
        )
        arriving.book(attempt_id=attempt.pk, session=session, at=NOW)
        if name == "wrong":
            refunding.send_wrong_back(attempt_id=attempt.pk, actor=desk, at=NOW)
    told = News(
        id="evt_1",
        concerns=Concern.SESSION,
        kind="checkout.session.completed",
        about="cs_in-time",
    )
    news.keep(provider="stripe", news=told, received_at=NOW)


def _points(member, other, sam, zoe) -> None:
    """What staff do with points: one each, and a merge turned down, another made."""
    for points, reference in ((70, "A1"), (-30, "A2")):
        adjusting.adjust_points(
            member=member,
            points=points,
            reason="a stamp card",
            reference=reference,
            actor=sam,
            adjusted_at=NOW,
        )
    for reference, decide in (
        ("W1", adjusting.decline_adjustment),
        ("W2", adjusting.approve_adjustment),
    ):
        wish = adjusting.propose_adjustment(
            member=member,
            points=2000,
            reason="a lost parcel",
            reference=reference,
            actor=sam,
            proposed_at=NOW,
        )
        at = "declined_at" if reference == "W1" else "approved_at"
        decide(proposal_id=wish.pk, actor=zoe, **{at: NOW})
    extending.extend_lots(
        member=member,
        lots=[1],
        until=(NOW + 900 * DAY).date(),
        reason="ill",
        reference="X1",
        actor=sam,
        extended_at=NOW,
    )
    giving.grant_points(
        member_ids=[member.pk, other.pk],
        terms=granting.Grant("anniversary", 25, "Ten years"),
        actor=sam,
        granted_at=NOW,
        commit=True,
        watch=lambda _tally: None,
    )
    publishing.publish_rule(
        actor=sam, published_at=NOW + DAY, based_on=1, points_per_unit=2
    )
    for decide in ("withdraw", "approve"):
        proposal = merging.propose_merge(
            closing=other, surviving=member, reason="one", actor=sam, proposed_at=NOW
        )
        if decide == "withdraw":
            merging.withdraw_merge(proposal_id=proposal.pk, actor=zoe, withdrawn_at=NOW)
        else:
            merging.approve_merge(proposal_id=proposal.pk, actor=zoe, approved_at=NOW)


def _missions(member, desk) -> None:
    """Three days in a row, a day of grace, and an order that was kept."""
    deliver_to(member, desk=desk)
    author = make_staff("loyalty.draft_mission")
    version = deciding_missions.draft_mission(
        actor=author,
        drafted_at=NOW - 9 * DAY,
        name_en="Three days",
        name_zh_hans="三天",
        starts_at=NOW - 9 * DAY,
        looks_back=30,
        budget=1000,
        steps=[
            {"kind": "streak", "goal": 3, "points": 15},
            {"kind": "order", "points": 5},
        ],
    )
    deciding_missions.submit_mission(
        version=version, actor=author, submitted_at=NOW - 9 * DAY
    )
    deciding_missions.approve_mission(
        version=version,
        actor=make_staff("loyalty.approve_mission"),
        approved_at=NOW - 9 * DAY,
    )
    for days in (0, 1, 3):
        at = NOW + (days - 5) * DAY
        if not days:
            missions.begin(member=member, mission_id=version.mission_id, at=at)
        missions.check_in(member=member, at=at)
    sweeping.notice_kept_orders(at=WINDOW_OVER)


def _invitations(desk, sam) -> None:
    """A friend kept an order; another looked like the referrer, and was declined."""
    open_invitations()
    referrer = make_referrer()
    for name, known in (("friend", ()), ("alias", [referrer.pk])):
        address = replace(BERLIN, last_name=name, line1=name)
        friend = bring(referrer, f"{name}@{name}.example", known=known)
        deliver_to(friend, desk=desk, address=address)
    rewarding.reward_due(at=WINDOW_OVER)
    alias = deciding.waiting().get()
    deciding.decline(
        friend=alias.pk, reason="One phone", actor=sam, declined_at=WINDOW_OVER
    )
