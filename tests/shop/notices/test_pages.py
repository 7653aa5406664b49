"""What people are written about is theirs to say, and one click stops it (RFC 8058)."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.notices import wishes
from shop.notices.models import Unwanted
from shop.notices.topics import TOPICS
from tests.factories import NOW, make_member

pytestmark = pytest.mark.django_db
EVERY = set(TOPICS)


@pytest.fixture
def member():
    return make_member()


@pytest.fixture
def address(member):
    token = wishes.token_for(person=member.pk, topic="expiring")
    return reverse("customer:unsubscribe", args=[token])


def test_a_member_chooses(client, member):
    client.force_login(member)
    page = reverse("customer:notices")
    assert client.get(page).text.count("checked") == len(EVERY)

    client.post(page, {"invitations": "on"})

    assert wishes.wanted(member) == {"invitations"}
    assert client.get(page).text.count("checked") == 1


def test_a_mail_program_stops_them_without_a_cookie_or_token(member, address):
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert wishes.wanted(member) == EVERY - {"expiring"}
    assert stranger.post(address).status_code == 200  # again: nothing more
    assert Unwanted.objects.count() == 1


def test_looking_changes_nothing(client, member, address):
    """Scanners of mail open every link."""
    for method in (client.get, client.head):
        assert method(address).status_code == 200

    assert "Stop these notices" in client.get(address).text
    assert wishes.wanted(member) == EVERY


@pytest.mark.parametrize("change", ["x{}", "{}x", "nothing", "a:b:c"])
def test_a_link_that_is_none_stops_nothing(client, member, change):
    token = change.format(wishes.token_for(person=member.pk, topic="expiring"))
    address = reverse("customer:unsubscribe", args=[token])

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert wishes.wanted(member) == EVERY


def test_a_link_says_nothing_of_whom_it_is(client, member, address):
    text = client.get(address).text

    assert member.email not in text
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_what_is_stopped_stays_stopped_and_can_be_wanted_again(member):
    token = wishes.token_for(person=member.pk, topic="invitations")
    wishes.do_without(token=token, said_at=NOW)
    wishes.want(person=member, topics=["invitations", "expiring"], said_at=NOW)

    assert wishes.wanted(member) == {"expiring", "invitations"}
