"""A random walk through every use case: whatever happens, the books add up."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import earning, enrolment, reading, reconciliation, redemption, returns
from loyalty.models import Account, Lot, Movement
from tests.examples import examples
from tests.loyalty import deeds
from tests.loyalty.conftest import MARCH, person

HOUR = timedelta(hours=1)
REFUSALS = (
    redemption.NotEnoughPoints,
    redemption.PointsOwed,
    redemption.HoldHasLapsed,
    redemption.HoldWasReleased,
    redemption.HoldWasCaptured,
    redemption.NoSuchHold,
    redemption.ReferenceReused,
    returns.MoreThanEarned,
    returns.MoreThanRedeemed,
    returns.NoSuchAccrual,
    returns.NoSuchRedemption,
)

VERBS = {
    "earn": lambda m, points, which, hours, now, nth: deeds.earn(
        m, points, f"E{which}", at=now, expires_at=now + hours * HOUR
    ),
    "earn_pending": lambda m, points, which, hours, now, nth: deeds.earn_pending(
        m,
        points,
        f"E{which}",
        at=now,
        matures_at=now + hours * HOUR / 2,
        expires_at=now + hours * HOUR,
    ),
    "hold": lambda m, points, which, hours, now, nth: deeds.hold(
        m, points, f"R{which}", at=now, lapses_at=now + hours * HOUR
    ),
    "capture": lambda m, points, which, hours, now, nth: deeds.capture(
        m, f"R{which}", at=now
    ),
    "release": lambda m, points, which, hours, now, nth: deeds.release(
        m, f"R{which}", at=now
    ),
    "give_back": lambda m, points, which, hours, now, nth: deeds.give_back(
        m, points, f"N{nth}", of=f"R{which}", at=now
    ),
    "revoke": lambda m, points, which, hours, now, nth: deeds.revoke(
        m, points, f"N{nth}", of=f"E{which}", at=now
    ),
    "wait": lambda m, points, which, hours, now, nth: None,
    "book": lambda m, points, which, hours, now, nth: earning.mature_due(
        member=m, at=now
    ),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(list(VERBS)),
        st.integers(1, 120),
        st.integers(0, 3),
        st.integers(1, 400),
    ),
    min_size=1,
    max_size=25,
)


def check(member, now):
    account = Account.objects.get(pk=member.pk)
    inside = Counter()
    for movement in Movement.objects.filter(account=member.pk):
        inside[movement.dst] += movement.points
        inside[movement.src] -= movement.points
    assert sum(inside.values()) == 0
    assert account.available == inside["available"]
    assert account.pending == inside["pending"]
    assert account.held == inside["held"]
    assert account.owed == -inside["owed"]
    lots = Lot.objects.filter(account=member.pk)
    assert sum(lot.remaining for lot in lots) == account.available
    assert reconciliation.differences() == []

    read = reading.balance(member=member, at=now)
    open_lots = reading.open_lots(member=member, at=now)
    assert sum(lot.available for lot in open_lots) == read.available
    earning.mature_due(member=member, at=now)
    account.refresh_from_db()
    booked = account.available, account.pending, account.held, account.owed
    assert booked == (read.available, read.pending, read.held, read.owed)
    assert reading.balance(member=member, at=now) == read


@pytest.mark.django_db
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_whatever_happens_the_books_add_up(steps):
    """L22, L23, L25: buckets add up, and a read equals what a booking books."""
    with transaction.atomic():
        member, now = person("walker"), MARCH
        enrolment.enrol(member=member, enrolled_at=now)
        for nth, step in enumerate(steps):
            verb, points, which, hours = step
            with suppress(*REFUSALS):
                VERBS[verb](member, points, which, hours, now, nth)
            if verb == "wait":
                now += hours * HOUR
        check(member, now)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lots=st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9)), min_size=1),
    share=st.floats(0.01, 1),
    parts=st.lists(st.integers(1, 40), max_size=6),
)
def test_draws_are_soonest_expiry_first_and_come_back_exactly(lots, share, parts):
    """L20, L24: restored ≤ redeemed, whatever the parts."""
    with transaction.atomic():
        member = person("walker")
        enrolment.enrol(member=member, enrolled_at=MARCH)
        for nth, (granted, days) in enumerate(lots):
            expires_at = MARCH + timedelta(days=days)
            deeds.earn(member, granted, f"E{nth}", at=MARCH, expires_at=expires_at)
        total = sum(granted for granted, _days in lots)
        redeemed = max(1, int(total * share))
        posting = deeds.redeem(member, redeemed, at=MARCH)

        expected, rest = [], redeemed
        for nth in sorted(range(len(lots)), key=lambda nth: (lots[nth][1], nth)):
            taken = min(rest, lots[nth][0])
            expected += [(nth + 1, taken)] * bool(taken)
            rest -= taken
        drawn = reading.movements(member=member, version=posting.version)
        assert list(drawn.values_list("lot_number", "points")) == expected

        back = 0
        for nth, part in enumerate(parts):
            with suppress(returns.MoreThanRedeemed):
                deeds.give_back(member, part, f"B{nth}", at=MARCH)
                back += part
            assert back <= redeemed
        balance = reading.balance(member=member, at=MARCH)
        assert balance.available == total - redeemed + back
        transaction.set_rollback(True)
