"""F35: nobody gives points to themselves, nor many points alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loyalty import adjustment, granting, limits, proposing, reading
from loyalty.adjustment import OwnAccount
from loyalty.models import Posting
from loyalty.why import ReasonMissing
from shop.audit.models import Entry
from shop.books import proving
from shop.identity import roles
from shop.identity.roles import give_role
from shop.rewards.desk import adjusting, extending, giving
from tests.factories import NOW, announce_gifts, make_member, make_staff

pytestmark = pytest.mark.django_db
SHIFTS = "loyalty.adjust_points"


@pytest.fixture
def alice():
    return make_member(100)


@pytest.fixture
def sam():
    return make_staff(SHIFTS)


@pytest.fixture
def zoe():
    return make_staff(SHIFTS)


def wish(member, points, actor, reference="A1", reason="a lost parcel"):
    return {
        "member": member,
        "points": points,
        "reason": reason,
        "reference": reference,
        "actor": actor,
    }


def adjust(*words, at=NOW, **more):
    return adjusting.adjust_points(**wish(*words, **more), adjusted_at=at)


def propose(*words, **more):
    return adjusting.propose_adjustment(**wish(*words, **more), proposed_at=NOW)


def available(member):
    return reading.balance(member=member, at=NOW).available


@pytest.mark.parametrize("points", [1001, -1001, 1_000_000_000])
def test_above_the_ceiling_nobody_adjusts_alone(alice, sam, points):
    with pytest.raises(adjustment.AboveCeiling) as refusal:
        adjust(alice, points, sam)

    assert refusal.value.args == (1000,)
    assert available(alice) == 100
    adjust(alice, 1000, sam)
    assert available(alice) == 1100


def test_a_role_has_a_ceiling_of_its_own(alice, sam):
    give_role(person=sam, role=roles.MANAGER)

    adjust(alice, 10_000, sam)

    with pytest.raises(adjustment.AboveCeiling):
        adjust(alice, 10_001, sam, reference="A2")


def spend_the_budget(member, actor):
    for turn in range(10):
        adjust(member, 1000, actor, reference=f"B{turn}")


def test_a_month_has_a_budget(alice, sam, zoe):
    spend_the_budget(alice, sam)
    adjust(alice, -90, sam, "A1")

    with pytest.raises(adjustment.BudgetSpent) as refusal:
        adjust(alice, 1, sam, "A2")

    assert refusal.value.args == (0,)
    adjust(alice, 1, zoe, "A3")
    adjust(alice, 1, sam, "A4", at=NOW + timedelta(days=31))


def test_a_repetition_asks_no_budget(alice, sam):
    first = adjust(alice, 1000, sam, reference="B0")
    spend_the_budget(alice, sam)

    assert adjust(alice, 1000, sam, reference="B0") == first


def test_what_one_proposes_another_approves(alice, sam, zoe):
    proposal = propose(alice, 5000, sam)
    assert propose(alice, 5000, sam) == proposal
    assert available(alice) == 100
    with pytest.raises(proposing.SamePerson):
        adjusting.approve_adjustment(
            proposal_id=proposal.pk, actor=sam, approved_at=NOW
        )

    posting = adjusting.approve_adjustment(
        proposal_id=proposal.pk, actor=zoe, approved_at=NOW
    )

    assert (posting.actor_id, available(alice)) == (zoe.pk, 5100)
    again = adjusting.approve_adjustment(
        proposal_id=proposal.pk, actor=zoe, approved_at=NOW
    )
    assert again == posting
    with pytest.raises(proposing.AlreadyApproved):
        adjusting.decline_adjustment(
            proposal_id=proposal.pk, actor=zoe, declined_at=NOW
        )
    assert limits.given_alone(person=zoe, at=NOW) == 0
    actions = Entry.objects.filter(subject=f"member:{alice.pk}").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "points.propose",
        "points.adjust",
    ]
    announce_gifts()
    assert proving.differences("deeds") == []


def test_what_was_given_is_told_by_month_and_person(alice, sam, zoe):
    """F35: a digest of what was given, by whom, and how much of it alone."""
    adjust(alice, 500, sam, "A1")
    adjust(alice, -90, sam, "A2")
    adjust(alice, 7, sam, "A3", at=NOW + timedelta(days=31))
    wish = propose(alice, 5000, sam, reference="W1")
    adjusting.approve_adjustment(proposal_id=wish.pk, actor=zoe, approved_at=NOW)

    people = {sam.pk, zoe.pk}  # not who welcomed the members
    digest = reading.by_hand(since=NOW - timedelta(days=30))
    found = [one for one in digest if one.person_id in people]

    said = [(one.month.month, one.person_id, one.given, one.alone) for one in found]
    assert said == [
        (4, sam.pk, 7, 7),
        (3, zoe.pk, 5000, 0),
        (3, sam.pk, 500, 500),
    ]
    assert [one.taken for one in found] == [0, 0, 90]


def test_the_digest_is_a_page_and_a_file(sam, client):
    member = make_member(100, at=timezone.now())
    adjust(member, 500, sam, at=timezone.now())
    client.force_login(make_staff("audit.view_entry"))
    for name in ("staff:given", "staff:given-file"):
        said = client.get(reverse(name))
        text = b"".join(said) if said.streaming else said.content
        assert sam.email in text.decode()


def test_what_is_turned_down_is_not_done(alice, sam, zoe):
    proposal = propose(alice, 5000, sam)

    adjusting.decline_adjustment(proposal_id=proposal.pk, actor=zoe, declined_at=NOW)

    assert not proposing.open_proposals().exists()
    with pytest.raises(proposing.ProposalWithdrawn):
        adjusting.approve_adjustment(
            proposal_id=proposal.pk, actor=zoe, approved_at=NOW
        )
    assert available(alice) == 100


def test_nobody_decides_about_the_own_account(alice, sam, zoe):
    """Nor is a way left: corrections, dates, gifts, proposals, approvals."""
    alice.user_permissions.set(sam.user_permissions.all())
    alice = type(alice).objects.get(pk=alice.pk)
    proposal = propose(alice, 5000, sam)
    for deed in (
        lambda: adjust(alice, 5, alice),
        lambda: propose(alice, 5, alice, reference="A2"),
        lambda: adjusting.approve_adjustment(
            proposal_id=proposal.pk, actor=alice, approved_at=NOW
        ),
        lambda: extending.extend_lots(
            member=alice,
            lots=[1],
            until=(NOW + timedelta(days=900)).date(),
            reason="ill",
            reference="X",
            actor=alice,
            extended_at=NOW,
        ),
    ):
        with pytest.raises(OwnAccount):
            deed()
    giving.grant_points(
        member_ids=[alice.pk],
        terms=granting.Grant("anniversary", 25, "Ten years"),
        actor=alice,
        granted_at=NOW,
        commit=True,
        watch=lambda _tally: None,
    )
    assert available(alice) == 100


@pytest.mark.parametrize(
    "reason", ["", " ", "\t\n", "\u00a0", "\u3000", "\u200b\ufeff"]
)
def test_blanks_of_any_kind_are_no_reason(alice, sam, reason):
    """F36."""
    for deed in (adjust, propose):
        with pytest.raises(ReasonMissing):
            deed(alice, 5, sam, reason=reason)


def test_without_the_right_nobody_decides(alice, sam):
    proposal, nobody = propose(alice, 5000, sam), make_staff()
    for decide in (
        lambda: propose(alice, 5, nobody, reference="A2"),
        lambda: adjusting.approve_adjustment(
            proposal_id=proposal.pk, actor=nobody, approved_at=NOW
        ),
        lambda: adjusting.decline_adjustment(
            proposal_id=proposal.pk, actor=nobody, declined_at=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            decide()


def test_the_pages_lead_through_it(sam, zoe):
    member, browsers = make_member(100, at=timezone.now()), []
    for person in (sam, zoe):
        give_role(person=person, role=roles.LOYALTY_DESK)
        browser = Client()
        browser.force_login(person)
        browsers.append(browser)
    first, second = browsers
    form = {"direction": "add", "points": "5000", "reason": "x", "reference": "r"}

    page = first.post(reverse("staff:adjust", args=[member.pk]), form, follow=True)
    assert "up to 1,000 points at once" in page.content.decode()
    proposal = proposing.open_proposals().get()
    listed = first.get(reverse("staff:adjustments")).content.decode()
    assert "Take the proposal back" in listed
    assert reverse("staff:approve-adjustment", args=[proposal.pk]) not in listed
    approve = reverse("staff:approve-adjustment", args=[proposal.pk])
    refused = first.post(approve)
    assert refused.status_code == 409
    assert "Somebody else has to approve it." in refused.content.decode()
    assert second.post(approve).status_code == 302
    decline = reverse("staff:decline-adjustment", args=[proposal.pk])
    assert second.post(decline).status_code == 409
    [posting] = Posting.objects.filter(account_id=member.pk, kind="adjustment")
    assert posting.actor_id == zoe.pk
