"""The ladder of tiers at the staff's desk: written, counted, decided on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty.tiers.reading import State, stands
from shop.freshness.epochs import forget
from shop.identity import roles
from shop.staff.shell.approving import ladders_for
from tests.factories import make_member
from tests.shop.staff.forms import a_ladder

NEW = "staff:new-ladder"


@pytest.fixture(autouse=True)
def anew():
    yield
    forget("ladders")


@pytest.fixture
def desk(client, staff_with):
    client.person = staff_with(roles.LOYALTY_DESK)
    client.force_login(client.person)
    return client


def states():
    return [one.state for one in stands(at=timezone.now())]


def test_a_ladder_goes_from_a_form_to_running(desk, staff_with):
    sent = desk.post(reverse(NEW), a_ladder(starts_on="2026-01-01"))
    assert sent.url == reverse("staff:ladder", args=[1])
    assert states() == [State.DRAFT]
    desk.post(reverse("staff:submit-ladder", args=[1]))
    refused = desk.post(reverse("staff:approve-ladder", args=[1]))
    assert refused.status_code == 403

    boss = staff_with(roles.MANAGER)
    assert f"Who may approve it: {boss.email}." in desk.get(sent.url).text
    desk.force_login(boss)
    assert "Approve" in desk.get(sent.url).text
    assert ladders_for(boss) == 1
    assert "Tiers to approve" in desk.get(reverse("staff:today")).text
    desk.post(reverse("staff:approve-ladder", args=[1]))

    assert states() == [State.RUNNING]
    assert ladders_for(boss) == 0
    assert "Running" in desk.get(reverse("staff:ladders")).text


def test_a_manager_cannot_approve_the_own_one(client, staff_with):
    client.force_login(staff_with(roles.MANAGER))
    client.post(reverse(NEW), a_ladder())
    client.post(reverse("staff:submit-ladder", args=[1]))

    answer = client.post(reverse("staff:approve-ladder", args=[1]))

    assert answer.status_code == 409
    assert "somebody else has to approve it" in answer.text
    assert states() == [State.IN_REVIEW]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"form-1-threshold": "0"}, "equal or falling steps"),
        ({"form-0-threshold": "5"}, "it begins at 0"),
        ({"form-1-name_zh_hans": ""}, "It cannot be left empty."),
        ({"form-1-multiplier": "0.5"}, "This is too much, or too little."),
        ({"form-1-perk_en": "Tea"}, "Say it in both languages, or in none."),
        ({"form-1-threshold": ""}, "It cannot be left empty."),
        ({"form-TOTAL_FORMS": "1"}, "One tier is no ladder"),
        ({"form-TOTAL_FORMS": "0"}, "One tier is no ladder"),
        ({"form-TOTAL_FORMS": "-0"}, "One tier is no ladder"),
        ({"form-TOTAL_FORMS": "-1"}, "One tier is no ladder"),
    ],
)
def test_what_no_ladder_can_say_is_said_next_to_its_field(desk, wrong, said):
    answer = desk.post(reverse(NEW), a_ladder(**wrong))

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="新叶"' in answer.text  # nothing typed is lost
    assert states() == []


def test_of_two_who_write_at_once_one_is_told(desk):
    desk.post(reverse(NEW), a_ladder())
    answer = desk.post(reverse(NEW), a_ladder(**{"form-1-threshold": "300"}))

    assert answer.status_code == 409
    assert "Somebody has written version 1 meanwhile" in answer.text
    assert 'name="based_on" value="1"' in answer.text
    desk.post(reverse(NEW), a_ladder(based_on="1", **{"form-1-threshold": "300"}))
    assert len(states()) == 2


def test_the_newest_is_filled_in_and_its_codes_stay(desk):
    desk.post(reverse(NEW), a_ladder())
    page = desk.get(reverse(NEW))

    assert 'name="form-1-code" value="grove"' in page.text
    renamed = a_ladder(
        based_on="1", **{"form-1-code": "grove", "form-1-name_en": "Wood"}
    )
    desk.post(reverse(NEW), renamed)
    newest = stands(at=timezone.now())[0].ladder
    assert [tier.code for tier in newest.tiers.order_by("place")] == ["leaf", "grove"]


def test_delivery_is_told_in_chinese(desk):
    tier = {"form-1-free_delivery_from": "25"}
    desk.post(reverse(NEW), a_ladder(**tier))
    page = desk.get("/zh-hans/staff/tiers/1/").text
    assert "与所有人相同" in page
    assert "满 €25.00 免费" in page


def test_members_are_counted_when_asked(desk):
    make_member(at=timezone.now() - timedelta(days=3))
    desk.post(reverse(NEW), a_ladder())
    page = reverse("staff:ladder", args=[1])

    assert "Members today" not in desk.get(page).text
    counted = desk.get(page, {"count": "1"})
    assert [one["members"] for one in counted.context["tiers"]][1] == 0
    assert "Members today" in counted.text
