"""The database lets a referral pay its two people, once each, and nobody above them."""

import json

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection
from django.db.transaction import atomic

from loyalty import reading
from shop.referrals import links, rewarding
from tests.factories import NOW, make_member, make_staff
from tests.guards import without_guard
from tests.referrals import (
    DAY,
    WINDOW_OVER,
    bring,
    deliver_to,
    make_referrer,
    open_invitations,
)
from tests.servers import clock

pytestmark = pytest.mark.django_db
WHY = json.dumps({"code": "referrer", "params": {}})
ACCRUE = (
    "SELECT ledger.accrue(%s, %s, %s, %s, %s, NULL, %s::timestamptz"
    " + interval '1 year', false, NULL)"
)
REFER = (
    "INSERT INTO referrals_referral (friend_id, referrer_id, terms_id, signs,"
    " referred_at) VALUES (%s, %s, 2, '{}', %s)"
)


def run(sql, *values):
    """As the role of the application."""
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("fairpoints_app",)
        cursor.execute(sql, values or None)


def accrue(member, reference, points=300):
    run(ACCRUE, member.pk, points, reference, NOW, WHY, NOW)


@pytest.fixture
def chain(db):
    """One brought a second, who brought a third, who has kept an order."""
    open_invitations()
    top = make_referrer()
    middle = bring(top)
    links.make_link(member=middle, made_at=NOW)
    friend = bring(middle, "third@example.com", at=NOW + DAY)
    deliver_to(friend, at=NOW + DAY)
    return top, middle, friend


def test_no_second_level_can_be_posted(chain):
    top, middle, friend = chain
    rewarding.reward(friend.pk, at=WINDOW_OVER + DAY)
    reference = f"referral:{friend.pk}"

    with pytest.raises(IntegrityError, match="pays nothing"):
        accrue(top, reference)
    assert reading.accrued(member=middle, reference=reference).granted == 300
    assert reading.accrued(member=top, reference=reference) is None


@pytest.mark.parametrize(
    "reference",
    ["referral:{}", "referral:0{}", "referral:x", "referral:", "referral:-1"],
)
def test_nothing_is_posted_for_no_reward(chain, reference):
    """Before it is decided, or under a name that is nearly its own."""
    _top, middle, friend = chain

    with pytest.raises(IntegrityError, match="pays nothing"):
        accrue(middle, reference.format(friend.pk))


def test_without_the_guard_it_could_be(chain, owner_connection):
    """What these tests show is the guard's doing."""
    top, _middle, friend = chain
    with without_guard(owner_connection, "shop_referral_pays_its_two"):
        owner_connection.commit()
        accrue(top, f"referral:{friend.pk}")
    owner_connection.commit()

    assert reading.accrued(member=top, reference=f"referral:{friend.pk}")


def test_nobody_has_two_referrers_or_another_one(chain):
    top, _middle, friend = chain
    with pytest.raises(IntegrityError, match="referrals_referral_pkey"):
        run(REFER, friend.pk, top.pk, NOW + DAY)
    for change in (
        "UPDATE referrals_referral SET referrer_id = friend_id + 1",
        "DELETE FROM referrals_referral",
        "TRUNCATE referrals_referral CASCADE",
    ):
        with pytest.raises(ProgrammingError, match="denied"):
            run(change)


