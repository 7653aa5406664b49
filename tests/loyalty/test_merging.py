"""L36: merging two accounts of one person loses nothing, and needs two people."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from loyalty import (
    enrolment,
    merging,
    reading,
    reconciliation,
)
from loyalty.models import Account, Lot, Merge, MergeProposal, Posting
from tests.examples import examples
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import (
    capture,
    earn,
    earn_pending,
    hold,
    merge,
    release,
    schedule,
)
from tests.loyalty.merges import (
    APRIL,
    DAY,
    LATE,
    SOON,
    approve,
    figures,
    member,
    open_lots,
    owing,
    propose,
)


def test_every_lot_arrives_with_its_last_day(alice, bob, sam, tina):
    """L36: nothing lost, nothing renewed; both histories stay."""
    earn(alice, 100, "E1", at=MARCH, expires_at=LATE)
    earn(alice, 40, "E2", at=MARCH, expires_at=SOON)
    earn(bob, 7, at=MARCH, expires_at=SOON)
    posted = Posting.objects.filter(account=alice.pk).order_by("version").values()
    history = list(posted)

    done = merge(alice, bob, at=APRIL, by=(sam, tina))

    assert (done.proposed_by, done.approved_by, done.into_id) == (sam, tina, bob.pk)
    assert figures(alice) == (0, 0, 0, 0)
    assert open_lots(bob) == [(7, SOON), (40, SOON), (100, LATE)]
    kept = list(posted.all())
    assert kept[: len(history)] == history
    assert reading.statement(member=alice)[0].kind == "merge-out"
    assert Account.objects.get(pk=alice.pk).closed_at == APRIL
    assert Account.objects.get(pk=bob.pk).closed_at is None


def test_the_statements_say_where_the_points_went_and_came_from(alice, bob, sam, tina):
    earn(alice, 100, at=MARCH)
    owing(bob, 30)

    merge(alice, bob, at=APRIL, by=(sam, tina))

    arrived = reading.statement(member=bob)[0]
    assert arrived.explanation == (
        f"From your account {alice.pk}, which was merged into this one: points you had "
        "there since 2 March 2026, with the last day they had. 30 of them settled "
        "what was owed."
    )
    assert (arrived.points_change, arrived.merged_from_id) == (100, alice.pk)
    assert (arrived.actor, arrived.reason) == (tina, "The same person")
    left = reading.statement(member=alice)[0]
    assert f"account {bob.pk}" in left.explanation
    assert (left.points_change, left.merged_into_id) == (-100, bob.pk)


def test_what_is_owed_there_is_paid_from_what_is_here(alice, bob, sam, tina):
    """Soonest expiry first; what is not there is owed here."""
    owing(alice, 50)
    earn(bob, 20, "E1", at=MARCH, expires_at=LATE)
    earn(bob, 10, "E2", at=MARCH, expires_at=SOON)

    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert figures(alice) == (0, 0, 0, 0)
    assert figures(bob) == (0, 0, 0, 20)
    assert "50 points were owed there. 30 available points went" in (
        reading.statement(member=bob)[0].explanation
    )


def test_a_debt_takes_the_soonest_to_expire_and_leaves_the_rest(alice, bob, sam, tina):
    owing(alice, 15)
    earn(bob, 20, "E1", at=MARCH, expires_at=LATE)
    earn(bob, 10, "E2", at=MARCH, expires_at=SOON)

    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert open_lots(bob) == [(15, LATE)]


def test_an_empty_account_closes_too(alice, bob, sam, tina):
    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert [line.kind for line in reading.statement(member=alice)] == ["merge-out"]
    assert not reading.statement(member=bob).exists()


def test_what_is_due_is_booked_before_the_accounts_are_merged(alice, bob, sam, tina):
    """L25: what has expired does not travel, what has matured does."""
    earn(alice, 5, "gone", at=MARCH, expires_at=MARCH + DAY)
    earn_pending(alice, 8, "ripe", at=MARCH, matures_at=MARCH + DAY, expires_at=LATE)
    hold(alice, 5, "R1", at=MARCH, lapses_at=MARCH + timedelta(hours=1))

    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert open_lots(bob) == [(8, LATE)]


@pytest.mark.parametrize("step", ["held", "pending"])
def test_an_order_under_way_ends_where_it_began(alice, bob, sam, tina, step):
    if step == "held":
        earn(alice, 100, at=MARCH)
        hold(alice, 60, at=APRIL)
        refusal = merging.PointsHeld
    else:
        earn_pending(alice, 60, at=MARCH)
        refusal = merging.PointsPending
    proposal = propose(alice, bob, sam)

    with pytest.raises(refusal) as refused:
        approve(proposal, tina)

    assert refused.value.args == (60,)
    assert not Merge.objects.exists()
    if step == "held":
        capture(alice, at=APRIL)
    else:
        schedule(alice, at=APRIL, matures_at=APRIL + DAY)
    approve(proposal, tina, at=APRIL + 2 * DAY)
    assert figures(bob)[0] == {"held": 40, "pending": 60}[step]


def test_points_under_way_at_the_surviving_account_stay_there(alice, bob, sam, tina):
    earn(alice, 10, at=MARCH)
    earn_pending(bob, 60, at=MARCH)
    earn(bob, 30, "E2", at=MARCH)
    hold(bob, 30, at=APRIL)

    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert figures(bob) == (10, 60, 30, 0)


def test_points_of_a_frozen_account_do_not_leave_it(alice, bob, sam, tina):
    """L40: whoever took an account over gets nothing out of it this way either."""
    earn(alice, 100, at=MARCH)
    enrolment.freeze(member=alice, frozen_at=MARCH)
    proposal = propose(alice, bob, sam)

    with pytest.raises(merging.AccountFrozen):
        approve(proposal, tina)
    assert figures(alice)[0] == 100


# -- Two people -----------------------------------------------------------------


def test_whoever_proposed_cannot_approve(alice, bob, sam):
    proposal = propose(alice, bob, sam)
    with pytest.raises(merging.SamePerson):
        approve(proposal, sam)
    assert not Merge.objects.exists()


def test_both_need_the_permission(alice, bob, sam):
    """S15: checked in the use case."""
    nobody = person("nobody")
    with pytest.raises(PermissionDenied):
        propose(alice, bob, nobody)
    proposal = propose(alice, bob, sam)
    for decide in (approve, withdraw):
        with pytest.raises(PermissionDenied):
            decide(proposal, nobody)


def withdraw(proposal, actor):
    return merging.withdraw_proposal(
        proposal_id=proposal.pk, actor=actor, withdrawn_at=APRIL
    )


def test_nobody_decides_about_their_own_account(alice, bob, sam, tina):
    """L37: staff are members too."""
    enrolment.enrol(member=sam, enrolled_at=MARCH)
    for pair in ((sam, bob), (alice, sam)):
        with pytest.raises(merging.OwnAccount):
            propose(*pair, sam)
    proposal = propose(alice, sam, tina)
    with pytest.raises(merging.OwnAccount):
        approve(proposal, sam)


def test_odd_proposals_are_refused(alice, bob, sam):
    with pytest.raises(merging.ReasonMissing):
        propose(alice, bob, sam, reason=" ")
    with pytest.raises(merging.SameAccount):
        propose(alice, alice, sam)
    for pair in ((alice, person("stranger")), (person("visitor"), alice)):
        with pytest.raises(merging.NotAMember):
            propose(*pair, sam)
    assert not MergeProposal.objects.exists()


def test_an_account_has_one_open_proposal(alice, bob, sam, tina):
    first = propose(alice, bob, sam)

    assert propose(alice, bob, sam) == first
    carol = member("carol")
    for pair, actor in (((alice, carol), sam), ((alice, bob), tina)):
        with pytest.raises(merging.AlreadyProposed) as refused:
            propose(*pair, actor)
        assert refused.value.args == (first.pk,)
    withdraw(first, tina)
    assert propose(alice, carol, tina) != first


def test_a_withdrawn_proposal_is_not_approved(alice, bob, sam, tina):
    proposal = propose(alice, bob, sam)
    first = withdraw(proposal, sam)
    assert withdraw(proposal, tina).withdrawn_at == first.withdrawn_at

    with pytest.raises(merging.ProposalWithdrawn):
        approve(proposal, tina)
    assert list(merging.open_proposals()) == []


def test_approving_twice_merges_once(alice, bob, sam, tina):
    earn(alice, 100, at=MARCH)
    proposal = propose(alice, bob, sam)

    assert approve(proposal, tina) == approve(proposal, tina, at=APRIL + DAY)

    assert figures(bob)[0] == 100
    assert Posting.objects.filter(kind__startswith="merge").count() == 2
    with pytest.raises(merging.AccountClosed):
        withdraw(proposal, tina)


def test_a_merged_account_is_not_merged_again(alice, bob, sam, tina):
    carol = member("carol")
    also = propose(carol, alice, sam)
    back = propose(bob, alice, sam)
    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert list(merging.open_proposals()) == []
    for proposal in (also, back):
        with pytest.raises(merging.AccountClosed) as refused:
            approve(proposal, tina)
        assert refused.value.args == (bob.pk,)
    for pair in ((alice, carol), (carol, alice)):
        with pytest.raises(merging.AccountClosed):
            propose(*pair, tina)


points = st.integers(0, 40)


class AnyMerge(TestCase):
    @settings(max_examples=examples(40), deadline=None)
    @given(have=st.tuples(points, points), owe=st.tuples(points, points))
    def test_the_preview_says_what_comes_of_it(self, have, owe):
        """L36: whatever is available and owed on both sides, to the point."""
        pair = [member("alice"), member("bob")]
        for one, available, owed in zip(pair, have, owe, strict=True):
            prepare(one, available, owed)
        by = [staff(name, "merge_accounts") for name in ("sam", "tina")]
        closing, surviving = pair
        expected = merging.preview(closing=closing, surviving=surviving, at=APRIL)
        total = sum(have) - sum(owe)

        merge(closing, surviving, at=APRIL, by=by)

        assert figures(surviving) == (
            expected.result.available,
            0,
            0,
            expected.result.owed,
        )
        assert expected.result.available - expected.result.owed == total
        assert figures(closing) == (0, 0, 0, 0)
        assert reconciliation.differences() == []
        lots = Lot.objects.filter(account=surviving.pk, open=True)
        assert {lot.expires_at for lot in lots} <= {SOON, LATE}


def prepare(who, available, owed):
    """Points that were set aside do not repay: both can stand beside each other."""
    if available:
        earn(who, available, "kept", at=MARCH, expires_at=LATE)
        hold(who, available, "aside", at=MARCH)
    if owed:
        owing(who, owed, of="lost")
    if available:
        release(who, "aside", at=MARCH)
