"""What an order does to its member's points. The one bridge from orders to points.

Each function is called in the transaction of the order's own change, with the
order's row locked, and may be repeated without harm: postings are known by the
order's number and, for returns, by the return's reference (L07). Orders of guests
and orders that use or earn nothing pass through. Where the member's account was merged
into another meanwhile, the order earns there (L36).
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from loyalty import (
    earning,
    expiry,
    policy,
    reading,
    redemption,
    returns,
    shares,
    why,
)
from loyalty.arithmetic.awards import Award
from loyalty.enrolment import NotAMember
from loyalty.people import Key, Person
from shop.forks.order.models import Order, PaymentMethod
from shop.payments import disputes
from shop.rewards.awarding import (
    Remaining,
    award_of,
    earned_by,
    excess_of,
    rule_of,
)

# A hold that is captured in the transaction that makes it needs no longer.
SHORTEST_HOLD = timedelta(hours=1)
# An order gives its points back when it lapses, which may be later than its payment
# is due: while a payment service is silent, or after a change to bank transfer.
BEYOND_DUE = timedelta(days=9)
# Longer than banks argue. What is lost is settled by people meanwhile.
HELD_BACK = timedelta(days=366)


def told(freed: reading.Freed) -> dict[str, Any]:
    """What became of points that came back, as mails say it."""
    return {
        "points_restored": freed.usable,
        "points_repaid": freed.repaid,
        "points_expired": freed.expired,
    }


def hold(*, order: Order, at: datetime) -> None:
    """Set the order's points aside until its payment is due, or a net below that.

    Raises loyalty's NotEnoughPoints, PointsOwed, AccountFrozen and AccountClosed:
    what the shopper saw is no longer so (L04).
    """
    if not order.points_redeemed:
        return
    redemption.hold_points(
        member=order.user,
        points=order.points_redeemed,
        reference=order.number,
        held_at=at,
        lapses_at=_lapses_at(order, at),
        why=why.held_for_order(order=order.number),
    )


def _lapses_at(order: Order, at: datetime) -> datetime:
    if order.payment_due_at is None:
        return at + SHORTEST_HOLD
    is_online = order.payment_method == PaymentMethod.ONLINE
    return order.payment_due_at + (BEYOND_DUE if is_online else timedelta(0))


def capture(*, order: Order, at: datetime) -> None:
    """Turn the points that were set aside into the order's discount."""
    if not order.points_redeemed:
        return
    redemption.capture_hold(
        member=order.user,
        reference=order.number,
        captured_at=at,
        why=why.redeemed_on_order(
            order=order.number,
            discount=order.points_discount,
            currency=order.currency,
        ),
    )


def release(*, order: Order, at: datetime) -> reading.Freed:
    """Free the points of an order that will not be carried out.

    Returns what became of them: some may have expired meanwhile.
    """
    if not order.points_redeemed:
        return reading.Freed()
    released = redemption.release_hold(
        member=order.user,
        reference=order.number,
        released_at=at,
        why=why.released(order=order.number),
    )
    return reading.freed(posting=released, at=at)


def earn(*, order: Order, at: datetime) -> int:
    """Book what a paid order earns, pending; return the points.

    The base is what was paid in money for goods and not refunded since: neither
    shipping nor the part paid with points earns (L30, L35). The rule is the one in
    force when it was placed, by which its pages promised, as are the campaigns; later
    changes of the order are reckoned by them (L14).
    """
    if order.user is None:
        return 0
    try:
        return _accrue(order, award_of(order), rule_of(order), at)
    except NotAMember:
        return 0


def points_to_earn(*, order: Order) -> int:
    """Return what an order will earn once it is paid, as it stands.

    While it lasts: what campaigns have left is known when it is booked.
    """
    return award_of(order).points


def earned_and_taken_back(*, order: Order) -> tuple[int, int]:
    """Return the points that the order earned, and those taken back since."""
    earned = earned_by(order)
    return (earned.granted, earned.granted - earned.kept) if earned else (0, 0)


def has_earned(*, order: Order) -> bool:
    """Whether the order earned, at the member's account or one it was merged into."""
    return earned_by(order) is not None


def schedule(*, order: Order, at: datetime) -> None:
    """Set the day on which a delivered order's points become spendable.

    The return window counts from `at`, by the rule the order was earned under:
    points can be spent from the day after its last day.
    """
    earned = earned_by(order)
    if earned is None or not earned.kept:
        return
    terms = earned.rule.validity
    matures_at = expiry.expires_after_days(at, terms.return_window_days)
    earning.schedule_maturity(
        member=earned.member,
        accrual_reference=order.number,
        reference=order.number,
        matures_at=matures_at,
        expires_at=expiry.granted_until(terms, at=matures_at),
        scheduled_at=at,
        why=why.scheduled_at_delivery(
            order=order.number,
            delivered_on=timezone.localdate(at, timezone.get_default_timezone()),
            days=terms.return_window_days,
        ),
    )
    if settings.DISPUTES_HOLD_POINTS and disputes.hold_points(order=order):
        hold_back(order=order, cause="delivered", at=at)