@pytest.mark.parametrize(
    "table", ["referrals_referral", "referrals_link", "referrals_terms"]
)
def test_the_owner_rewrites_no_invitation_either(db, owner_connection, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner_connection.execute(f"DELETE FROM {table}")  # noqa: S608  our own names


def test_nobody_brings_themselves_or_who_brought_them(chain):
    top, middle, _friend = chain
    old = make_member()
    for friend, referrer, at in (
        (old.pk, old.pk, NOW - DAY),
        (top.pk, middle.pk, NOW),
        (old.pk, top.pk, NOW),
    ):
        with pytest.raises(IntegrityError):
            run(REFER, friend, referrer, at)


def test_a_reward_is_by_its_terms_and_decided_once(chain):
    _top, middle, friend = chain
    rewarding.reward(friend.pk, at=WINDOW_OVER + DAY)
    for change in (
        "SET referrer_points = 9000",
        "SET state = 'waiting', referrer_points = 0, friend_points = 0",
    ):
        with pytest.raises(IntegrityError, match="was decided"):
            run(f"UPDATE referrals_reward {change}")
    with pytest.raises(DatabaseError, match="not by its terms"):
        run(
            "INSERT INTO referrals_reward (referral_id, order_id, signs, state,"
            " friend_points, referrer_points, found_at, decided_at, reason)"
            " SELECT %s, order_id, '{}', 'given', 9000, 9000, found_at, decided_at, ''"
            " FROM referrals_reward",
            middle.pk,
        )
    with pytest.raises(ProgrammingError, match="denied"):
        run("DELETE FROM referrals_reward")


@pytest.fixture
def summer(owner_connection):
    """The server's clock shows a day long after the tests' own."""
    owner_connection.execute(clock.shows("timestamptz '2025-07-01 12:00Z'"))
    owner_connection.commit()
    yield
    owner_connection.execute(clock.STOPPED)
    owner_connection.commit()


def test_nobody_was_brought_in_the_past(chain, summer):
    """Cheat 3: a member of March is no friend whom somebody brings in July."""
    top, _middle, _friend = chain
    old = make_friendless()

    with pytest.raises(IntegrityError, match="was not brought"):
        run(REFER, old.pk, top.pk, NOW)


def test_nobody_was_brought_on_terms_of_later(chain):
    """Cheat 3: what an invitation is worth was said before."""
    top, _middle, _friend = chain
    open_invitations(at=NOW + DAY, friend_points=900_000)
    old = make_friendless()
    refer = REFER.replace("2, ", "3, ")

    with pytest.raises(IntegrityError, match="was not brought"):
        run(refer, old.pk, top.pk, NOW)
    run(REFER, old.pk, top.pk, NOW)


def make_friendless():
    """Registered at NOW, by nobody's link."""
    return make_member(at=NOW + DAY)


PUBLISH = (
    "INSERT INTO referrals_terms (version, is_open, referrer_points, friend_points,"
    " most_per_year, smallest_order, published_at, author_id)"
    " VALUES (3, true, 9, 9, 9, %s, %s, %s)"
)


def test_terms_are_published_by_who_may(chain):
    """Cheat 4."""
    with pytest.raises(IntegrityError, match="may not publish_rule"):
        run(PUBLISH, 20, NOW, chain[0].pk)


def test_terms_are_published_now(chain, summer):
    """Cheat 4."""
    author = make_staff("loyalty.publish_rule")
    with pytest.raises(IntegrityError, match="was not written on"):
        run(PUBLISH, 20, "2000-01-01", author.pk)
    run(PUBLISH, 20, "2025-07-01 12:00Z", author.pk)


@pytest.mark.parametrize("smallest", ["-5", "NaN"])
def test_the_smallest_order_is_a_price(chain, smallest):
    """Cheat 4."""
    author = make_staff("loyalty.publish_rule")
    with pytest.raises(IntegrityError, match="referral_terms_sane"):
        run(PUBLISH, smallest, NOW, author.pk)


def test_what_is_posted_is_what_the_reward_says(chain, monkeypatch):
    """Cheat 5: two hundred for the friend, three hundred for who invited."""
    _top, middle, friend = chain
    monkeypatch.setattr(rewarding, "pay", lambda reward, *, at: None)
    rewarding.reward(friend.pk, at=WINDOW_OVER + DAY)
    reference = f"referral:{friend.pk}"

    for member, points in ((middle, 999_999), (middle, 200), (friend, 300)):
        with pytest.raises(IntegrityError, match="pays nothing"):
            accrue(member, reference, points)
    accrue(middle, reference, 300)
    accrue(friend, reference, 200)


@pytest.mark.parametrize("reference", [" referral:{}", "Referral:{}", "\treferral:{}"])
def test_a_name_that_is_nearly_a_referrals_pays_nothing(chain, reference):
    """Cheat 18."""
    _top, middle, friend = chain
    with pytest.raises(IntegrityError, match="pays nothing"):
        accrue(middle, reference.format(friend.pk))


def test_who_decides_may(chain):
    """Cheat 18: a member signs for what waits."""
    _top, _middle, friend = chain
    run(
        "INSERT INTO referrals_reward (referral_id, order_id, signs, state,"
        " friend_points, referrer_points, found_at, reason)"
        " SELECT %s, min(id), '{device}', 'waiting', 0, 0, %s, '' FROM order_order",
        friend.pk,
        WINDOW_OVER,
    )
    decide = (
        "UPDATE referrals_reward SET state = 'given', friend_points = 200,"
        " referrer_points = 300, decided_by_id = %s, decided_at = %s, reason = 'x'"
    )
    with pytest.raises(IntegrityError, match="may not decide"):
        run(decide, make_member().pk, WINDOW_OVER)
    run(decide, make_staff("loyalty.adjust_points").pk, WINDOW_OVER)


def test_what_is_held_lapses_later(chain):
    """Cheat 18: not before, nor at once."""
    with pytest.raises(DatabaseError, match="cannot have lapsed"):
        run(
            "SELECT ledger.hold(%s, 1, 'early', %s, %s, %s)",
            chain[0].pk,
            NOW,
            WHY,
            NOW,
        )
