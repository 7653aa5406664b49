"""Many accounts at once: exactly the postings that come about one by one."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import earning, enrolment, expiry, ledger, reconciliation, redemption
from loyalty.ledger.many import Accrual, Progress, accrue_each
from loyalty.models import Account, Hold, Lot, Movement, Posting
from tests.examples import examples
from tests.loyalty import deeds
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.test_walk import REFUSALS, VERBS

HOUR = timedelta(hours=1)
NOBODY = 0
# Its own, when it was written, and the hashes that hold both.
# What a row says of itself alone; `due_at` is a bound, which each way keeps as it can.
OWN = {"account_id", "member_id", "recorded_at", "hash", "head", "due_at"}

lives = st.lists(
    st.tuples(
        st.sampled_from([verb for verb in VERBS if verb != "book"]),
        st.integers(1, 60),
        st.integers(0, 3),
        st.integers(1, 60),
    ),
    max_size=12,
)
accruals = st.lists(
    st.tuples(
        st.integers(0, 3),  # the last of them is nobody
        st.integers(0, 40),
        st.sampled_from(["E0", "E9", "G1"]),
        st.sampled_from(["at once", "later", "by now"]),
    ),
    max_size=10,
)


def walk(member, steps):
    """Live through some hours without any job; return when they are over."""
    now = MARCH
    for nth, (verb, points, which, hours) in enumerate(steps):
        with suppress(*REFUSALS):
            VERBS[verb](member, points, which, hours, now, nth)
        if verb == "wait":
            now += hours * HOUR
    return now


def book_alone(member, at):
    """What time has decided is booked before a request, also before a refused one."""
    with suppress(redemption.NotEnoughPoints, redemption.PointsOwed):
        deeds.hold(member, 10**9, "too much", at=at)


def accrual(member_id, points, reference, kind, at):
    return Accrual(
        member_id=member_id,
        points=points,
        reference=reference,
        why=deeds.WHY,
        expires_at=at + 50 * HOUR,
        matures_at={"later": at + HOUR, "by now": at - HOUR}.get(kind),
        pending=kind != "at once",
    )


def accrue_alone(member, made: Accrual, at, actor):
    return earning.accrue(
        member=member,
        points=made.points,
        reference=made.reference,
        accrued_at=at,
        why=made.why,
        matures_at=made.matures_at,
        expires_at=made.expires_at,
        pending=made.pending,
        actor=actor,
    )


def accrue_both(alone, together, wanted, at, giver):
    """Ask for the accruals one by one here, at once there: the answers are the same."""
    reused, strangers = [], []
    for whose, *terms in wanted:
        if whose == len(alone):
            strangers.append(NOBODY)
            continue
        try:
            accrue_alone(alone[whose], accrual(NOBODY, *terms, at), at, giver)
        except ledger.ReferenceReused:
            reused.append(together[whose].pk)
    keys = [*(member.pk for member in together), NOBODY]

    accrued = accrue_each(
        [accrual(keys[whose], *terms, at) for whose, *terms in wanted],
        at=at,
        actor_id=giver.pk,
    )

    assert sorted(accrued.reused) == sorted(reused)
    assert accrued.not_members == strangers
    answered = len(wanted) - len(reused) - len(strangers)
    assert accrued.posted + accrued.known == answered


def stored(member):
    return [
        [
            {name: value for name, value in row.items() if name not in OWN}
            for row in model.objects.filter(**{key: member.pk}).order_by("pk").values()
        ]
        for model, key in [
            (Account, "pk"),
            (Posting, "account_id"),
            (Movement, "account_id"),
            (Lot, "account_id"),
            (Hold, "account_id"),
        ]
    ]


@pytest.mark.django_db
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stories=st.lists(lives, min_size=3, max_size=3),
    wanted=accruals,
    passing=st.integers(0, 100),
)
def test_many_at_once_post_what_each_alone_would(stories, wanted, passing):
    """L08, L25: posting by posting, whatever went before, in chains that hold."""
    with transaction.atomic():
        alone = [person(f"alone{nth}") for nth in range(3)]
        giver = staff("giver", "adjust_points")
        together = [person(f"together{nth}") for nth in range(3)]
        for member in alone + together:
            enrolment.enrol(member=member, enrolled_at=MARCH)
        ends = [walk(*pair) for pair in zip(alone, stories, strict=True)]
        for pair in zip(together, stories, strict=True):
            walk(*pair)
        now = max(ends) + passing * HOUR
        for member in alone:
            book_alone(member, now)

        ledger.book_due(member_ids=[member.pk for member in together], at=now)

        assert [stored(one) for one in together] == [stored(one) for one in alone]

        accrue_both(alone, together, wanted, now + HOUR, giver)
        assert [stored(one) for one in together] == [stored(one) for one in alone]
        assert reconciliation.differences() == []
        transaction.set_rollback(True)


def test_an_account_with_much_to_book_books_it_in_order(alice, bob):
    """L24: one of them is asked again and again, the other once."""
    for number in range(5):
        due = MARCH + (9 - number) * HOUR
        deeds.earn(alice, 10, f"E{number}", at=MARCH, expires_at=due)
    deeds.earn(bob, 10, at=MARCH, expires_at=MARCH + HOUR)

    assert expiry.expire_due(at=MARCH + 20 * HOUR) == 6

    expired = Posting.objects.filter(account=alice.pk, kind="expiry")
    moments = expired.order_by("version").values_list("occurred_at", flat=True)
    assert list(moments) == [MARCH + hours * HOUR for hours in (5, 6, 7, 8, 9)]


def test_a_sweep_says_how_far_it_is(alice, bob):
    for member in (alice, bob):
        for number in range(2):
            due = MARCH + (1 + number) * HOUR
            deeds.earn(member, 10, f"E{number}", at=MARCH, expires_at=due)
    seen = []

    expiry.expire_due(at=MARCH + 9 * HOUR, chunk=1, watch=seen.append)

    assert seen == [Progress(1, 2, 2), Progress(2, 2, 4)]


def test_lots_of_one_moment_are_all_found(alice, bob):
    """The sweep goes on behind the account it ended with, not behind the moment."""
    for member in (alice, bob):
        deeds.earn(member, 10, at=MARCH, expires_at=MARCH + HOUR)

    assert expiry.expire_due(at=MARCH + HOUR, chunk=1) == 2
