"""Drive the ledger and the plain model side by side, through time.

The model knows no jobs: what falls due happens at once. The ledger books it when
something or somebody comes by. After each step both must tell the same.
"""

import copy
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from loyalty import (
    adjustment,
    earning,
    enrolment,
    expiry,
    extension,
    granting,
    merging,
    queries,
    reconciliation,
    redemption,
    returns,
)
from loyalty.models import Account, Posting
from loyalty.why import welcome
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.model.closed import Closed, grace_until
from tests.loyalty.model.facts import open_lots, statements_agree
from tests.loyalty.model.programme import Member, Refused

HOUR = timedelta(hours=1)
WHY = welcome()
NO_LOT = 10**9

# Few names, amounts and distances: what matters is that they meet.
names = st.sampled_from("ABC")
amounts = st.sampled_from([1, 2, 3, 5, 8])
hours = st.sampled_from([1, 2, 3, 5, 30])
long_hours = st.sampled_from([2, 3, 5, 8, 40, 900])
REFUSALS = tuple(
    getattr(module, name)
    for module, refusals in {
        redemption: "AccountFrozen HoldHasLapsed HoldWasCaptured HoldWasReleased "
        "NoSuchHold NotEnoughPoints PointsOwed ReferenceReused",
        earning: "MaturesTooLate NoSuchAccrual NotPending",
        extension: "LotIsClosed NotLonger",
        returns: "MoreThanEarned MoreThanRedeemed NoSuchRedemption",
    }.items()
    for name in refusals.split()
)


class AnyActor:
    """Staff who may do everything: rights are tested elsewhere."""

    def __init__(self, pk: int):
        self.pk = pk

    def has_perm(self, _permission: str) -> bool:
        return True


class LedgerAndModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = MARCH
        self.member = person("walker")
        self.staff = AnyActor(self.member.pk)
        enrolment.enrol(member=self.member, enrolled_at=MARCH)
        self.model = Member()
        self.read_then: dict[datetime, tuple] = {}
        self.colleague = AnyActor(person("colleague").pk)
        self.another_colleague = AnyActor(person("another").pk)
        self.closed: list[Closed] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # -- Use cases -------------------------------------------------------------

    @rule(name=names, points=amounts, lives=long_hours)
    def accrue_now(self, name, points, lives):
        self.accrue(name, points, lives, matures_at=None, pending=False)

    @rule(name=names, points=st.just(0) | amounts, lives=long_hours)
    def accrue_pending(self, name, points, lives):
        self.accrue(name, points, lives, matures_at=None, pending=True)

    @rule(name=names, points=amounts, waits=hours, lives=long_hours)
    def accrue_maturing(self, name, points, waits, lives):
        matures_at = self.now + waits * HOUR
        self.accrue(name, points, waits + lives, matures_at=matures_at, pending=True)

    def accrue(self, name, points, lives, *, matures_at, pending):
        dates = {"matures_at": matures_at, "expires_at": self.now + lives * HOUR}
        self.both(
            lambda: earning.accrue(
                member=self.member,
                points=points,
                reference=name,
                accrued_at=self.now,
                why=WHY,
                pending=pending,
                **dates,
            ),
            lambda: self.model.accrue(points, name, self.now, pending=pending, **dates),
        )

    @rule(name=names, points=amounts, lives=long_hours)
    def grant(self, name, points, lives):
        expires_at = self.now + lives * HOUR
        self.both(
            lambda: self.granted(granting.Grant(name, points, "To all", expires_at)),
            lambda: self.model.grant(points, name, self.now, expires_at=expires_at),
        )

    def granted(self, terms):
        granting.grant(
            member_ids=[self.member.pk],
            terms=terms,
            actor=self.staff,
            granted_at=self.now,
            commit=True,
        )
        return Posting.objects.get(account=self.member.pk, reference=terms.reference)

    @rule(about=names, name=names, waits=st.just(0) | hours, lives=long_hours)
    def schedule(self, about, name, waits, lives):
        matures_at, expires_at = self.now + waits * HOUR, self.now + lives * HOUR
        dates = {"matures_at": matures_at, "expires_at": expires_at}
        self.both(
            lambda: earning.schedule_maturity(
                member=self.member,
                accrual_reference=about,
                reference=name,
                scheduled_at=self.now,
                why=WHY,
                **dates,
            ),
            lambda: self.model.schedule(about, name, self.now, **dates),
        )

    @rule(name=names, points=amounts, lasts=hours)
    def hold(self, name, points, lasts):
        lapses_at = self.now + lasts * HOUR
        self.both(
            lambda: redemption.hold_points(
                member=self.member,
                points=points,
                reference=name,
                held_at=self.now,
                lapses_at=lapses_at,
                why=WHY,
            ),
            lambda: self.model.hold(points, name, self.now, lapses_at=lapses_at),
        )

    @rule(name=names)
    def capture(self, name):
        self.both(
            lambda: redemption.capture_hold(
                member=self.member, reference=name, captured_at=self.now, why=WHY
            ),
            lambda: self.model.capture(name, self.now),
        )

    @rule(name=names)
    def release(self, name):
        self.both(
            lambda: redemption.release_hold(
                member=self.member, reference=name, released_at=self.now, why=WHY
            ),
            lambda: self.model.release(name, self.now),
        )

    @rule(about=names, name=names, points=amounts)
    def give_back(self, about, name, points):
        self.both(
            lambda: returns.give_back(
                member=self.member,
                redemption_reference=about,
                points=points,
                reference=name,
                given_back_at=self.now,
                why=WHY,
            ),
            lambda: self.model.give_back(
                about, points, name, self.now, grace_until=grace_until(self.now)
            ),
        )

    @rule(about=names, name=names, points=amounts)
    def revoke(self, about, name, points):
        self.both(
            lambda: returns.revoke(
                member=self.member,
                accrual_reference=about,
                points=points,
                reference=name,
                revoked_at=self.now,
                why=WHY,
            ),
            lambda: self.model.revoke(about, points, name, self.now),
        )

    @rule(name=names, points=amounts, sign=st.sampled_from([1, -1]), lives=long_hours)
    def adjust(self, name, points, sign, lives):
        expires_at = self.now + lives * HOUR
        self.both(
            lambda: adjustment.adjust(
                member=self.member,
                points=sign * points,
                reference=name,
                reason="By hand",
                actor=self.staff,
                adjusted_at=self.now,
                expires_at=expires_at,
            ),
            lambda: self.model.adjust(
                sign * points, name, self.now, expires_at=expires_at, reason="By hand"
            ),
        )

    @rule(
        kind=st.sampled_from(["accrual", "adjustment"]),
        about=names,
        name=names,
        lives=long_hours,
    )
    def extend(self, kind, about, name, lives):
        expires_at = self.now + lives * HOUR
        made_it = Posting.objects.filter(
            account=self.member.pk, kind=kind, reference=about
        ).first()
        self.both(
            lambda: extension.extend(
                member=self.member,
                lot=made_it.version if made_it else NO_LOT,
                expires_at=expires_at,
                reference=name,
                reason="By hand",
                actor=self.staff,
                extended_at=self.now,
            ),
            lambda: self.model.extend(
                f"{kind} {about}" if made_it else NO_LOT,
                name,
                self.now,
                expires_at=expires_at,
                reason="By hand",
            ),
        )

    @rule()
    def freeze(self):
        enrolment.freeze(member=self.member, frozen_at=self.now)
        self.model.frozen = True

    @rule()
    def thaw(self):
        enrolment.thaw(member=self.member)
        self.model.frozen = False

    @rule(has=st.just(0) | amounts, used=amounts, owes=st.just(0) | amounts)
    def merge(self, has, used, owes):
        """Another account of the walker's closes, with a history of its own."""
        other = Closed(person(f"other-{len(self.closed)}"), self.now + 900 * HOUR, used)
        other.live(has, owes, self.now)
        proposal = merging.propose_merge(
            closing=other.member,
            surviving=self.member,
            reason="The same person",
            actor=self.colleague,
            proposed_at=self.now,
        )
        merging.approve_merge(
            proposal_id=proposal.pk,
            actor=self.another_colleague,
            approved_at=self.now,
        )
        self.closed.append(other)
        lots = [(has, other.expires_at)] if has else []
        self.take_over(lots=lots, owed=owes)

    @rule(points=amounts)
    def give_back_elsewhere(self, points):
        for other in self.closed:
            if points <= other.used:
                expires_at = other.give_back(points, self.now)
                self.take_over(lots=[(points, expires_at)], owed=0)

    @rule(points=amounts)
    def revoke_elsewhere(self, points):
        for other in self.closed:
            if points <= other.earned:
                other.revoke(points, self.now)
                self.take_over(lots=[], owed=points)

    def take_over(self, *, lots, owed):
        self.model.live_until(self.now)
        self.model.take_over(self.now, lots=lots, owed=owed)

    # -- Time, and the jobs that may or may not come by ------------------------

    @rule(passing=st.sampled_from([1, 1, 2, 3, 30, 800]))
    def wait(self, passing):
        self.now += passing * HOUR

    @rule()
    def job_matures(self):
        earning.book_maturities(at=self.now)

    @rule()
    def job_lapses(self):
        redemption.lapse_holds(at=self.now)

    @rule()
    def job_expires(self):
        expiry.expire_due(at=self.now)

    # -- Agreement -------------------------------------------------------------

    def both(self, ask, expect) -> None:
        self.model.live_until(self.now)
        try:
            expected = expect()
        except Refused as refusal:
            expected = refusal
        try:
            posting = ask()
        except REFUSALS as refusal:
            answer = (type(refusal).__name__, *detail(refusal, expected))
            assert isinstance(expected, Refused), answer
            assert answer == expected.args
        else:
            assert not isinstance(expected, Refused), expected.args
            assert (posting.kind, posting.reference, posting.occurred_at) == (
                expected.kind,
                expected.reference,
                expected.occurred_at,
            )

    @invariant()
    def reads_agree(self):
        """Now and later, with nothing booked for the purpose."""
        model = copy.deepcopy(self.model)
        for later in (0, 2, 30, 1000):
            at = self.now + later * HOUR
            model.live_until(at)
            balance = queries.balance(member=self.member, at=at)
            read = {name: getattr(balance, name) for name in model.buckets()}
            assert read == model.buckets()
            assert balance.frozen == model.frozen
            lots = queries.open_lots(member=self.member, at=at)
            assert [
                (lot.available, lot.pending, lot.held, lot.expires_at) for lot in lots
            ] == open_lots(model)

    @invariant()
    def the_past_is_remembered(self):
        """What was read at a moment is read of that moment ever after."""
        self.read_then[self.now] = (
            queries.balance(member=self.member, at=self.now),
            queries.open_lots(member=self.member, at=self.now),
            queries.programme_totals(at=self.now),
        )
        totals = queries.programme_totals_as_of(moments=self.read_then)
        for at, then in self.read_then.items():
            balance, lots, sums = then
            assert queries.balance_as_of(member=self.member, at=at) == replace(
                balance, frozen=False
            )
            assert queries.open_lots_as_of(member=self.member, at=at) == lots
            assert totals[at] == sums

    @invariant()
    def books_agree(self):
        """Once everything due is booked; the booking is then undone."""
        self.model.live_until(self.now)
        with transaction.atomic():
            earning.mature_due(member=self.member, at=self.now)
            account = Account.objects.get(pk=self.member.pk)
            buckets = self.model.buckets()
            assert {name: getattr(account, name) for name in buckets} == buckets
            statements_agree(self.member, self.model)
            assert reconciliation.differences() == []
            transaction.set_rollback(True)


def detail(refusal, expected) -> tuple:
    """The detail of a refusal, where the model names one."""
    named = isinstance(expected, Refused) and len(expected.args) > 1
    return refusal.args if named else ()
