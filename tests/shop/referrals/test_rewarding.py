"""L38: an invitation pays after the first kept order, once, to its two people only."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from loyalty import merging, reading
from shop.audit.models import Entry
from shop.orders.undoing import goodwill
from shop.referrals import deciding, links, rewarding, signs
from shop.referrals.models import Referral, Reward
from shop.returns import taking_back
from tests.factories import BERLIN, NOW, make_member, make_order_desk, make_staff
from tests.hearing import outbox
from tests.referrals import (
    DAY,
    WINDOW_OVER,
    bring,
    deliver_to,
    make_referrer,
    open_invitations,
)
from tests.shop.returns.conftest import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def referrer():
    open_invitations()
    return make_referrer()


@pytest.fixture
def colleague():
    return make_staff("loyalty.adjust_points")


def available(member, at=WINDOW_OVER):
    return reading.balance(member=member, at=at).available


def given(member):
    """The points that came of invitations."""
    found = reading.statement(member=member).filter(reference__startswith="referral:")
    return sum(posting.points_change for posting in found)


def test_both_earn_after_the_first_kept_order(referrer):
    friend = bring(referrer)
    deliver_to(friend)

    assert rewarding.reward_due(at=WINDOW_OVER) == 1
    assert rewarding.reward_due(at=WINDOW_OVER) == 0

    assert (given(friend), given(referrer)) == (200, 300)
    mails = outbox().filter(kind="referral-rewarded")
    assert {mail.recipient: mail.context["points"] for mail in mails} == {
        friend.email: 200,
        referrer.email: 300,
    }


def test_the_statement_says_why_and_names_nobody(referrer):
    friend = bring(referrer)
    deliver_to(friend)
    rewarding.reward_due(at=WINDOW_OVER)

    (own,) = reading.statement(member=referrer)
    assert own.explanation == (
        "Thank you: a friend whom you invited has kept a first order."
    )


@pytest.mark.parametrize(
    ("days", "rewarded"), [(13, 0), (14, 0), (31, 1)], ids=["early", "last day", "over"]
)
def test_nothing_before_the_return_window_is_over(referrer, settings, days, rewarded):
    settings.RETURN_WINDOW_DAYS = 14
    deliver_to(bring(referrer))

    assert rewarding.reward_due(at=NOW + days * DAY) == rewarded


def test_registering_and_ordering_alone_pay_nothing(referrer):
    friend = bring(referrer)

    assert rewarding.reward_due(at=WINDOW_OVER) == 0
    assert rewarding.reward(friend.pk, at=WINDOW_OVER) is None


def test_an_order_that_is_too_small_does_not_count(referrer):
    friend = bring(referrer)
    deliver_to(friend, price="19.99")
    assert rewarding.reward_due(at=WINDOW_OVER) == 0

    deliver_to(friend, price="20.00")
    assert rewarding.reward_due(at=WINDOW_OVER) == 1


def test_what_went_back_was_not_kept(referrer):
    friend, desk = bring(referrer), make_order_desk()
    order = deliver_to(friend, desk=desk)
    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW + DAY,
    )
    assert rewarding.reward_due(at=WINDOW_OVER) == 0

    second = deliver_to(friend, desk=desk)
    rewarding.reward_due(at=WINDOW_OVER)
    assert Reward.objects.get().order == second


def test_a_return_that_is_under_way_is_waited_for(referrer):
    order = deliver_to(bring(referrer))
    ask(order, 1, at=NOW + DAY)

    assert rewarding.reward_due(at=WINDOW_OVER) == 0


def test_an_address_that_nobody_confirmed_is_waited_for(referrer):
    friend = bring(referrer, confirmed=False)
    deliver_to(friend)

    assert rewarding.reward_due(at=WINDOW_OVER) == 0
    assert rewarding.reward(friend.pk, at=WINDOW_OVER) is None


def test_beyond_the_year_only_the_friend_gets_points():
    open_invitations(most_per_year=1)
    referrer, desk = make_referrer(), make_order_desk()
    names = ("one", "two")
    friends = [bring(referrer, f"{name}@{name}.example") for name in names]
    for number, friend in enumerate(friends):
        address = replace(BERLIN, last_name=f"Friend {number}", line1=f"Weg {number}")
        deliver_to(friend, desk=desk, address=address)

    assert rewarding.reward_due(at=WINDOW_OVER) == 2

    assert [given(friend) for friend in friends] == [200, 200]
    assert given(referrer) == 300
    # Another year begins with another count.
    later = WINDOW_OVER.replace(year=WINDOW_OVER.year + 1)
    assert rewarding.rewarded_in_year(referrer, at=later) == 0


def test_what_holds_is_what_was_promised_at_registration(referrer):
    friend = bring(referrer)
    open_invitations(referrer_points=1, friend_points=1, at=NOW)
    deliver_to(friend)

    rewarding.reward_due(at=WINDOW_OVER)

    assert (given(friend), given(referrer)) == (200, 300)


def test_who_came_while_nobody_could_invite_was_not_brought(referrer):
    open_invitations(is_open=False, at=NOW)
    bring(referrer)

    assert not Referral.objects.exists()


def test_a_friend_of_a_friend_pays_one_level(referrer):
    friend = bring(referrer)
    link = bring_link(friend)
    other = bring(link, "third@example.com", at=NOW + DAY)
    deliver_to(other, at=NOW + DAY)

    rewarding.reward_due(at=WINDOW_OVER + DAY)

    assert (given(other), given(friend), given(referrer)) == (200, 300, 0)


def bring_link(member):
    links.make_link(member=member, made_at=NOW)
    return member


# -- Signs of self-referral ------------------------------------------------------------

SIGNS = {
    signs.DEVICE: lambda me: {"known": [me.pk]},
    signs.MAILBOX: lambda me: {"email": "r.osa+shop@example.com"},
}


@pytest.mark.parametrize("sign", SIGNS)
def test_what_is_seen_at_registration_waits_for_staff(sign):
    open_invitations()
    referrer = make_referrer(email="rosa@example.com")
    friend = bring(referrer, **SIGNS[sign](referrer))
    deliver_to(friend)

    assert rewarding.reward_due(at=WINDOW_OVER) == 1

    reward = deciding.waiting().get()
    assert reward.signs == [sign]
    assert (given(friend), given(referrer)) == (0, 0)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        (BERLIN, [signs.ADDRESS, signs.NAME]),
        (
            replace(BERLIN, first_name="Otto", line1="MARKTSTRASSE  1"),
            [signs.ADDRESS],
        ),
        (
            replace(BERLIN, first_name="Otto", line1="Marktstr. 1"),
            [signs.ADDRESS],
        ),
        (replace(BERLIN, line1="Weg 7", last_name="FISCHER"), [signs.NAME]),
        (replace(BERLIN, line1="Weg 7", first_name="Otto"), []),
    ],
    ids=["both", "in capitals", "shortened", "name", "neither"],
)
def test_orders_to_one_door_or_name_wait_for_staff(referrer, address, seen):
    desk = make_order_desk()
    deliver_to(referrer, desk=desk)
    deliver_to(bring(referrer), desk=desk, address=address)

    rewarding.reward_due(at=WINDOW_OVER)

    assert Reward.objects.get().signs == seen


def waiting_reward(referrer):
    friend = bring(referrer, known=[referrer.pk])
    deliver_to(friend)
    rewarding.reward_due(at=WINDOW_OVER)
    return friend


def test_approved_both_get_their_points_and_the_log_says_who(referrer, colleague):
    friend = waiting_reward(referrer)

    deciding.approve(
        friend=friend.pk, reason="Sisters", actor=colleague, approved_at=WINDOW_OVER
    )

    assert (given(friend), given(referrer)) == (200, 300)
    entry = Entry.objects.get(action="referral.approve")
    assert (entry.actor, entry.reason) == (colleague, "Sisters")
    assert entry.after == {
        "referrer": referrer.pk,
        "to_friend": 200,
        "to_referrer": 300,
    }


def test_declined_nobody_does_and_it_is_decided(referrer, colleague):
    friend = waiting_reward(referrer)
    decline = {"friend": friend.pk, "actor": colleague, "declined_at": WINDOW_OVER}

    deciding.decline(reason="One phone, one person", **decline)

    assert (given(friend), given(referrer)) == (0, 0)
    assert Entry.objects.filter(action="referral.decline").count() == 1
    with pytest.raises(deciding.AlreadyDecided):
        deciding.decline(reason="again", **decline)
    assert rewarding.reward_due(at=WINDOW_OVER + 100 * DAY) == 0


def test_nobody_decides_about_themselves_or_without_the_right(referrer):
    friend = waiting_reward(referrer)
    approve = {"friend": friend.pk, "reason": "x", "approved_at": WINDOW_OVER}

    with pytest.raises(PermissionDenied):
        deciding.approve(actor=make_order_desk(), **approve)
    own = make_staff("loyalty.adjust_points")
    Referral.objects.filter(pk=friend.pk)
    referrer.is_staff = True
    referrer.save()
    referrer.user_permissions.set(own.user_permissions.all())
    with pytest.raises(deciding.OwnAccount):
        deciding.approve(actor=type(referrer).objects.get(pk=referrer.pk), **approve)


def test_accounts_that_became_one_are_told_and_nothing_is_paid(referrer, colleague):
    """The referrer's account is merged into the friend's."""
    friend = bring(referrer)
    deliver_to(friend)
    sam, zoe = (make_staff("loyalty.merge_accounts") for _person in range(2))
    proposal = merging.propose_merge(
        closing=referrer,
        surviving=friend,
        reason="One person",
        actor=sam,
        proposed_at=WINDOW_OVER,
    )
    merging.approve_merge(proposal_id=proposal.pk, actor=zoe, approved_at=WINDOW_OVER)

    rewarding.reward_due(at=WINDOW_OVER)

    assert Reward.objects.get().signs == [signs.MERGED]
    with pytest.raises(deciding.SamePerson):
        deciding.approve(
            friend=friend.pk, reason="x", actor=colleague, approved_at=WINDOW_OVER
        )
    assert (given(friend), given(referrer)) == (0, 0)
    deciding.decline(
        friend=friend.pk,
        reason="One person",
        actor=colleague,
        declined_at=WINDOW_OVER,
    )
    assert Reward.objects.get().state == "declined"


def test_a_referrer_merged_into_a_third_account_waits(referrer, colleague):
    friend, third = bring(referrer), make_member()
    deliver_to(friend)
    sam, zoe = (make_staff("loyalty.merge_accounts") for _person in range(2))
    proposal = merging.propose_merge(
        closing=referrer, surviving=third, reason="x", actor=sam, proposed_at=NOW
    )
    merging.approve_merge(proposal_id=proposal.pk, actor=zoe, approved_at=NOW)
    rewarding.reward_due(at=WINDOW_OVER)

    with pytest.raises(deciding.AccountClosed):
        deciding.approve(
            friend=friend.pk, reason="x", actor=colleague, approved_at=WINDOW_OVER
        )
    assert Reward.objects.get().state == "waiting"
    assert given(third) == 0


def test_what_is_delivered_late_counts_from_its_day(referrer):
    deliver_to(bring(referrer), at=NOW + 10 * DAY)

    assert rewarding.reward_due(at=WINDOW_OVER) == 0
    assert rewarding.reward_due(at=WINDOW_OVER + timedelta(days=10)) == 1


# -- One person again (cheat 2, 15) ----------------------------------------------------

WEG = replace(BERLIN, first_name="Otto", last_name="Neu", line1="Weg 7")
ELSEWHERE = replace(WEG, first_name="Kim", line1="Allee 3", postcode="20095")
PHONE = "+4930123456"


def reward_of(friend):
    return Reward.objects.get(pk=friend.pk)


AGAIN = {
    "mailbox": ("k.im+2@example.com", ELSEWHERE, ()),
    "name and street": ("otto@otto.example", replace(WEG, line1="WEG  7"), ()),
    "phone": ("otto@otto.example", replace(ELSEWHERE, phone=PHONE), ()),
    "device": ("otto@otto.example", ELSEWHERE, "device"),
}


@pytest.mark.parametrize("what", AGAIN)
@pytest.mark.parametrize("as_friend", [True, False], ids=["friend", "member"])
def test_who_was_here_before_waits_for_staff(referrer, what, as_friend):
    email, address, device = AGAIN[what]
    desk = make_order_desk()
    first = (
        bring(referrer, "kim@example.com")
        if as_friend
        else make_member(email="kim@example.com")
    )
    deliver_to(first, desk=desk, address=replace(WEG, phone=PHONE))
    known = [first.pk] if device else []
    second = bring(referrer, email, known=known)
    deliver_to(second, desk=desk, address=address)

    assert rewarding.reward(second.pk, at=WINDOW_OVER).state == "waiting"

    seen = signs.FRIEND if as_friend else signs.MEMBER
    assert reward_of(second).signs == [seen]
    if as_friend and not device:
        # Two of them at once: whoever is looked at first looks like the other.
        assert rewarding.reward(first.pk, at=WINDOW_OVER).signs == [seen]


@pytest.mark.parametrize(
    ("email", "address"),
    [
        ("kimi@example.com", ELSEWHERE),
        ("kim@example.org", replace(WEG, first_name="Anna")),
        ("otto@otto.example", replace(WEG, line1="Weg 8")),
    ],
    ids=["mailbox", "family", "neighbour"],
)
def test_who_is_somebody_else_does_not_wait(referrer, email, address):
    desk = make_order_desk()
    deliver_to(make_member(email="kim@example.com"), desk=desk, address=WEG)
    friend = bring(referrer, email)
    deliver_to(friend, desk=desk, address=address)

    assert rewarding.reward(friend.pk, at=WINDOW_OVER).signs == []


def test_one_service_has_two_domains():
    """Cheat 15."""
    open_invitations()
    referrer = make_referrer(email="rosa@gmail.com")
    friend = bring(referrer, "r.o.sa+me@googlemail.com")
    deliver_to(friend)
    make_member(email="kim.neu@googlemail.com")
    other = bring(referrer, "kimneu+1@gmail.com")
    deliver_to(other, address=WEG)

    rewarding.reward_due(at=WINDOW_OVER)

    assert reward_of(friend).signs == [signs.MAILBOX]
    assert reward_of(other).signs == [signs.MEMBER]


def test_a_phone_of_the_referrer_is_seen(referrer):
    """Cheat 15."""
    desk = make_order_desk()
    deliver_to(referrer, desk=desk, address=replace(BERLIN, phone=PHONE))
    friend = bring(referrer)
    deliver_to(friend, desk=desk, address=replace(ELSEWHERE, phone=PHONE))

    assert rewarding.reward(friend.pk, at=WINDOW_OVER).signs == [signs.PHONE]


# -- What counts as kept ---------------------------------------------------------------


def test_one_bad_referral_stops_no_other(referrer, monkeypatch):
    """Cheat 10."""
    desk = make_order_desk()
    bad, good = bring(referrer), bring(referrer, "otto@otto.example")
    deliver_to(bad, desk=desk)
    deliver_to(good, desk=desk, address=WEG)
    look = rewarding.first_kept

    def stumble(*, referral, at):
        if referral.pk == bad.pk:
            raise RuntimeError
        return look(referral=referral, at=at)

    monkeypatch.setattr(rewarding, "first_kept", stumble)

    assert rewarding.reward_due(at=WINDOW_OVER) == 1
    assert given(good) == 200


def test_what_went_back_as_goodwill_was_not_kept(referrer):
    """Cheat 12."""
    friend, desk = bring(referrer), make_order_desk()
    order = deliver_to(friend, desk=desk)
    goodwill.give(
        number=order.number,
        actor=make_staff("order.give_goodwill"),
        money=Decimal("6.00"),
        reason="A scratch",
        reference="G1",
        given_at=NOW + DAY,
    )

    assert rewarding.reward_due(at=WINDOW_OVER) == 0


def test_an_order_from_before_the_invitation_does_not_count(referrer):
    """Cheat 13: a guest's, brought along."""
    friend = bring(referrer)
    deliver_to(friend, at=NOW - timedelta(seconds=1))
    assert rewarding.reward_due(at=WINDOW_OVER) == 0
    assert rewarding.reward(friend.pk, at=WINDOW_OVER) is None
