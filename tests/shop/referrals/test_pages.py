"""Inviting and being invited: the pages, the cookie, and what staff decide."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.account.inviting.invitations import COOKIE
from shop.identity import joining
from shop.referrals import deciding, links, rewarding
from shop.referrals.models import Link, Referral, Reward
from shop.users.models import User
from tests.factories import NOW, make_member, make_staff
from tests.referrals import DAY, bring, deliver_to, make_referrer, open_invitations

pytestmark = pytest.mark.django_db
JOIN = {"name": "Nina Neu", "email": "nina@example.com", "password": "a quiet evening"}


@pytest.fixture
def referrer():
    long_ago = timezone.now() - 90 * DAY
    open_invitations(at=long_ago)
    return make_referrer(at=long_ago)


@pytest.fixture
def address(referrer):
    return reverse("customer:invited", args=[links.link_of(referrer).code])


def test_a_member_makes_the_link_with_a_button(client):
    open_invitations(at=timezone.now())
    member = make_member(at=timezone.now())
    client.force_login(member)
    page = reverse("customer:invite")

    assert "Make my link" in client.get(page).content.decode()
    assert not Link.objects.exists()
    for _again in range(2):
        client.post(reverse("customer:make-invitation"))

    code = Link.objects.get().code
    assert len(code) == 12
    assert f"/account/invited/{code}/" in client.get(page).content.decode()
    assert b"<svg" in client.get(reverse("customer:invitation-code")).content


def test_no_link_while_nobody_can_invite(client):
    client.force_login(make_member(at=timezone.now()))

    client.post(reverse("customer:make-invitation"))

    assert not Link.objects.exists()
    assert client.get(reverse("customer:invitation-code")).status_code == 404
    assert "nobody can be invited" in client.get(reverse("customer:invite")).text


def test_who_registers_with_the_link_was_brought(client, referrer, address):
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "200 points" in client.get(reverse("customer:register")).text

    response = client.post(reverse("customer:register"), JOIN)

    referral = Referral.objects.get()
    assert referral.referrer == referrer
    assert referral.friend.email == "nina@example.com"
    assert referral.signs == []
    assert response.cookies[COOKIE].value == ""


def test_a_spelling_of_the_code_is_the_code(client, referrer):
    code = links.link_of(referrer).code.lower()

    client.get(reverse("customer:invited", args=[f"{code[:4]}-{code[4:]}"]))

    assert client.cookies[COOKIE].value == links.link_of(referrer).code


def test_the_link_keeps_kept_pages_everybodys(client, referrer, address):
    """One's own page on the way there would be made anew each time."""
    first = Client().get(reverse("points:how"))
    client.get(address)
    second = client.get(reverse("points:how"))

    assert second["ETag"] == first["ETag"]
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("code", ["NOSUCHCODE00", "x" * 300, "%00"])
def test_a_code_of_nobody_leads_on_without_one(client, referrer, code):
    response = client.get(f"/en/account/invited/{code}/")

    assert response.status_code == 404
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = code
    assert client.post(reverse("customer:register"), JOIN).status_code == 302
    assert not Referral.objects.exists()
    assert User.objects.filter(email="nina@example.com").exists()


def test_a_device_of_the_referrer_is_seen(client, referrer, address):
    """The second account of one person, on the own phone."""
    sign_in = {"username": referrer.email, "password": "a sunny morning"}
    client.post(reverse("customer:login"), sign_in)
    client.post(reverse("customer:logout"))
    client.get(address)
    client.post(reverse("customer:register"), JOIN)

    assert Referral.objects.get().signs == ["device"]


def test_who_confirmed_no_address_makes_no_link(client, referrer):
    """Cheat 19: nor does a link that was made before bring anybody."""
    unconfirmed = make_member()
    unconfirmed.confirmed_at = None
    unconfirmed.save()
    client.force_login(unconfirmed)

    client.post(reverse("customer:make-invitation"))

    assert not Link.objects.exclude(member=referrer).exists()
    assert "confirm your address" in client.get(reverse("customer:invite")).text
    assert Client().get(by_a_link_of(unconfirmed)).status_code == 404


