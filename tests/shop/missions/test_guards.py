"""The application's role pays no step twice, nobody else's, and nothing unpublished."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection
from django.db.transaction import atomic

from loyalty import reading
from loyalty.missions.reading import MissionStep
from shop.missions import reconciliation, taking_part
from shop.returns import asking
from shop.returns.asking import Wish
from shop.returns.models import ReturnRequest
from tests.factories import NOW, make_member
from tests.guards import without_guard
from tests.loyalty.conftest import MARCH
from tests.missions import CHECK_IN, DAY, draft, given, running
from tests.referrals import WINDOW_OVER
from tests.servers import clock
from tests.shop.missions.test_noticing import SINCE, begin, buy_tea, tea_card

pytestmark = pytest.mark.django_db
WHY = json.dumps({"code": "welcome", "params": {}})
PAY = (
    "SELECT (ledger.pay_mission(%s, %s, %s, %s, %s, %s,"
    " %s::timestamptz + interval '1 year')).refusal"
)
ACCRUE = (
    "SELECT ledger.accrue(%s, %s, %s, %s, %s, NULL, %s::timestamptz"
    " + interval '1 year', false, NULL)"
)
DEED = (
    "INSERT INTO loyalty_missiondeed (account_id, reference, kind, happened_at, day,"
    " noted_at, labels, pieces) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


def run(sql, *values):
    """As the role of the application."""
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("fairpoints_app",)
        cursor.execute(sql, values or None)
        return cursor.fetchone()[0] if cursor.description else None


def pay(member, version, *, step=1, nth=1, at=NOW):
    return run(PAY, member.pk, version.pk, step, nth, at, WHY, at)


def deed(member, reference, kind, *, at=NOW, noted=NOW, labels=(), pieces=1):
    run(
        DEED,
        member.pk,
        reference,
        kind,
        at,
        at.date(),
        noted,
        list(labels),
        pieces,
    )


@pytest.fixture
def mei():
    return make_member()


@pytest.fixture
def version():
    return running(since=SINCE)


@pytest.fixture
def done(mei, version):
    """She has looked in once, and got what that gives."""
    begin(mei, version)
    taking_part.check_in(member=mei, at=NOW)
    return version


def test_a_step_is_paid_once(mei, done):
    assert pay(mei, done) is None
    assert pay(mei, done) is None
    assert given(mei) == 5


def test_what_was_not_done_is_not_paid(mei, done):
    for step, nth in ((1, 2), (1, 0), (1, -1), (0, 1), (2, 1)):
        assert pay(mei, done, step=step, nth=nth) == "not-done"
    assert given(mei) == 5


def test_nobody_is_paid_for_what_somebody_else_did(mei, done):
    other = make_member()
    assert pay(other, done) == "not-begun"
    begin(other, done)
    assert pay(other, done) == "not-done"
    assert given(other) == 0


def test_what_nobody_approved_is_neither_begun_nor_paid(mei):
    version = draft(drafted_at=SINCE, starts_at=SINCE)
    begun = run(
        "SELECT ledger.begin_mission(%s, %s, %s, %s)",
        mei.pk,
        version.pk,
        NOW,
        NOW.date(),
    )

    assert begun == "not-open"
    assert pay(mei, version) == "not-begun"


@pytest.mark.parametrize(
    "reference",
    [
        "mission:{}:1:2",
        " mission:{}:1:1",
        "Mission:{}:1:1",
        "mission:0{}:1:1",
        "mission",
    ],
)
def test_nothing_is_posted_under_a_missions_name(mei, done, reference):
    """Nor under what is nearly its name."""
    with pytest.raises(IntegrityError, match="pays nothing"):
        run(ACCRUE, mei.pk, 5, reference.format(done.pk), NOW, WHY, NOW)
    other = make_member()
    with pytest.raises(IntegrityError, match="pays nothing"):
        run(ACCRUE, other.pk, 5, f"mission:{done.pk}:1:1", NOW, WHY, NOW)


def test_without_the_guard_it_could_be(mei, done, owner_connection):
    """What these tests show is the guard's doing."""
    reference = f"mission:{done.pk}:1:2"
    with without_guard(owner_connection, "loyalty_mission_pays_its_rewards"):
        owner_connection.commit()
        run(ACCRUE, mei.pk, 5, reference, NOW, WHY, NOW)
    owner_connection.commit()

    assert reading.accrued(member=mei, reference=reference)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO loyalty_missionreward (account_id, version_id, step, nth, points,"
        " given_at) SELECT account_id, version_id, step, 2, points, given_at"
        " FROM loyalty_missionreward",
        "INSERT INTO loyalty_missionpart (account_id, mission_id, version_id, began_at,"
        " began_on, promised) SELECT account_id + 1, mission_id, version_id, began_at,"
        " began_on, promised FROM loyalty_missionpart",
        "UPDATE loyalty_missionbudget SET points = 1000000",
        "UPDATE loyalty_missionpart SET began_at = began_at - interval '1 year'",
        "UPDATE loyalty_missionstep SET points = 900",
        "DELETE FROM loyalty_missionreward",
        "DELETE FROM loyalty_missiondeed",
        "INSERT INTO loyalty_missiondecision (version_id, kind, actor_id, taken_at,"
        " note) SELECT version_id, 'ended', actor_id, taken_at, ''"
        " FROM loyalty_missiondecision",
    ],
)
def test_rows_are_written_by_the_ledger_alone(done, change):
    with pytest.raises(ProgrammingError, match="denied"):
        run(change)


