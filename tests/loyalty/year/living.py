"""A year, event by event: what the ledger is asked, the model is asked as well.

Each member has a life of their own, drawn from the seed and their number; together
they are lived in the order of time, because budgets are everybody's.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from loyalty import (
    earning,
    enrolment,
    expiry,
    granting,
    redemption,
    returns,
    shares,
    why,
)
from loyalty.arithmetic.awards import EarningLine, award, still_due
from loyalty.arithmetic.campaigns import Standing
from loyalty.campaigns.reading import budget_left, deciding, terms_not_over
from loyalty.models import Account
from shop.forks.order.models import Order, OrderStatus
from shop.referrals import rewarding
from shop.referrals.models import Referral, Reward, Terms
from tests.loyalty.conftest import staff
from tests.loyalty.model.closed import grace_until
from tests.loyalty.model.days import zone
from tests.loyalty.model.programme import Member, Refused
from tests.loyalty.worked import RULE
from tests.loyalty.year import plain, programme

BEGINS = datetime(2026, 1, 1, 9, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
WINDOW = timedelta(days=14)
REFERRER, FRIEND = 50, 30
GIFT = 25


@dataclass
class One:
    """A member, with what the model knows of them and what they have bought."""

    user: Any
    model: Member = field(default_factory=Member)
    orders: dict[str, "Bought"] = field(default_factory=dict)


@dataclass
class Bought:
    """The shares that an order was given, and those that returns have taken."""

    given: Any
    taken: list = field(default_factory=list)


class Year:
    def __init__(self, members: int, seed: int) -> None:
        self.seed = seed
        self.everybody: list[One | None] = [None] * members
        budget = 4 * members
        self.mugs = programme.begin(at=BEGINS, budget=budget)
        self.shop = plain.Shop(budget)
        # Read once: which of them holds is looked at for each order.
        self.campaigns, self.versions = terms_not_over(at=BEGINS), deciding()
        self.happened: Counter[str] = Counter()
        self.clerk = staff("clerk", "adjust_points", "publish_rule")
        Terms.objects.create(
            version=2,
            is_open=True,
            referrer_points=REFERRER,
            friend_points=FRIEND,
            most_per_year=10_000,
            smallest_order=1,
            published_at=BEGINS,
            author=self.clerk,
        )

    def live(self) -> None:
        numbers = range(len(self.everybody))
        events = [event for number in numbers for event in self._drawn(number)]
        events += [
            (BEGINS + n * 14 * DAY, -1, self.jobs_come_by, ()) for n in range(27)
        ]
        events.append((BEGINS + YEAR / 2, -1, self.everybody_gets_a_gift, ()))
        # Who comes first where two come at one moment is drawn as well: by number.
        for at, number, does, told in sorted(events, key=lambda one: one[:2]):
            if number < 0:
                does(at)
            else:
                does(number, at, *told)

    # -- A life ----------------------------------------------------------------

    def _drawn(self, number: int):
        chance = random.Random(f"{self.seed}/{number}")  # noqa: S311  no secret
        joins = BEGINS + chance.random() * YEAR * 0.7
        if number == 0:
            joins = BEGINS
        yield joins, number, self.joins, (chance.random() < 0.15,)
        for order in range(chance.choice([0, 1, 2, 3, 3, 4, 6])):
            name = f"{number}-{order}"
            at = joins + chance.random() * (BEGINS + YEAR - joins)
            lines = [self._line(chance) for _line in range(chance.choice([1, 1, 2, 3]))]
            spends = chance.randint(5, 60) if chance.random() < 0.4 else 0
            yield at, number, self.buys, (name, lines, spends)
            if spends:
                ends = at + timedelta(hours=1)
                yield ends, number, self.pays, (name, chance.random() < 0.85)
            if chance.random() < 0.3:
                back = at + DAY + chance.random() * 40 * DAY
                keep = chance.randint(0, len(lines) - 1)
                yield back, number, self.brings_back, (name, lines[:keep], "some")
                if keep and chance.random() < 0.5:
                    yield back + DAY, number, self.brings_back, (name, [], "rest")

    def _line(self, chance):
        label = chance.choice(["tea", "tea", "books", "mugs", "gift-cards"])
        product = plain.MUG if label == "mugs" else 1
        return plain.Line(
            label, product, chance.randint(1, 3), chance.randint(150, 4500)
        )

    def joins(self, number, at, is_brought):
        # Passwords are nobody's business here, and dear.
        user = get_user_model().objects.create(email=f"{number}@year.example")
        enrolment.enrol(member=user, enrolled_at=at)
        self.everybody[number] = One(user)
        self.happened["joined"] += 1
        earlier = self.everybody[number // 2] if number else None
        if is_brought and earlier and earlier.user.loyalty_account.enrolled_at < at:
            Referral.objects.create(
                friend=user,
                referrer=earlier.user,
                terms_id=2,
                referred_at=at,
            )

    def buys(self, number, at, name, lines, spends):
        one = self.everybody[number]
        is_first = not one.orders
        promised = self.shop.buys(number, name, lines, at, is_first)
        due = award(
            as_lines(lines),
            RULE,
            self.campaigns,
            Standing(at.astimezone(zone()), is_first),
        )
        matures, ends = at + WINDOW, plain.expires(at + WINDOW, months=3)
        posting = earning.accrue(
            member=one.user,
            points=due.points,
            reference=name,
            accrued_at=at,
            matures_at=matures,
            expires_at=expiry.expires_at(matures, 3),
            why=why.order_earned(
                order=name,
                base=due.base,
                currency="EUR",
                rule=RULE,
                shares=shares.stored(due, at=at.astimezone(zone())),
            ),
        )
        one.orders[name] = Bought(posting.shares)
        assert posting.shares is None or said_by(posting.shares) == promised
        assert (posting.shares is None) == (promised.keys() == {"rule"})
        one.model.live_until(at)
        one.model.accrue(
            sum(promised.values()),
            name,
            at,
            pending=True,
            matures_at=matures,
            expires_at=ends,
        )
        self.happened["bought"] += 1
        self.happened["cut"] += sum(promised.values()) < due.points
        if spends:
            self._both(
                one,
                at,
                lambda: redemption.hold_points(
                    member=one.user,
                    points=spends,
                    reference=name,
                    held_at=at,
                    lapses_at=at + timedelta(hours=2),
                    why=why.welcome(),
                ),
                lambda: one.model.hold(
                    spends, name, at, lapses_at=at + timedelta(hours=2)
                ),
                "set aside",
            )

    def pays(self, number, at, name, does_pay):
        one = self.everybody[number]
        if does_pay and name in one.model.holds:
            self._both(
                one,
                at,
                lambda: redemption.capture_hold(
                    member=one.user, reference=name, captured_at=at, why=why.welcome()
                ),
                lambda: one.model.capture(name, at),
                "redeemed",
            )

    def brings_back(self, number, at, name, remaining, reference):
        one = self.everybody[number]
        if at > BEGINS + YEAR:
            return
        taken = self.shop.takes_back(name, remaining)
        points = sum(taken.values())
        order = one.orders[name]
        back = f"{name} {reference}"
        if points:
            excess = self._excess(order, remaining)
            self._both(
                one,
                at,
                lambda: returns.revoke(
                    member=one.user,
                    accrual_reference=name,
                    points=points,
                    reference=back,
                    revoked_at=at,
                    why=why.revoked_on_return(
                        order=name,
                        remaining_base=sum(
                            (line.cash for line in as_lines(remaining)), Decimal(0)
                        ),
                        due=plain.rule(remaining),
                        currency="EUR",
                        rule_version=1,
                        shares=excess,
                    ),
                ),
                lambda: one.model.revoke(name, points, back, at),
                "taken back",
            )
        spent = one.model.redeemed.get(name)
        if spent and not remaining:
            count = len(spent)
            self._both(
                one,
                at,
                lambda: returns.give_back(
                    member=one.user,
                    redemption_reference=name,
                    points=count,
                    reference=back,
                    given_back_at=at,
                    why=why.welcome(),
                ),
                lambda: one.model.give_back(
                    name, count, back, at, grace_until=grace_until(at)
                ),
                "given back",
            )

    def _excess(self, order, remaining):
        if order.given is None:
            return None
        granted = shares.granted(order.given, order.taken)
        still = still_due(granted, as_lines(remaining), RULE, self.versions)
        taken = shares.taken(
            (share, max(0, share.kept - due))
            for share, due in zip(granted, still, strict=True)
        )
        order.taken.append(taken)
        return taken

    def _both(self, one, at, ask, expect, what):
        """Ask ledger and model; a refusal of one is that of the other."""
        one.model.live_until(at)
        try:
            expect()
        except Refused as refusal:
            with pytest.raises(getattr(redemption, refusal.args[0])):
                ask()
            self.happened[f"refused: {refusal.args[0]}"] += 1
            return
        ask()
        self.happened[what] += 1

    # -- What happens to all ---------------------------------------------------

    def jobs_come_by(self, at):
        earning.book_maturities(at=at)
        expiry.expire_due(at=at)
        redemption.lapse_holds(at=at)
        self._reward_friends(at)

    def _reward_friends(self, at):
        """Pay both, once the friend has kept an order; staff looked at them before."""
        waiting = Referral.objects.filter(reward=None).select_related("friend")
        numbers = {one.user.pk: one for one in self.everybody if one}
        for referral in waiting:
            friend = numbers[referral.friend_id]
            kept = [
                name
                for name in friend.orders
                if any(self.shop.kept[name].values())
                and friend.model.accruals[name].fact.occurred_at + WINDOW < at
            ]
            if not kept:
                continue
            placed = friend.model.accruals[kept[0]].fact.occurred_at
            order = Order.objects.create(
                number=f"Y{kept[0]}",
                user=referral.friend,
                status=OrderStatus.DELIVERED,
                date_placed=placed,
                delivered_at=placed,
                currency="EUR",
                total_incl_tax=1,
                total_excl_tax=1,
            )
            reward = Reward.objects.create(
                referral=referral,
                order=order,
                state=Reward.State.GIVEN,
                friend_points=FRIEND,
                referrer_points=REFERRER,
                found_at=at,
                decided_at=at,
            )
            rewarding.pay(reward, at=at)
            referrer = numbers[referral.referrer_id]
            for who, points in ((friend, FRIEND), (referrer, REFERRER)):
                who.model.live_until(at)
                who.model.accrue(
                    points,
                    referral.reference,
                    at,
                    pending=False,
                    matures_at=None,
                    expires_at=plain.expires(at, months=12),
                )
            self.happened["brought"] += 1

    def everybody_gets_a_gift(self, at):
        """Through the door for many at once."""
        terms = granting.Grant("summer", GIFT, "To all", expires_at=at + 60 * DAY)
        granting.grant(
            member_ids=list(granting.everybody()),
            terms=terms,
            actor=self.clerk,
            granted_at=at,
            commit=True,
        )
        for one in filter(None, self.everybody):
            one.model.live_until(at)
            one.model.grant(GIFT, "summer", at, expires_at=at + 60 * DAY)
            self.happened["gifts"] += 1

    # -- What is left ----------------------------------------------------------

    def settle(self, at) -> None:
        """Let the clock go on, and hold both against each other."""
        earning.book_maturities(at=at)
        expiry.expire_due(at=at)
        redemption.lapse_holds(at=at)
        accounts = Account.objects.in_bulk()
        totals: Counter[str] = Counter()
        for one in filter(None, self.everybody):
            one.model.live_until(at)
            buckets = one.model.buckets()
            account = accounts[one.user.pk]
            assert {name: getattr(account, name) for name in buckets} == buckets
            totals.update(buckets)
            self.happened["expired"] += sum(
                fact.kind == "expiry" for fact in one.model.facts
            )
        assert budget_left(campaign_ids=[self.mugs]) == {self.mugs: self.shop.budget}
        self.totals = totals


def said_by(stored) -> dict[str, int]:
    return {
        share.get("names", {"en": "rule"})["en"]: share["points"] for share in stored
    }


def as_lines(lines) -> list[EarningLine]:
    return [
        EarningLine(
            key=place,
            cash=Decimal(line.cents) / 100,
            labels=frozenset([line.label]),
            pieces=line.pieces,
            product=line.product,
        )
        for place, line in enumerate(lines)
    ]