def hold_back(*, order: Order, cause: str, at: datetime) -> None:
    """Let points of a delivered order that cannot be spent yet wait, for very long.

    Before the delivery they wait anyway; points that can be spent stay as they are.
    Repeating a cause changes nothing.
    """
    _reschedule(order, cause, at + HELD_BACK, at, why.held_back(order=order.number))


def let_go(*, order: Order, cause: str, at: datetime) -> None:
    """Let points that were held back be spendable when they would have been, or now."""
    earned = earned_by(order)
    if earned is not None and order.delivered_at:
        days = earned.rule.validity.return_window_days
        usual = expiry.expires_after_days(order.delivered_at, days)
        known = why.let_go(order=order.number)
        _reschedule(order, cause, max(at, usual), at, known)


def _reschedule(
    order: Order, cause: str, matures_at: datetime, at: datetime, known: why.Why
) -> None:
    earned = earned_by(order)
    if earned is None or not earned.kept or not order.delivered_at:
        return
    with suppress(earning.NotPending, earning.AccountClosed):
        earning.schedule_maturity(
            member=earned.member,
            accrual_reference=order.number,
            reference=f"{order.number}:{cause}",
            matures_at=matures_at,
            expires_at=expiry.granted_until(earned.rule.validity, at=matures_at),
            scheduled_at=at,
            why=known,
        )


def undo_redemption(
    *, order: Order, points: int, reference: str, at: datetime, was_sent: bool = True
) -> reading.Freed:
    """Give `points` of the order's redemption back to the lots they came from.

    Points that have expired meanwhile get their days of grace only where the order
    was sent: nobody prolongs points by ordering and calling off. Returns what became
    of them.
    """
    if not points:
        return reading.Freed()
    given_back = returns.give_back(
        member=order.user,
        redemption_reference=order.number,
        points=points,
        reference=reference,
        given_back_at=at,
        why=why.given_back(order=order.number),
        with_grace=was_sent,
    )
    return reading.freed(posting=given_back, at=at)


def foresee_undoing(
    *, order: Order, points: int, at: datetime, was_sent: bool = True
) -> reading.Freed:
    """What would become of `points` of the order's, by what they would be undone with.

    What is only set aside comes free where its lots live; the rest is given back.
    """
    member = order.user
    if not points or member is None:
        return reading.Freed()
    if reading.redeemed(member=member, reference=order.number) is None:
        alive = reading.would_be_valid(member=member, reference=order.number, at=at)
        usable = min(points, alive)
        return reading.Freed(usable=usable, expired=points - usable)
    return returns.foresee_give_back(
        member=member,
        redemption_reference=order.number,
        points=points,
        at=at,
        with_grace=was_sent,
    )


def points_to_revoke(*, order: Order, remaining: Remaining) -> int:
    """Return what the order earned beyond what the rest of it earns (L16).

    Lines left out of what is `remaining` stay with nothing.
    """
    excess = excess_of(order, remaining)
    return excess.points if excess else 0


def undo_earning(
    *, order: Order, remaining: Remaining, reference: str, at: datetime
) -> int:
    """Take back what the rest of the order does not earn; return the points."""
    excess = excess_of(order, remaining)
    if excess is None or not excess.points:
        return 0
    returns.revoke(
        member=excess.member,
        accrual_reference=order.number,
        points=excess.points,
        reference=reference,
        revoked_at=at,
        why=why.revoked_on_return(
            order=order.number,
            remaining_base=excess.base,
            due=excess.due,
            currency=order.currency,
            rule_version=excess.rule_version,
            shares=excess.shares,
        ),
    )
    return excess.points


def _accrue(order: Order, due: Award, rule: policy.Rule, at: datetime) -> int:
    """Accrue to the member, or to where a closed account's points have gone.

    Returns the points: campaigns may have less left than is due.
    """
    member: Person = order.user
    month = timezone.localtime(at, timezone.get_default_timezone())
    while True:
        try:
            posting = earning.accrue(
                member=member,
                points=due.points,
                reference=order.number,
                accrued_at=at,
                expires_at=expiry.granted_until(rule.validity, at=at),
                why=why.order_earned(
                    order=order.number,
                    base=due.base,
                    currency=order.currency,
                    rule=rule.earning,
                    excluded=due.excluded_amount,
                    shares=shares.stored(due, at=month),
                ),
            )
        except earning.AccountClosed as closed:
            member = Key(closed.args[0])
        else:
            return shares.points(posting.shares, otherwise=due.points)