def test_a_mission_is_not_fed_by_points(mei, version):
    """Self-granting: there is no deed of points, and no step that asks for any."""
    for kind in ("points", "accrual", "mission", "reward"):
        with pytest.raises(IntegrityError, match="loyalty_deed"):
            deed(mei, kind, kind)
    unapproved = draft(drafted_at=SINCE, starts_at=SINCE)
    with pytest.raises(IntegrityError, match="loyalty_mission_step_words"):
        MissionStep.objects.create(version=unapproved, number=2, kind="points")


def test_no_step_joins_what_was_submitted(version):
    with pytest.raises(IntegrityError, match="was decided on"):
        MissionStep.objects.create(version=version, number=2, kind="order", points=9)


@pytest.fixture
def noon(owner_connection):
    """The server's clock shows the moment at which all of this happens."""
    owner_connection.execute(clock.shows(f"timestamptz '{NOW.isoformat()}'"))
    owner_connection.commit()
    yield
    owner_connection.execute(clock.STOPPED)
    owner_connection.commit()


def test_a_check_in_is_of_today_and_noted_now(mei, noon):
    deed(mei, f"check-in:{NOW:%Y-%m-%d}", "check-in")
    for at, noted in ((NOW - 3 * DAY, NOW), (NOW - 3 * DAY, NOW - 3 * DAY)):
        with pytest.raises(IntegrityError, match="has not done"):
            deed(mei, f"check-in:{at:%Y-%m-%d}", "check-in", at=at, noted=noted)
    with pytest.raises(IntegrityError, match="has not done"):
        deed(mei, f"check-in:{NOW - 3 * DAY:%Y-%m-%d}", "check-in")


EVENING = datetime(2025, 3, 14, 22, 30, tzinfo=UTC)  # 23:30 in Berlin


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (NOW, "2025-03-15"),
        (NOW, "2025-03-13"),
        (EVENING, "2025-03-15"),
        (EVENING + timedelta(hours=1), "2025-03-14"),
    ],
)
def test_a_day_is_one_of_the_programmes_zone(mei, version, at, day):
    """It is tomorrow somewhere on earth: here nobody looks in for it yet."""
    values = (mei.pk, f"check-in:{day}", "check-in", at, day, at, [], 1)
    with pytest.raises(IntegrityError, match="has not done"):
        run(DEED, *values)
    with pytest.raises(DatabaseError, match="is no day of"):
        run("SELECT ledger.begin_mission(%s, %s, %s, %s)", mei.pk, version.pk, at, day)
    local = f"{at + timedelta(hours=1):%Y-%m-%d}"
    run(DEED, mei.pk, f"check-in:{local}", "check-in", at, local, at, [], 1)


