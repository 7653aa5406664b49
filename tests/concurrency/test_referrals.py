"""L01, L38: rewards of referrals at once."""

from dataclasses import replace

import pytest

from loyalty import reading
from shop.referrals import rewarding
from shop.referrals.models import Reward
from tests.concurrency.race import meet_after, race, without_row_locks
from tests.factories import BERLIN, make_order_desk
from tests.referrals import (
    WINDOW_OVER,
    bring,
    deliver_to,
    make_referrer,
    open_invitations,
)

pytestmark = pytest.mark.concurrency


def given(member):
    """The points that came of invitations."""
    found = reading.statement(member=member).filter(reference__startswith="referral:")
    return sum(posting.points_change for posting in found)


@pytest.fixture
def year(committed_db):
    """A member thanked for one friend a year, and two friends who kept an order."""
    open_invitations(most_per_year=1)
    referrer, desk = make_referrer(), make_order_desk()
    friends = [bring(referrer, f"{name}@{name}.example") for name in ("one", "two")]
    for friend in friends:
        address = replace(BERLIN, last_name=friend.email, line1=friend.email)
        deliver_to(friend, desk=desk, address=address)
    return referrer, friends


def reward_at_once(monkeypatch, *friends):
    """All have counted the year before anybody writes."""
    meet_after(monkeypatch, rewarding, "rewarded_in_year")
    jobs = [
        lambda friend=friend: rewarding.reward(friend.pk, at=WINDOW_OVER)
        for friend in friends
    ]
    return race(jobs)


def test_two_friends_at_once_fill_the_year_once(year, monkeypatch):
    referrer, friends = year

    reward_at_once(monkeypatch, *friends)

    assert given(referrer) == 300
    assert [given(friend) for friend in friends] == [200, 200]


def test_without_the_lock_they_would_fill_it_twice(year, monkeypatch):
    referrer, friends = year
    without_row_locks(monkeypatch)

    reward_at_once(monkeypatch, *friends)

    assert given(referrer) == 600


def test_one_friend_twice_at_once_gives_one_reward(year, monkeypatch):
    referrer, (friend, _other) = year

    found = reward_at_once(monkeypatch, friend, friend)

    assert sum(isinstance(one, Reward) for one in found) == 1
    assert found.count(None) == 1
    assert (given(referrer), given(friend)) == (300, 200)


def test_without_the_lock_the_key_would_still_refuse(year, monkeypatch):
    referrer, (friend, _other) = year
    without_row_locks(monkeypatch)

    found = reward_at_once(monkeypatch, friend, friend)

    assert sum(isinstance(one, Exception) for one in found) == 1
    assert (given(referrer), given(friend)) == (300, 200)
