"""F27: where somebody is signed in, how long, and ending it."""

import pytest
from django.test import Client
from django.utils import timezone

from shop.identity import sessions
from shop.users.models import Session
from shop.users.tasks import forget_sessions
from tests.factories import make_user
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def is_in(client):
    return client.get(url("summary")).status_code == 200


def test_all_others_are_ended_and_nobody_elses(mei):
    here, there, stranger = browser(mei), browser(mei), browser(make_user())

    ended = sessions.end_others(user=mei, keep=here.session.session_key)

    assert ended == 1
    assert [is_in(each) for each in (here, there, stranger)] == [True, False, True]


def test_none_is_kept_for_who_keeps_none(mei):
    here, there = browser(mei), browser(mei)

    assert sessions.end_others(user=mei) == 2
    assert not is_in(here)
    assert not is_in(there)


def test_a_visit_knows_its_owner_from_signing_in_to_signing_out(client, mei):
    client.force_login(mei)
    assert Session.objects.get().user_id == mei.pk
    client.post(url("logout"))
    assert not Session.objects.filter(user_id=mei.pk).exists()


def test_visits_that_ran_out_are_dropped(mei):
    browser(mei)
    browser(mei)
    Session.objects.filter(pk=Session.objects.first().pk).update(
        expire_date=timezone.now()
    )

    forget_sessions()

    assert Session.objects.count() == 1
