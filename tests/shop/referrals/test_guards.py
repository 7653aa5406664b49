"""The database lets a referral pay its two people, once each, and nobody above them."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection
from django.db.transaction import atomic

from loyalty import reading
from shop.referrals import links, rewarding
from tests.factories import NOW, make_member
from tests.guards import without_guard
from tests.referrals import (
    DAY,
    WINDOW_OVER,
    bring,
    deliver_to,
    make_referrer,
    open_invitations,
)

pytestmark = pytest.mark.django_db
WHY = json.dumps({"code": "referrer", "params": {}})
ACCRUE = (
    "SELECT ledger.accrue(%s, 300, %s, %s, %s, NULL, %s::timestamptz"
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


def accrue(member, reference):
    run(ACCRUE, member.pk, reference, NOW, WHY, NOW)


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
