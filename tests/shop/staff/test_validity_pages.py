"""How long points last: what staff choose and see, and what members read of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import adjustment, idling, policy, reading
from shop.audit.models import Entry
from tests.factories import make_member
from tests.loyalty.deeds import earn
from tests.shop.staff.forms import a_rule

DAY = timedelta(days=1)
URL = "staff:publish-rule"
READS = {
    "rolling": "Points are valid for 12 months from the day you can use them. Those",
    "month-end": "and on to the end of that month.",
    "year-end": "and on to the end of that year.",
    "inactivity": "Points last as long as you order or earn at least once a year.",
    "none": "Points do not expire.",
}
READS_IN_CHINESE = {
    "rolling": "积分自可用之日起 12 个月内有效，先到期的先使用。",
    "month-end": "并延至该月月末",
    "year-end": "并延至该年年末",
    "inactivity": "只要您每年至少下单或获得一次积分，积分就一直有效。",
    "none": "积分长期有效。",
}


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.mark.parametrize("profile", READS)
def test_staff_see_what_it_means_and_members_read_it(desk, profile):
    chosen = a_rule(expiry_profile=profile)
    preview = desk.get(reverse(URL), chosen)
    assert READS[profile] in preview.text
    assert ("at the earliest" in preview.text) == (profile == "inactivity")
    assert (preview.context["then"].until.day is None) == (profile == "none")

    assert desk.post(reverse(URL), chosen).status_code == 302

    assert READS[profile] in desk.get("/en/points/how-it-works/").text
    assert READS_IN_CHINESE[profile] in desk.get("/zh-hans/points/how-it-works/").text
    assert policy.current_rule(at=timezone.now()).expiry_profile == profile


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expiry_profile": "rolling"}, "no points end because time passed"),
        ({"expiry_profile": "year-end"}, "no points end because time passed"),
        ({"expiry_months": "11"}, "nothing ends before 12 months"),
        ({"law": "atlantis"}, "atlantis is not one of the available choices"),
    ],
)
def test_rules_that_would_break_the_law_they_name_are_not_published(
    desk, changes, said
):
    """A clear message at the field, and nothing half done."""
    chosen = a_rule(expiry_profile="inactivity", law="ca-qc") | changes

    for answer in (desk.get(reverse(URL), chosen), desk.post(reverse(URL), chosen)):
        assert answer.status_code == 422
        assert said in answer.text

    assert policy.versions().count() == 1
    assert not Entry.objects.exists()


def test_a_law_is_named_in_words_wherever_it_is_shown(desk):
    chosen = a_rule(expiry_profile="inactivity", law="ca-qc")
    assert desk.post(reverse(URL), chosen).status_code == 302

    assert "Québec" in desk.get(reverse("staff:rule")).text
    assert "Québec" in desk.get(reverse("staff:log")).text


@pytest.fixture
def idle(manager):
    """A member with 300 points that end by inactivity, and none since a year."""
    now = timezone.now()
    policy.publish_rule(
        actor=manager,
        published_at=now - 360 * DAY,
        expiry_profile="inactivity",
        expiry_months=12,
    )
    begun = now - 340 * DAY
    member = make_member(at=begun)
    earn(
        member,
        300,
        at=begun,
        expires_at=adjustment.expires_like_earned(begun),
    )
    return member


def test_members_read_until_when_at_least(client, idle):
    """Neither a date that is none, nor none where one can come."""
    client.force_login(idle)

    shown = client.get("/en/points/").text

    assert "and longer with each order." in shown
    assert "and longer with each order." in client.get("/en/account/").text
    assert "9999" not in shown
    assert "9998" not in shown
    assert "至少有效至" in client.get("/zh-hans/points/").text


def test_members_read_what_was_announced(client, idle):
    now = timezone.now()
    end = reading.idle_end(member=idle, at=now)
    idling.announce(member=idle, until=end.ends_at, announced_at=now)
    client.force_login(idle)

    shown = client.get("/en/points/").text

    assert "unless you order or earn points by then" in shown
    assert "Announced: 300 points end with" in shown


def test_staff_see_that_no_day_ends_them_and_extend_none(desk, idle):
    shown = desk.get(reverse("staff:member", args=[idle.pk])).text

    assert "no day ends them" in shown
    assert "300 points end with" in shown
    assert "9999" not in shown
    form = desk.get(reverse("staff:extend", args=[idle.pk])).context["choice"]
    assert form.fields["lots"].choices == []
