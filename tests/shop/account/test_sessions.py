"""F27: where somebody is signed in, how long, and ending it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from shop.account.visitors import Visitors
from shop.account.visits import KeepVisit
from shop.identity import sessions
from shop.identity.browsers import browser_of, system_of
from shop.users.models import Session, User
from shop.users.session_store import SessionStore
from shop.users.tasks import forget_sessions
from tests.factories import PASSWORD, make_user
from tests.hearing import let_all_hear, outbox
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


def test_who_is_signed_in_comes_along_with_the_session(
    rf, mei, django_assert_num_queries
):
    """As Django would have read them: in the same columns, of the same types."""
    request = rf.get("/")
    request.session = SessionStore(browser(mei).session.session_key)
    Visitors(lambda _request: None).process_request(request)

    with django_assert_num_queries(1):
        assert request.user.is_authenticated
    assert isinstance(request.user, User)
    read = User.objects.get(pk=mei.pk)
    for field in User._meta.concrete_fields:
        assert getattr(request.user, field.attname) == getattr(read, field.attname)
        assert not field.get_db_converters(connection), field


@pytest.mark.parametrize(
    "became",
    [{"is_active": False}, {"visits_ended": 1}, {"password": "!"}],
    ids=str,
)
def test_a_session_alone_lets_nobody_in(mei, became):
    client = browser(mei)
    assert is_in(client)
    User.objects.filter(pk=mei.pk).update(**became)

    assert not is_in(client)


def test_a_session_lets_in_whom_it_names(mei):
    """Its row says whose it is, too, for lists; another hand may have written that."""
    client, other = browser(mei), make_user()
    User.objects.filter(pk=other.pk).update(password=mei.password)
    Session.objects.update(user_id=other.pk)

    page = client.get(url("summary"))

    assert page.status_code == 200
    assert page.wsgi_request.user == mei


def test_a_key_that_is_taken_is_nobody_elses(mei, monkeypatch):
    taken = browser(mei).session.session_key
    keys = iter([taken, taken, "k" * 32])
    monkeypatch.setattr(SessionStore, "_get_new_session_key", lambda _self: next(keys))

    visit = SessionStore()
    visit["said"] = "hello"
    visit.save()

    assert visit.session_key == "k" * 32
    assert Session.objects.get(pk=taken).user_id == mei.pk


def test_visits_that_ran_out_are_dropped(mei):
    browser(mei)
    browser(mei)
    Session.objects.filter(pk=Session.objects.first().pk).update(
        expire_date=timezone.now()
    )

    forget_sessions()

    assert Session.objects.count() == 1


FIREFOX = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
AGENTS = [
    (FIREFOX, "Firefox", "Windows"),
    (IPHONE, "Safari", "iPhone"),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36"
        " (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Edge",
        "macOS",
    ),
    (
        "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like"
        " Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36"
        " MicroMessenger/8.0.60",
        "WeChat",
        "Android",
    ),
    ("curl/8.5", "", ""),
    ("", "", ""),
    ("<script>alert(1)</script>" * 1000, "", ""),
]


@pytest.mark.parametrize(("agent", "browser", "system"), AGENTS)
def test_devices_in_plain_words(agent, browser, system):
    assert (browser_of(agent), system_of(agent)) == (browser, system)


def sign_in(client, person, agent=FIREFOX):
    sent = {"username": person.email, "password": PASSWORD}
    return client.post(url("login"), sent, headers={"user-agent": agent})


def test_one_sees_where_one_is_signed_in_and_ends_it(client, mei):
    """F27"""
    phone = Client()
    sign_in(phone, mei, IPHONE)
    sign_in(client, mei)
    browser(make_user())

    page = client.get(url("security")).text
    assert page.count("Safari on iPhone") == 2  # and for who has the button read out
    assert page.count("Firefox on Windows") == 1
    assert phone.session.session_key not in page
    (name,) = re.findall(r'name="name" value="(\w+)"', page)

    client.post(url("end-session"), {"name": name})
    assert [is_in(client), is_in(phone)] == [True, False]
    client.post(url("end-session"), {"name": name})
    assert is_in(client)


def test_nobody_ends_the_visit_of_another(client, mei):
    other = browser(make_user())
    client.force_login(mei)

    for name in (other.session.session_key, sessions._name(other.session.session_key)):
        client.post(url("end-session"), {"name": name})

    assert is_in(other)


def test_everywhere_else_at_once(client, mei):
    phone = browser(mei)
    client.force_login(mei)

    client.post(url("end-other-sessions"))

    assert [is_in(client), is_in(phone)] == [True, False]


def test_a_visit_of_before_the_new_password_is_not_listed(client, mei):
    browser(mei)
    mei.set_password("another sunny day")
    mei.save()
    client.force_login(mei)

    visits = sessions.visits_of(
        mei, current=client.session.session_key, at=timezone.now()
    )
    assert [visit.is_current for visit in visits] == [True]


def turn_back(client, **hours):
    """As if so many hours had passed since."""
    session = client.session
    for name, ago in hours.items():
        session[name] = (timezone.now() - timedelta(hours=ago)).isoformat()
    session.save()


@pytest.mark.parametrize(
    ("is_staff", "seconds"), [(True, 2 * 60 * 60), (False, 14 * 24 * 60 * 60)]
)
def test_staff_are_signed_out_sooner(client, mei, is_staff, seconds):
    """F27: after two idle hours; shoppers after fourteen days."""
    mei.is_staff = is_staff
    mei.save()
    sign_in(client, mei)
    turn_back(client, seen_at=1)

    page = client.get(url("summary"))

    assert page.cookies["sessionid"]["max-age"] == seconds
    row = Session.objects.get(user_id=mei.pk)
    left = row.expire_date - timezone.now()
    assert abs(left - timedelta(seconds=seconds)) < timedelta(minutes=1)
    Session.objects.update(expire_date=timezone.now())
    assert not is_in(client)


@pytest.mark.parametrize(
    ("is_staff", "hours", "stays"),
    [
        (True, 11.9, True),
        (True, 12.1, False),
        (False, 12.1, True),
    ],
)
def test_no_visit_of_staff_lasts_longer_than_half_a_day(
    client, mei, is_staff, hours, stays
):
    """F27"""
    mei.is_staff = is_staff
    mei.save()
    sign_in(client, mei)
    turn_back(client, seen_at=0.5, signed_in_at=hours)

    assert is_in(client) == stays
    if not stays:
        assert "once more" in client.get(url("login")).text


def test_who_joins_the_staff_has_their_limit_soon(client, mei):
    sign_in(client, mei)
    mei.is_staff = True
    mei.save()
    turn_back(client, seen_at=0.1)

    client.get(url("summary"))

    assert client.session.get_expiry_age() == 2 * 60 * 60


def test_nobody_looks_into_the_session_of_who_has_none(rf):
    """It would make the page of every visitor one of a kind."""
    request = rf.get("/")
    request.session = SessionStore()

    KeepVisit(lambda _request: HttpResponse())(request)

    assert not request.session.accessed


def test_the_owner_hears_of_a_new_device_once(mei):
    """F27"""
    User.objects.update(last_login=None)
    known = Client()
    sign_in(known, mei)  # the first there ever was
    known.post(url("logout"))
    sign_in(known, mei)
    stranger = Client()
    sign_in(stranger, mei, IPHONE)
    stranger.post(url("logout"))
    sign_in(stranger, mei, IPHONE)
    let_all_hear()

    (mail,) = outbox().filter(kind="new-device")
    assert mail.recipient == mei.email
    assert (mail.context["browser"], mail.context["system"]) == ("Safari", "iPhone")


def test_a_wrong_password_tells_of_no_device(mei):
    Client().post(url("login"), {"username": mei.email, "password": "wrong"})
    let_all_hear()

    assert not outbox().filter(kind="new-device").exists()
