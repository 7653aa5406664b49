"""L36: two of the staff merge two accounts of one person."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from loyalty import enrolment, merging, reading
from shop.audit.models import Entry
from shop.identity import roles
from shop.rewards.desk.merging import approve_merge
from tests.factories import make_member, make_proposal, make_user
from tests.loyalty.deeds import earn_pending, hold


@pytest.fixture
def desks(staff_with):
    """Browsers of two of the loyalty desk."""
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(staff_with(roles.LOYALTY_DESK))
    return browsers


@pytest.fixture
def other(db):
    return make_member(60, email="mei.old@example.com", at=timezone.now())


def propose(desk, closing, **changes):
    form = {"email": "MEI@example.com", "reason": "Rang, knew both orders"} | changes
    return desk.post(reverse("staff:propose-merge", args=[closing.pk]), form)


def decide(desk, step, proposal):
    return desk.post(reverse(f"staff:{step}-merge", args=[proposal.pk]))


def available(member):
    return reading.balance(member=member, at=timezone.now()).available


def entries(member):
    found = Entry.objects.filter(subject=f"member:{member.pk}")
    return [(entry.action, entry.reason) for entry in found.order_by("pk")]


def test_one_proposes_and_another_approves(desks, shopper, other):
    first, second = desks
    url = reverse("staff:propose-merge", args=[other.pk])
    preview = first.get(url, {"email": "mei@example.com"})
    assert preview.context["preview"].result.available == 5060
    assert "5,060" in preview.content.decode()

    page = propose(first, other)
    proposal = merging.open_proposals().get()
    assert page.url == reverse("staff:merge", args=[proposal.pk])
    assert "mei.old" in second.get(reverse("staff:merges")).content.decode()
    assert "Somebody else has to" in first.get(page.url).content.decode()
    assert decide(first, "approve", proposal).status_code == 409
    assert available(shopper) == 5000

    assert decide(second, "approve", proposal).status_code == 302

    assert (available(other), available(shopper)) == (0, 5060)
    reason = "Rang, knew both orders"
    assert entries(other) == [("merge.propose", reason), ("merge.approve", reason)]
    closed, stays = (
        first.get(reverse("staff:member", args=[member.pk])).content.decode()
        for member in (other, shopper)
    )
    assert "is closed" in closed
    assert "Merged into" in closed
    assert "Adjust points" not in closed
    assert "Merged from" in stays
    assert "From your account" in stays
    assert "closed on" in first.get(page.url).content.decode()


def test_the_closed_account_no_longer_signs_in(client, desks, shopper, other):
    client.force_login(other)
    proposal = make_proposal(shopper, at=timezone.now())
    merging.withdraw_proposal(
        proposal_id=proposal.pk,
        actor=proposal.proposed_by,
        withdrawn_at=timezone.now(),
    )
    propose(desks[0], other)
    assert client.get(reverse("points:statement")).status_code == 200

    decide(desks[1], "approve", merging.open_proposals().get())

    assert client.get(reverse("points:statement")).status_code == 302
    shopper.refresh_from_db()
    assert shopper.is_active


def test_staff_keep_the_account_they_work_with(manager, staff_with, shopper):
    """Merging must be no way to lock a colleague out."""
    enrolment.enrol(member=manager, enrolled_at=timezone.now())
    by = [staff_with(roles.LOYALTY_DESK) for _person in range(2)]
    proposal = merging.propose_merge(
        closing=manager,
        surviving=shopper,
        reason="The same person",
        actor=by[0],
        proposed_at=timezone.now(),
    )

    approve_merge(proposal_id=proposal.pk, actor=by[1], approved_at=timezone.now())

    manager.refresh_from_db()
    assert manager.is_active
    assert Entry.objects.latest("pk").after["can_sign_in"] is True


def test_sending_it_twice_does_it_once(desks, shopper, other):
    """S19: one entry for one deed."""
    for _attempt in range(2):
        assert propose(desks[0], other).status_code == 302
    proposal = merging.open_proposals().get()
    for _attempt in range(2):
        assert decide(desks[1], "approve", proposal).status_code == 302

    assert available(shopper) == 5060
    assert len(entries(other)) == 2
    assert decide(desks[1], "withdraw", proposal).status_code == 409
    assert propose(desks[0], other).status_code == 409


def test_a_proposal_can_be_turned_down(desks, shopper, other):
    propose(desks[0], other)
    proposal = merging.open_proposals().get()

    for _attempt in range(2):
        assert decide(desks[1], "withdraw", proposal).status_code == 302

    assert [action for action, _reason in entries(other)] == [
        "merge.propose",
        "merge.withdraw",
    ]
    assert decide(desks[1], "approve", proposal).status_code == 409
    page = desks[0].get(reverse("staff:merge", args=[proposal.pk]))
    assert "turned down" in page.content.decode()
    assert "Nothing to decide" in desks[0].get(reverse("staff:merges")).content.decode()


@pytest.mark.parametrize("step", ["held", "pending", "frozen"])
def test_the_page_says_what_to_wait_for(desks, shopper, other, step):
    propose(desks[0], other)
    now = timezone.now()
    if step == "held":
        hold(other, 50, at=now)
    elif step == "pending":
        earn_pending(other, 50, at=now)
    else:
        enrolment.freeze(member=other, frozen_at=now)
    proposal = merging.open_proposals().get()

    page = desks[1].get(reverse("staff:merge", args=[proposal.pk])).content.decode()
    refused = decide(desks[1], "approve", proposal)

    words = {"held": "set aside", "pending": "are pending", "frozen": "is frozen"}
    assert words[step] in page
    assert reverse("staff:approve-merge", args=[proposal.pk]) not in page
    assert refused.status_code == 409
    assert refused.content.decode().count(words[step]) == 2
    assert available(shopper) == 5000
    assert other.is_active


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": ""}, 422),
        ({"email": "nobody@example.com"}, 422),
        ({"email": "not an address"}, 422),
        ({"email": "x\0@example.com"}, 422),
        ({"email": "mei.old@example.com"}, 409),
        ({"reason": " "}, 422),
        ({"reason": "x" * 501}, 422),
    ],
)
def test_odd_proposals_are_refused(desks, shopper, other, changes, status):
    page = propose(desks[0], other, **changes)

    assert page.status_code == status
    assert not merging.MergeProposal.objects.exists()
    assert not Entry.objects.exists()
    assert "error" in page.content.decode()


def test_an_odd_address_is_asked_for_again(desks, shopper, other):
    url = reverse("staff:propose-merge", args=[other.pk])
    for email, words in (
        ("nobody@example.com", "No member has this address."),
        ("mei.old@example.com", "This is the same account."),
        ("", "This field is required."),
    ):
        page = desks[0].get(url, {"email": email})
        assert page.status_code == 422
        assert words in page.content.decode()


def test_somebody_without_an_account_is_not_found(desks):
    url = reverse("staff:propose-merge", args=[make_user().pk])
    assert desks[0].get(url).status_code == 404


def test_a_closed_account_is_not_adjusted(desks, shopper, other):
    propose(desks[0], other)
    decide(desks[1], "approve", merging.open_proposals().get())
    url = reverse("staff:adjust", args=[other.pk])
    form = desks[0].get(url).context["form"].initial
    form |= {"direction": "add", "points": "50", "reason": "Thanks"}

    page = desks[0].post(url, form)

    assert page.status_code == 409
    assert "it is closed" in page.content.decode()


def test_the_pages_speak_chinese(desks, shopper, other):
    propose(desks[0], other)
    proposal = merging.open_proposals().get()
    with translation.override("zh-hans"):
        urls = [
            reverse("staff:merges"),
            reverse("staff:merge", args=[proposal.pk]),
            reverse("staff:propose-merge", args=[other.pk]),
        ]
    for url in urls:
        assert "合并" in desks[1].get(url).content.decode()
