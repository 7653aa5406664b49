"""L01: what is done for missions at once."""

import pytest

from loyalty.missions import doing, paying
from loyalty.missions.reading import figures
from loyalty.missions.taking_part import Full
from shop.missions import taking_part
from tests.concurrency.race import meet_after, race, without_row_locks
from tests.factories import NOW, make_member
from tests.missions import QUIZ, STORY, given, running
from tests.shop.missions.test_noticing import SINCE, begin

pytestmark = pytest.mark.concurrency


@pytest.fixture
def member(committed_db):
    member = make_member()
    begin(member, running(since=SINCE))
    return member


def check_in_at_once(member):
    return race([lambda: taking_part.check_in(member=member, at=NOW)] * 2)


def test_the_same_check_in_twice_at_once_gives_one(member):
    assert sorted(check_in_at_once(member)) == [0, 5]
    assert given(member) == 5


def test_without_the_lock_the_keys_would_still_refuse(member, monkeypatch):
    without_row_locks(monkeypatch)

    assert sorted(check_in_at_once(member)) == [0, 5]
    assert given(member) == 5


@pytest.fixture
def last_two(committed_db, monkeypatch):
    """The last two steps of a mission are done at once."""
    member = make_member()
    version = running(since=SINCE, steps=[STORY, QUIZ], bonus=10)
    begin(member, version)
    named = {"member": member, "version_id": version.pk, "at": NOW}
    # Each has written down its own, and not seen the other's, before anybody pays.
    meet_after(monkeypatch, doing, "note")
    jobs = [
        lambda: taking_part.has_read(number=1, **named),
        lambda: taking_part.answer(number=2, choice=1, **named),
    ]
    return member, jobs


def test_two_events_at_once_complete_a_mission_once(last_two):
    member, jobs = last_two

    race(jobs)

    assert given(member) == 25


def test_without_the_lock_nobody_would_see_that_all_is_done(last_two, monkeypatch):
    """The control; and the next one to look gives it, once."""
    member, jobs = last_two
    without_row_locks(monkeypatch)
    meet_after(monkeypatch, paying, "taken_by")

    race(jobs)

    assert given(member) == 15
    race([lambda: paying.pay_due(member=member, at=NOW)] * 2)
    assert given(member) == 25


def test_a_budget_for_ten_lets_ten_of_twenty_begin(committed_db):
    version = running(since=SINCE, budget=150)
    members = [make_member() for _each in range(20)]

    found = race([lambda member=member: begin(member, version) for member in members])

    assert sum(one == 0 for one in found) == 10
    assert sum(isinstance(one, Full) for one in found) == 10
    assert figures([version.mission_id])[version.mission_id].members == 10
