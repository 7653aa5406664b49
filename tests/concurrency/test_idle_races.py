"""Points end by inactivity at the moment in which their member orders."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty import (
    adjustment,
    enrolment,
    idling,
    policy,
    reading,
    reconciliation,
    redemption,
)
from loyalty.models import Posting
from tests.concurrency.race import race
from tests.concurrency.test_ledger_races import without_account_locks
from tests.loyalty.conftest import person, staff
from tests.loyalty.deeds import earn, hold

pytestmark = pytest.mark.concurrency
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def idle(committed_db):
    """A member whose 100 points may be ended, as was announced, and when."""
    policy.publish_rule(
        actor=staff("sam", "publish_rule"),
        published_at=MARCH,
        expiry_profile="inactivity",
        expiry_months=1,
    )
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 100, at=MARCH, expires_at=adjustment.expires_like_earned(MARCH))
    told = MARCH + 20 * DAY
    until = reading.idle_end(member=member, at=told).ends_at
    idling.announce(member=member, until=until, announced_at=told)
    return member, until


def order_and_end(member, at):
    return race(
        [
            lambda: idling.end(member=member, at=at),
            lambda: hold(member, 60, "O1", at=at),
        ]
    )


def test_whoever_comes_first_decides(idle):
    """Either the points are gone before they can be held, or the order keeps all."""
    member, at = idle

    ended, held = order_and_end(member, at)

    balance = reading.balance(member=member, at=at)
    if isinstance(held, Posting):
        assert isinstance(ended, idling.WasActive)
        assert (balance.available, balance.held) == (40, 60)
    else:
        assert isinstance(held, redemption.NotEnoughPoints)
        assert (ended.kind, balance.available, balance.held) == ("idle-expiry", 0, 0)
    assert reconciliation.differences() == []


def test_without_the_lock_neither_knows_of_the_other(idle, owner_connection):
    """The positive control: both have looked before one of them writes."""
    member, at = idle
    without_account_locks(owner_connection, everybody=2)

    results = order_and_end(member, at)

    refused = (idling.WasActive, redemption.NotEnoughPoints)
    assert not any(isinstance(result, refused) for result in results)
