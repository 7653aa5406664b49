"""Points that end by inactivity: announced in time, or they stay.

L25, L28: no date is moved, and nothing ends because a job did not come by.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from loyalty import (
    adjustment,
    earning,
    enrolment,
    idling,
    policy,
    reading,
    reconciliation,
)
from loyalty.arithmetic.awards import EarningLine, award
from loyalty.models import Posting
from loyalty.why import order_earned
from shop.forks.order.models import Order, OrderStatus
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import capture, earn, give_back, hold, merge, release
from tests.loyalty.test_profiles import PROFILES
from tests.loyalty.vouchers import exchange, offered, use
from tests.unit.loyalty.test_validity import CASES, moment

DAY = timedelta(days=1)
YEAR_LATER = datetime(2027, 3, 2, 23, tzinfo=UTC)  # after 2 March in Berlin
TOLD = YEAR_LATER - 40 * DAY


@pytest.fixture
def by_inactivity(sam):
    policy.publish_rule(
        actor=sam,
        published_at=MARCH - 10 * DAY,
        expiry_profile="inactivity",
        expiry_months=12,
    )


@pytest.fixture
def idle(alice, by_inactivity):
    """100 points of the day of MARCH, and nothing since."""
    give(alice, 100, at=MARCH)
    return alice


def give(member, points, reference="E1", *, at, **options):
    until = adjustment.expires_like_earned(at)
    return earn(member, points, reference, at=at, expires_at=until, **options)


def available(member, at):
    return reading.balance(member=member, at=at).available


def announce(member, *, until=YEAR_LATER, at=TOLD):
    return idling.announce(member=member, until=until, announced_at=at)


def test_what_was_announced_ends(idle):
    told = announce(idle)
    ended = idling.end(member=idle, at=YEAR_LATER)

    assert (told.kind, told.expires_at, told.why["params"]["points"]) == (
        "notice",
        YEAR_LATER,
        100,
    )
    assert (ended.kind, ended.related_version) == ("idle-expiry", told.version)
    assert ended.occurred_at == YEAR_LATER
    assert available(idle, YEAR_LATER) == 0
    assert available(idle, YEAR_LATER - DAY) == 0  # booked: lots keep no past
    past = reading.balance_as_of(member=idle, at=YEAR_LATER - DAY)
    assert past.available == 100


def test_the_statement_tells_both(idle):
    announce(idle)
    idling.end(member=idle, at=YEAR_LATER)

    told = [posting.explanation for posting in reading.statement(member=idle)][:2]

    assert told == [
        "Ended, as announced on 22 January 2027: nothing was ordered or earned from "
        "2 March 2026 to 2 March 2027.",
        "Announced: 100 points end with 2 March 2027 if you neither order nor earn "
        "points by then. You have not since 2 March 2026.",
    ]


def test_both_are_harmless_to_repeat(idle):
    assert announce(idle) == announce(idle)
    assert idling.end(member=idle, at=YEAR_LATER) == idling.end(
        member=idle, at=YEAR_LATER + DAY
    )
    assert Posting.objects.filter(kind__in=("notice", "idle-expiry")).count() == 2


def test_nothing_ends_that_was_not_announced(idle):
    """However long ago, and whoever asks."""
    with pytest.raises(idling.NotAnnounced):
        idling.end(member=idle, at=YEAR_LATER + 500 * DAY)

    assert idling.end_due(at=YEAR_LATER + 500 * DAY) == 0
    assert available(idle, YEAR_LATER + 500 * DAY) == 100


def test_nothing_ends_before_the_day_that_was_announced(idle):
    announce(idle)

    with pytest.raises(idling.NotAnnounced):
        idling.end(member=idle, at=YEAR_LATER - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("days", "hours", "in_time"),
    [(29, 23, False), (30, 0, True), (60, 0, True), (60, 1, False), (0, 0, False)],
)
def test_it_is_told_30_to_60_days_before(idle, days, hours, in_time):
    """The window that the strictest law asks for is the only one there is."""
    at = YEAR_LATER - timedelta(days=days, hours=hours)
    if in_time:
        assert announce(idle, at=at).kind == "notice"
    else:
        with pytest.raises(idling.OutsideWindow):
            announce(idle, at=at)


def test_the_months_are_over_before_anything_ends(idle):
    with pytest.raises(idling.NothingEnds):
        announce(idle, until=YEAR_LATER - DAY, at=TOLD - DAY)


def voucher_of(member):
    give(member, 500, "E0", at=MARCH)
    return exchange(member, offered(days=700))


def place_unpaid(member, *, at):
    """By bank transfer, without points: no posting tells of it."""
    Order.objects.create(
        number="O1",
        user=member,
        status=OrderStatus.AWAITING_PAYMENT,
        date_placed=at,
        currency="EUR",
        total_incl_tax=1,
        total_excl_tax=1,
    )


@pytest.mark.parametrize(
    "act", ["an order", "an unpaid order", "a voucher", "points", "a referral"]
)
@pytest.mark.parametrize("days", [-1, 1, 39])
def test_who_does_something_keeps_all_of_them(idle, act, days):
    """An order under way, or anything earned; before the mail or after it."""
    at = TOLD + days * DAY
    if act == "a voucher":
        voucher = voucher_of(idle)
    if days > 0:
        announce(idle)
    if act == "an order":
        hold(idle, 10, "O1", at=at)
        release(idle, "O1", at=at)
    elif act == "an unpaid order":
        place_unpaid(idle, at=at)
    elif act == "a voucher":
        use(idle, voucher, 100, "O1", at=at)
    else:
        give(idle, 0 if act == "points" else 5, "E2", at=at)
    if days > 0:
        with pytest.raises(idling.WasActive):
            idling.end(member=idle, at=YEAR_LATER)
    else:
        with pytest.raises(idling.NothingEnds):
            announce(idle)

    assert available(idle, YEAR_LATER) >= 100
    again = at + 365 * DAY
    end = reading.idle_end(member=idle, at=again)
    assert end.last_day >= (at + 365 * DAY).date()


def test_what_is_held_for_an_order_is_left_alone(idle):
    """The order is something done; so are points that wait."""
    announce(idle)
    hold(idle, 60, "O1", at=TOLD + DAY, lapses_at=YEAR_LATER + DAY)

    with pytest.raises(idling.WasActive):
        idling.end(member=idle, at=YEAR_LATER)


@pytest.mark.parametrize("ends", ["called off", "run out", "sent back"])
def test_what_comes_back_after_the_notice_was_not_announced(idle, ends):
    """The notice was about 40 points, so 100 do not end with it."""
    told = YEAR_LATER + 20 * DAY
    hold(idle, 60, "O1", at=MARCH + 30 * DAY, lapses_at=told + 10 * DAY)
    if ends == "sent back":
        capture(idle, "O1", at=MARCH + 30 * DAY)
    until = reading.idle_end(member=idle, at=told).ends_at
    assert announce(idle, until=until, at=told).why["params"]["points"] == 40

    if ends == "called off":
        release(idle, "O1", at=told + DAY)
    elif ends == "sent back":
        give_back(idle, 60, of="O1", at=told + DAY)

    with pytest.raises(idling.WasActive):
        idling.end(member=idle, at=until)
    assert available(idle, until) == 100


def test_only_lots_given_under_such_terms_end(alice, sam, by_inactivity):
    """L28: never worse than what held when they were given."""
    later = MARCH
    for profile in PROFILES:
        later += DAY
        policy.publish_rule(
            actor=sam, published_at=later, expiry_profile=profile, expiry_months=120
        )
        later += DAY
        give(alice, 10, profile, at=later)
    policy.publish_rule(
        actor=sam,
        published_at=later + DAY,
        expiry_profile="inactivity",
        expiry_months=1,
    )
    at = later + 130 * 31 * DAY
    end = reading.idle_end(member=alice, at=at)

    idling.announce(member=alice, until=end.ends_at, announced_at=at)
    ended = idling.end(member=alice, at=end.ends_at)

    moved = reading.movements(member=alice, version=ended.version)
    assert [(m.src, m.dst, m.points, m.lot_number) for m in moved] == [
        ("available", "expired", 10, PROFILES.index("inactivity") + 1)
    ]


def test_an_order_keeps_the_terms_it_was_placed_under(alice, sam, by_inactivity):
    """Earned after the terms became worse, by an order of before."""
    before = policy.current_rule(at=MARCH)
    policy.publish_rule(
        actor=sam, published_at=MARCH, expiry_profile="none", starts_at=MARCH
    )
    without_end = policy.current_rule(at=MARCH)
    policy.publish_rule(
        actor=sam,
        published_at=MARCH + DAY,
        expiry_profile="inactivity",
        expiry_months=1,
    )
    for number, rule in enumerate((before, without_end)):
        due = award([EarningLine(key=1, cash=10)], rule.earning)
        earning.accrue(
            member=alice,
            points=due.points,
            reference=f"order {number}",
            accrued_at=MARCH + 2 * DAY,
            expires_at=adjustment.expires_like_earned(MARCH + 2 * DAY),
            pending=False,
            why=order_earned(
                order=str(number), base=due.base, currency="EUR", rule=rule.earning
            ),
        )

    end = reading.idle_end(member=alice, at=MARCH + 2 * DAY)

    assert (end.points, end.last_day) == (10, date(2027, 3, 4))  # 12 months, not one


def test_whoever_was_told_and_does_nothing(idle, bob):
    """`end_due` finds them, once, and nobody else."""
    give(bob, 50, at=MARCH + 30 * DAY)
    announce(idle)

    assert reading.idle_members(until=YEAR_LATER, announced=True) == [idle.pk]
    assert reading.idle_members(until=YEAR_LATER, announced=False) == []
    assert idling.end_due(at=YEAR_LATER) == 1
    assert idling.end_due(at=YEAR_LATER) == 0
    assert available(bob, YEAR_LATER) == 50


def test_what_a_member_reads(idle):
    """The earliest day that can be: never one that cannot be announced any more."""
    first = reading.idle_end(member=idle, at=MARCH)
    assert (first.points, first.last_day, first.is_announced) == (
        100,
        date(2027, 3, 2),
        False,
    )
    announce(idle)
    told = reading.idle_end(member=idle, at=TOLD + DAY)
    assert (told.last_day, told.is_announced) == (date(2027, 3, 2), True)

    late = reading.idle_end(member=idle, at=YEAR_LATER + 100 * DAY)
    assert not late.is_announced
    assert late.ends_at - (YEAR_LATER + 100 * DAY) >= 30 * DAY


def test_a_late_worker_can_still_announce(idle):
    at = YEAR_LATER + 100 * DAY
    until = reading.idle_end(member=idle, at=at).ends_at

    announce(idle, until=until, at=at)

    assert idling.end(member=idle, at=until).kind == "idle-expiry"


def test_a_closed_account_has_nothing_to_end(idle, bob, sam):
    """Its points moved on; where they are now they end by no inactivity."""
    announce(idle)
    merge(idle, bob, at=TOLD + DAY, by=(sam, staff("tina", "merge_accounts")))

    with pytest.raises(idling.AccountClosed):
        announce(idle, until=YEAR_LATER + DAY, at=TOLD + DAY)
    with pytest.raises(idling.AccountClosed):
        idling.end(member=idle, at=YEAR_LATER)
    with pytest.raises(idling.NotAnnounced):
        idling.end(member=bob, at=YEAR_LATER)
    assert reading.idle_end(member=bob, at=YEAR_LATER) is None
    assert available(bob, YEAR_LATER + 900 * DAY) == 100


def test_python_and_the_ledger_count_the_same_days(db):
    """Held against each other by the worked cases."""
    for case in CASES:
        if case["profile"] != "inactivity":
            continue
        zone = case.get("zone", "Europe/Berlin")
        since = max(
            moment(case[name], ZoneInfo(zone))
            for name in ("from", "active")
            if name in case
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ledger.idle_until(%s, %s, %s)", [since, case["months"], zone]
            )
            assert cursor.fetchone() == (moment(case["ends"], UTC),), case["title"]


def test_an_end_that_was_not_announced_is_found(committed_db, owner_connection):
    """L22: somebody with the tables' password moves the notice, or what came of it."""
    policy.publish_rule(
        actor=staff("sam", "publish_rule"),
        published_at=MARCH,
        expiry_profile="inactivity",
    )
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    give(member, 100, at=MARCH)
    announce(member)
    idling.end(member=member, at=YEAR_LATER)
    assert reconciliation.differences() == []

    for tampering in (
        "occurred_at = occurred_at + interval '20 days' WHERE kind = 'notice'",
        "kind = 'schedule' WHERE kind = 'notice'",
        "occurred_at = occurred_at - interval '1 day' WHERE kind = 'idle-expiry'",
    ):
        with owner_connection.transaction(force_rollback=True):
            owner_connection.execute(
                "ALTER TABLE loyalty_posting DISABLE TRIGGER append_only"
            )
            owner_connection.execute(f"UPDATE loyalty_posting SET {tampering}")  # noqa: S608  said above
            found = owner_connection.execute(
                "SELECT what FROM ledger.differences"
            ).fetchall()
        assert ("idle",) in found, tampering