def test_an_order_is_the_members_own_and_as_large_as_it_was(mei):
    version = tea_card()
    begin(mei, version)
    order, _desk = buy_tea(mei, 3)
    line, other = order.lines.get(), make_member()
    goods = f"goods:{order.number}:{line.pk}"
    placed = {"at": order.date_placed, "labels": line.labels, "noted": WINDOW_OVER}

    for member, reference, wrong in (
        (other, goods, {}),
        (mei, goods, {"pieces": 4}),
        (mei, goods, {"labels": ["gold"]}),
        (mei, goods, {"at": NOW + DAY, "noted": NOW + 2 * DAY}),
        (mei, "goods:1:1", {}),
    ):
        with pytest.raises(IntegrityError, match="has not done"):
            deed(member, reference, "goods", **{"pieces": 3} | placed | wrong)
    with pytest.raises(IntegrityError, match="has not done"):
        deed(other, f"order:{order.number}", "order", **placed)
    deed(mei, goods, "goods", pieces=3, **placed)
    with pytest.raises(IntegrityError):
        deed(mei, goods, "goods", pieces=3, **placed)


def test_an_order_counts_once_it_is_kept(mei):
    """Not while it can come back by law, nor while it does; the books know the rest."""
    begin(mei, tea_card())
    order, _desk = buy_tea(mei, 3)
    line = order.lines.get()
    goods = f"goods:{order.number}:{line.pk}"
    placed = {"at": order.date_placed, "labels": line.labels}
    asked = asking.open_request(
        order=order,
        wishes=[Wish(line=line.pk, quantity=1)],
        reference="R1",
        at=NOW + DAY,
    )
    for noted in (NOW, NOW + 13 * DAY, NOW + 16 * DAY):  # the last: under way
        for reference, kind in ((goods, "goods"), (f"order:{order.number}", "order")):
            with pytest.raises(IntegrityError, match="has not done"):
                deed(mei, reference, kind, noted=noted, **placed)

    ReturnRequest.objects.filter(pk=asked.pk).update(
        state="cancelled", ended_at=NOW + 2 * DAY
    )
    deed(mei, f"order:{order.number}", "order", noted=NOW + 16 * DAY, **placed)
    assert list(reconciliation.differences()) == [
        f"account {mei.pk}: order:{order.number} was not kept yet"
    ]


def test_the_answer_is_to_a_question_of_ones_own_mission(mei, version):
    begin(mei, version)
    for reference in (f"quiz:{version.pk}:1", "quiz:1:1", "quiz"):
        with pytest.raises(IntegrityError, match="has not done"):
            deed(mei, reference, "quiz")


def test_an_address_counts_once_it_is_confirmed(mei):
    mei.confirmed_at = None
    mei.save()
    for kind in ("address", "profile"):
        with pytest.raises(IntegrityError, match="has not done"):
            deed(mei, kind, kind)


def test_an_instalment_is_not_paid_before_its_day(mei):
    version = running(since=SINCE, steps=[CHECK_IN | {"opens_after": 7}])
    begin(mei, version)
    taking_part.check_in(member=mei, at=NOW)

    assert pay(mei, version, at=NOW + 6 * DAY + timedelta(hours=10)) == "not-done"
    assert pay(mei, version, at=NOW + 7 * DAY) is None


def test_nobody_begins_in_the_past(mei, version, noon):
    begin_at = "SELECT ledger.begin_mission(%s, %s, %s, %s)"
    past = NOW - 12 * DAY / 24
    assert run(begin_at, mei.pk, version.pk, past, past.date()) == "not-open"
    with pytest.raises(DatabaseError, match="is no day of"):
        run(begin_at, mei.pk, version.pk, NOW, MARCH.date())
    assert run(begin_at, mei.pk, version.pk, NOW, NOW.date()) is None
