"""The ledger and the plain model go through time side by side and tell the same.

The model knows no jobs: what falls due happens at once. The ledger books it when
something or somebody comes by.
"""

import copy
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from loyalty import (
    earning,
    enrolment,
    expiry,
    extension,
    idling,
    importing,
    reading,
    reconciliation,
    redemption,
    returns,
)
from loyalty.models import Account
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.model.facts import open_lots, statements_agree
from tests.loyalty.model.programme import Member, Refused

HOUR = timedelta(hours=1)
REFUSALS = tuple(
    getattr(module, name)
    for module, refusals in {
        redemption: "AccountFrozen HoldHasLapsed HoldWasCaptured HoldWasReleased "
        "NoSuchHold NotEnoughPoints PointsOwed ReferenceReused",
        earning: "MaturesTooLate NoSuchAccrual NotPending",
        extension: "LotIsClosed NotLonger",
        idling: "NotAnnounced NothingEnds OutsideWindow WasActive",
        importing: "WrongRows",
        returns: "MoreThanEarned MoreThanRedeemed NoSuchRedemption",
    }.items()
    for name in refusals.split()
)


class Agreement(RuleBasedStateMachine):
    """One member, the walker, and what the model says of them after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = MARCH
        self.member = person("walker")
        enrolment.enrol(member=self.member, enrolled_at=MARCH)
        self.model = Member()
        self.read_then: dict[datetime, tuple] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

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
            balance = reading.balance(member=self.member, at=at)
            read = {name: getattr(balance, name) for name in model.buckets()}
            assert read == model.buckets()
            assert balance.frozen == model.is_frozen(at)
            lots = reading.open_lots(member=self.member, at=at)
            assert [
                (lot.available, lot.pending, lot.held, lot.expires_at) for lot in lots
            ] == open_lots(model)

    @invariant()
    def the_past_is_remembered(self):
        """What was read at a moment is read of that moment ever after."""
        self.read_then[self.now] = (
            reading.balance(member=self.member, at=self.now),
            reading.open_lots(member=self.member, at=self.now),
            reading.programme_totals(at=self.now),
        )
        totals = reading.programme_totals_as_of(moments=self.read_then)
        for at, then in self.read_then.items():
            balance, lots, sums = then
            assert reading.balance_as_of(member=self.member, at=at) == replace(
                balance, frozen=False
            )
            assert reading.open_lots_as_of(member=self.member, at=at) == lots
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
