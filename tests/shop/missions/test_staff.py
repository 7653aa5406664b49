"""A mission from draft to running, on the pages of staff; and tried on a member."""

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty.missions.reading import MissionVersion
from loyalty.models import MissionDecision
from shop.audit.models import Entry
from shop.identity import roles
from shop.staff.shell.approving import missions_for
from tests.factories import make_colleague, make_member
from tests.missions import DAY, QUIZ, STORY, running
from tests.shop.missions.test_noticing import begin
from tests.shop.staff.forms import a_mission

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SINCE = NOW - 2 * DAY


@pytest.fixture
def desk(client):
    return client, make_colleague(roles.LOYALTY_DESK)


def page(client, name, *args, status=200, **sent):
    send = client.post if sent else client.get
    answer = send(reverse(f"staff:{name}", args=args), sent, follow=True)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def as_a(client, role):
    client.force_login(make_colleague(role))
    return client


def starts():
    return {"starts_at": timezone.localtime(SINCE).strftime("%Y-%m-%dT%H:%M")}


def test_a_mission_goes_from_draft_to_running(client):
    as_a(client, roles.LOYALTY_DESK)
    assert "No missions yet" in page(client, "missions")
    written = page(client, "new-mission", **a_mission(**starts()))
    version = MissionVersion.objects.get()
    assert "Saved as a draft" in written
    assert "1. Look in on 1 day: 5 points (3 times at most)." in written
    assert "room for 66 members" in written
    boss = make_colleague(roles.MANAGER)
    asked = page(client, "submit-mission", version.mission_id, version="1")
    assert f"Who may approve it: {boss.email}." in asked
    page(client, "approve-mission", version.mission_id, version="1", status=403)
    assert "Missions to approve" not in page(client, "today")

    client.force_login(boss)
    assert missions_for(boss) == 1
    assert "Missions to approve" in page(client, "today")
    assert "Running" in page(client, "approve-mission", version.mission_id, version="1")
    assert missions_for(boss) == 0
    member = make_member(at=NOW - 9 * DAY)
    begin(member, version, at=timezone.now())
    listed = page(client, "missions")
    assert "Look in" in listed
    assert "985" in listed
    ended = page(
        client,
        "end-mission",
        version.mission_id,
        **{"version": "1", "end-reason": "Enough"},
    )
    assert "Enough" in ended
    assert {entry.action for entry in Entry.objects.all()} >= {
        "mission.draft",
        "mission.submit",
        "mission.approve",
        "mission.end",
    }


def test_who_wrote_it_is_told_that_somebody_else_approves(client):
    as_a(client, roles.MANAGER)
    page(client, "new-mission", **a_mission(**starts()))
    version = MissionVersion.objects.get()
    asked = page(client, "submit-mission", version.mission_id, version="1")
    assert "Nobody else may approve it" in asked
    assert "Missions to approve" not in page(client, "today")
    refused = page(
        client, "approve-mission", version.mission_id, version="1", status=409
    )

    assert "somebody else has to approve it" in refused
    assert not MissionDecision.objects.filter(kind="approved").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"budget": "14"}, "no room for a single member"),
        ({"budget": ""}, "This field is required"),
        ({"step1-points": "0"}, "Nobody would get a point"),
        ({"step1-kind": ""}, "at least one step"),
        ({"step1-kind": "pieces"}, "names a category"),
        ({"step1-goal": "0"}, "greater than or equal to 1"),
        ({"step1-kind": "quiz"}, "A question on the first line"),
        ({"step1-kind": "story"}, "cannot be left empty"),
        ({"step1-kind": "points"}, "not one of the available choices"),
        ({"ends_at": "2001-01-01T10:00"}, "over before it begins"),
        ({"name_en": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(client, changes, said):
    as_a(client, roles.LOYALTY_DESK)
    answer = page(client, "new-mission", status=422, **a_mission(**starts()) | changes)

    assert said in answer
    assert answer.count('role="alert" tabindex="-1" autofocus') == 1  # on top of it all
    assert not MissionVersion.objects.exists()


def test_another_version_says_who_it_is_for(client):
    as_a(client, roles.LOYALTY_DESK)
    version = running(since=SINCE)
    assert "go on under the version they began" in page(
        client, "change-mission", version.mission_id
    )
    sent = a_mission(**starts(), based_on="1", budget="2000")
    changed = page(client, "change-mission", version.mission_id, **sent)
    assert "Version 2" in changed
    assert "Earlier versions" in changed
    late = page(client, "change-mission", version.mission_id, status=409, **sent)
    assert "another version meanwhile" in late
    copy = client.get(reverse("staff:new-mission"), {"like": version.mission_id})
    assert 'value="check-in" selected' in copy.content.decode()


def test_the_page_of_a_member_says_how_far_they_are(client):
    as_a(client, roles.LOYALTY_DESK)
    mei = make_member(at=NOW - 90 * DAY)
    assert "member-missions" not in page(client, "member", mei.pk)
    begin(mei, running(since=SINCE, steps=[{"kind": "address", "points": 20}]), at=NOW)

    assert "1 of 1 steps · 20 points" in page(client, "member", mei.pk)


def test_it_is_tried_on_a_member(client):
    """What would Mei have?"""
    as_a(client, roles.LOYALTY_DESK)
    mei = make_member(at=NOW - 90 * DAY, email="mei@example.com")
    version = running(
        since=SINCE, steps=[{"kind": "address", "points": 20}, STORY, QUIZ], bonus=5
    )
    address = reverse("staff:mission", args=[version.mission_id])

    tried = client.get(address, {"who": mei.email, "days": "30"}).content.decode()
    assert "They would have 20 points by now." in tried
    nobody = client.get(address, {"who": "no@example.com", "days": "30"})
    assert "No member has this address." in nobody.content.decode()
    assert not mei.loyalty_account.missions.exists()
