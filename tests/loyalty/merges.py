"""Two accounts of one person on their way to one: what tests of it do and read."""

from datetime import timedelta

from loyalty import enrolment, merging, reading
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import earn, redeem, revoke

DAY = timedelta(days=1)
APRIL = MARCH + 30 * DAY
SOON, LATE = MARCH + 60 * DAY, MARCH + 300 * DAY


def figures(member, at=APRIL):
    balance = reading.balance(member=member, at=at)
    return balance.available, balance.pending, balance.held, balance.owed


def open_lots(member, at=APRIL):
    return [
        (lot.available, lot.expires_at)
        for lot in reading.open_lots(member=member, at=at)
    ]


def propose(closing, surviving, actor, reason="The same person"):
    return merging.propose_merge(
        closing=closing,
        surviving=surviving,
        reason=reason,
        actor=actor,
        proposed_at=APRIL,
    )


def approve(proposal, actor, at=APRIL):
    return merging.approve_merge(proposal_id=proposal.pk, actor=actor, approved_at=at)


def owing(member, points, *, of="E1"):
    """Make the member owe: what was earned is used, then taken back."""
    earn(member, points, of, at=MARCH)
    redeem(member, points, f"spent-{of}", at=MARCH)
    revoke(member, points, f"{of}-back", of=of, at=MARCH)


def member(name):
    found = person(name)
    enrolment.enrol(member=found, enrolled_at=MARCH)
    return found