def by_a_link_of(person):
    """The page of a link that was made before nobody could make it."""
    link = Link.objects.create(member=person, code="STAFF2345678", made_at=NOW)
    return reverse("customer:invited", args=[link.code])


def test_who_takes_no_part_makes_no_link(client, referrer):
    """Cheat 1: staff sign in without an account for points."""
    client.force_login(make_staff())

    client.post(reverse("customer:make-invitation"))

    assert not Link.objects.exclude(member=referrer).exists()
    assert "takes no part" in client.get(reverse("customer:invite")).text
    with pytest.raises(links.CannotInvite):
        links.make_link(member=make_staff(), made_at=NOW)


def closed_member():
    member = make_member()
    member.is_active = False
    member.save()
    return member


@pytest.mark.parametrize("who", ["no member", "later", "closed"])
def test_a_link_that_counts_for_nothing_keeps_nobody_away(client, referrer, who):
    """Cheat 1: whatever is wrong with who invites, the friend has an account."""
    makers = {
        "no member": make_staff,
        "later": lambda: make_member(at=timezone.now() + 2 * DAY),
        "closed": closed_member,
    }
    address = by_a_link_of(makers[who]())

    assert client.get(address).status_code == (200 if who == "later" else 404)
    client.cookies[COOKIE] = "STAFF2345678"
    assert client.post(reverse("customer:register"), JOIN).status_code == 302

    assert User.objects.filter(email="nina@example.com").exists()
    assert not Referral.objects.exists()


def test_what_the_tables_refuse_keeps_nobody_away(client, address, monkeypatch):
    """Cheat 1: two servers' clocks, a brother of this guard, or one to come."""
    client.get(address)
    enrol = joining.enrolment.enrol
    early = timezone.now() - DAY
    monkeypatch.setattr(
        joining.enrolment,
        "enrol",
        lambda member, **_at: enrol(member=member, enrolled_at=early),
    )

    assert client.post(reverse("customer:register"), JOIN).status_code == 302
    assert User.objects.filter(email="nina@example.com").exists()


def test_members_are_no_friends_to_bring(client, referrer, address):
    client.force_login(make_member(at=timezone.now()))

    page = client.get(address)

    assert "for new members" in page.text
    assert COOKIE not in client.cookies


def test_the_member_sees_how_many_and_nothing_of_them(client, referrer):
    at = timezone.now() - 60 * DAY
    deliver_to(bring(referrer, at=at), at=at)
    rewarding.reward_due(at=timezone.now())
    client.force_login(referrer)

    page = client.get(reverse("customer:invite")).text

    assert "300 points" in page
    assert "friend@example.com" not in page


# -- Staff -----------------------------------------------------------------------------


@pytest.fixture
def waiting(referrer):
    at = timezone.now() - 60 * DAY
    friend = bring(referrer, at=at, known=[referrer.pk])
    deliver_to(friend, at=at)
    rewarding.reward_due(at=timezone.now())
    return friend


@pytest.fixture
def desk(client):
    person = make_staff(
        "loyalty.view_account", "loyalty.adjust_points", "loyalty.publish_rule"
    )
    person.email = "desk@demo.example"
    person.save()
    client.force_login(person)
    return client


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_staff_decide_with_a_reason(desk, waiting, decision):
    page = reverse("staff:referral", args=[waiting.pk])
    assert "a device on which" in desk.get(page).text
    assert "waits for a decision" in desk.get(reverse("staff:referrals")).text
    assert deciding.waiting().count() == 1

    form = {"decision": decision, "reason": "Sisters"}
    assert desk.post(page, form | {"reason": " "}).status_code == 422
    assert Reward.objects.get().state == "waiting"
    assert desk.post(page, form).status_code == 302

    ends = {"approve": "given", "decline": "declined"}
    assert Reward.objects.get().state == ends[decision]
    assert desk.post(page, form).status_code == 409


def test_terms_are_published_by_version(desk, referrer):
    page = reverse("staff:referral-terms")
    form = desk.get(page).context["form"].initial | {"friend_points": "150"}

    assert desk.post(page, form).status_code == 302
    assert desk.post(page, form).status_code == 409
    assert "150" in desk.get(reverse("staff:referrals")).text
    assert desk.post(page, form | {"smallest_order": "-1"}).status_code == 422
