"""The member's pages of missions: told in words, without hurry, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_category, make_member
from tests.missions import CHECK_IN, DAY, QUIZ, STORY, TEA_CARD, given, running
from tests.shop.missions.test_noticing import begin

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SINCE = NOW - 2 * DAY
MINE = "missions:mine"


@pytest.fixture
def member(client):
    member = make_member(at=NOW - 90 * DAY)
    client.force_login(member)
    return member


def page(client, name=MINE, **keys):
    return client.get(reverse(name, kwargs=keys)).content.decode()


def post(client, name, *, sent=None, **keys):
    return client.post(reverse(name, kwargs=keys), sent or {}, follow=True)


def test_it_is_for_members(client):
    answer = client.get(reverse(MINE))
    assert answer.status_code == 302
    assert "/sign-in/" in answer["location"]


def test_nothing_to_begin_is_said(client, member):
    assert "No mission just now" in page(client)


def test_a_mission_is_begun_with_a_button_and_looked_in_on_with_another(client, member):
    version = running(
        since=SINCE,
        name_en="Good mornings",
        steps=[
            CHECK_IN,
            {"kind": "streak", "goal": 7, "points": 25},
        ],
    )
    shown = page(client)
    assert "Good mornings" in shown
    assert "Up to 40 points" in shown
    assert "I am here" not in shown

    begun = post(client, "missions:begin", mission_id=version.mission_id)
    assert "You are in." in begun.content.decode()
    assert "I am here" in page(client)
    for _again in range(2):
        seen = post(client, "missions:check-in").content.decode()
    assert "You were here today" in seen
    assert "You were here on 1 of these seven days." in seen
    assert "1 of 7, and one day may still be missed" in seen
    assert "valid until" in seen
    assert given(member) == 5


def test_stamps_are_shown_as_stamps(client, member):
    label = make_category("tea")
    [step] = TEA_CARD["steps"]
    version = running(
        since=SINCE, **TEA_CARD | {"steps": [step | {"labels": [label.code]}]}
    )
    begin(member, version, at=NOW)

    shown = page(client)
    assert "Keep 3 pieces of Tea" in shown
    assert shown.count('class="mission-stamp"') == 3
    assert "0 of 3" in shown
    assert "could come back" in shown


def test_a_story_is_read_and_a_wrong_answer_tried_again(client, member):
    version = running(since=SINCE, steps=[STORY, QUIZ], bonus=10)
    begin(member, version, at=NOW)
    assert "For all of them together: 10 points more." in page(client)
    story = {"version_id": version.pk, "number": 1}
    quiz = {"version_id": version.pk, "number": 2}

    assert "Tea is a leaf." in page(client, "missions:step", **story)
    assert "Which tea is not roasted?" in page(client, "missions:step", **quiz)
    wrong = post(client, "missions:step", sent={"choice": "2"}, **quiz)
    assert wrong.status_code == 422
    assert "it costs nothing" in wrong.content.decode()
    for nothing in ("", "3", "0", "-1", "１", "x"):
        answer = post(client, "missions:step", sent={"choice": nothing}, **quiz)
        assert answer.status_code == 422
    right = post(client, "missions:step", sent={"choice": "1"}, **quiz)
    assert "That is right. 15 points for you." in right.content.decode()
    read = post(client, "missions:step", **story)
    assert "Thank you for reading. 10 points for you." in read.content.decode()
    done = page(client)
    assert "You did all of it." in done
    assert "For all of them together" not in done  # nothing is still to come
    assert "You have read this" in page(client, "missions:step", **story)


def test_nobody_opens_what_they_have_not_begun(client, member):
    version = running(since=SINCE, steps=[STORY, QUIZ])
    for keys in (
        {"version_id": version.pk, "number": 1},
        {"version_id": 2**70, "number": 2**70},
    ):
        for send in (client.get, client.post):
            assert send(reverse("missions:step", kwargs=keys)).status_code == 404
    unknown = post(client, "missions:begin", mission_id=2**70)
    assert "cannot be begun" in unknown.content.decode()
    assert "No mission of yours" in post(client, "missions:check-in").content.decode()


def test_a_full_mission_says_so(client, member):
    version = running(since=SINCE, budget=15)
    begin(make_member(at=NOW), version, at=NOW)

    assert "All places are taken." in page(client)
    full = post(client, "missions:begin", mission_id=version.mission_id)
    assert "Nothing was begun." in full.content.decode()


def test_what_opens_later_is_said_with_its_day(client, member):
    version = running(since=SINCE, steps=[CHECK_IN | {"times": 1, "opens_after": 7}])
    begin(member, version, at=NOW)
    post(client, "missions:check-in")

    assert "5 points are yours, and come on" in page(client)


def test_an_end_is_told(client, member):
    version = running(since=SINCE, ends_at=NOW - timedelta(hours=1))
    begin(member, version, at=NOW - DAY)

    assert "What you were given is yours." in page(client)
    assert "I am here" not in page(client)


def test_in_chinese(client, member):
    begin(member, running(since=SINCE), at=NOW)
    shown = client.get(reverse(MINE).replace("/en/", "/zh-hans/")).content.decode()

    assert "常来看看" in shown
    assert "I am here" not in shown
    assert "我来了" in shown
