"""Tries in vain slow down whoever makes them, and nobody else (F25, F26)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as NoRedis

from shop.identity import limits
from shop.identity.limits import Tries
from shop.identity.pace import Pace
from shop.typed.clients import networks
from shop.users.models import Attempts
from tests.factories import PASSWORD, make_basket, make_member, make_product, place
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.2"


def sign_in(browser, email="mei@example.com", password=PASSWORD, **where):
    sent = {"username": email, "password": password}
    return browser.post(url("login"), sent, **where)


def guess(times, email="mei@example.com", **where):
    return [
        sign_in(Client(), email, "wrong", **where).status_code for _try in range(times)
    ]


def through(visitor):
    """A request that a proxy has passed on."""
    return {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": visitor}


@pytest.fixture
def proxied(settings):
    settings.TRUSTED_PROXIES = networks([PROXY])


def waited(minutes):
    """As if so much time had gone by."""
    for count in Attempts.objects.all():
        count.free_at -= timedelta(minutes=minutes)
        count.forget_at -= timedelta(minutes=minutes)
        count.save()


def test_f25_waits_double_up_to_the_longest():
    """F25."""
    pace = Pace(free=3, first=timedelta(seconds=30), longest=timedelta(minutes=5))
    waits = [pace.wait(failures).total_seconds() for failures in range(9)]

    assert waits == [0, 0, 0, 30, 60, 120, 240, 300, 300]
    assert pace.wait(10**9) == timedelta(minutes=5)


def test_f25_guesses_are_slowed_down_and_nobody_is_shut_out(mei):
    """F25: the answer says for how long, and after that the right one is let in."""
    assert guess(11) == [422] * 10 + [429]
    refused = sign_in(Client())
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 30
    assert "Too many attempts. Please try again in" in refused.text

    waited(minutes=1)
    assert sign_in(Client()).status_code == 302


def test_f25_each_further_guess_takes_longer(mei):
    """F25."""
    guess(10)
    waited(minutes=1)
    guess(1)

    assert 30 < int(sign_in(Client())["Retry-After"]) <= 60


def test_f25_a_stranger_does_not_slow_the_owner_down_on_a_known_device(mei):
    """F25."""
    at_home = Client()
    assert sign_in(at_home).status_code == 302
    at_home.post(url("logout"))
    guess(11)

    assert sign_in(Client()).status_code == 429  # control: elsewhere one waits
    assert sign_in(at_home).status_code == 302


def test_f25_a_known_device_has_guesses_of_its_own(mei):
    """F25: a device that was found by the roadside may not guess without end."""
    found = Client()
    sign_in(found)
    found.post(url("logout"))
    for _guess in range(10):
        sign_in(found, password="wrong")

    assert sign_in(found).status_code == 429
    assert sign_in(Client()).status_code == 302


def test_f25_many_known_devices_have_no_more_guesses_than_two(mei):
    """F25: four cookies were forty guesses, and neither count was touched."""
    found = [Client() for _device in range(4)]
    for device in found:
        sign_in(device)
        device.post(url("logout"))
    answers = [
        sign_in(device, password="wrong").status_code
        for device in found
        for _guess in range(10)
    ]

    assert answers == [422] * 20 + [429] * 20


@pytest.mark.parametrize("cause", ["password", "end-others", "reset"])
def test_f25_an_old_device_is_not_known_for_ever(mei, cause):
    """F25: nor after its owner has shut out whoever else may be in."""
    old, at_home = Client(), Client()
    for client in (old, at_home):
        sign_in(client)
    if cause == "password":
        new = {"password": PASSWORD, "new_password": "another sunny day"}
        at_home.post(url("change-password"), new)
    elif cause == "end-others":
        at_home.post(url("end-other-sessions"))
    else:
        mei.set_password("another sunny day")
        mei.save()
    old.post(url("logout"))
    guess(11)

    assert sign_in(old).status_code == 429
    if cause != "reset":  # where it was done one is known still
        at_home.post(url("logout"))
        password = "another sunny day" if cause == "password" else PASSWORD
        assert sign_in(at_home, password=password).status_code == 302


def test_f25_a_device_is_known_to_its_own_people_only(mei):
    """F25: nor is a cookie believed that the shop did not sign."""
    make_member(email="noah@example.com")
    noahs = Client()
    sign_in(noahs, "noah@example.com")
    noahs.post(url("logout"))
    guess(11)

    assert sign_in(noahs).status_code == 429
    forged = Client()
    forged.cookies["device"] = noahs.cookies["device"].value[::-1]
    assert sign_in(forged).status_code == 429


def test_f25_one_client_cannot_try_one_password_on_a_thousand_addresses(mei, proxied):
    """F25: whatever it is signed in with in between; others go in and out."""
    answers = [
        guess(1, f"person{number}@example.com", **through("203.0.113.9"))[0]
        for number in range(31)
    ]

    assert answers == [422] * 30 + [429]
    assert sign_in(Client(), **through("203.0.113.9")).status_code == 429
    assert sign_in(Client(), **through("203.0.113.10")).status_code == 302


def test_f25_right_ones_slow_nobody_down(mei):
    """F25."""
    for _visit in range(40):
        assert sign_in(Client()).status_code == 302
    assert not Attempts.objects.exclude(number=0).exists()


def test_f25_without_redis_tries_are_still_counted(mei, monkeypatch):
    """F25: and who may, is let in."""

    def away(*_args, **_kwargs):
        raise NoRedis

    for name in ("add", "incr", "get", "set"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, away)

    assert guess(11) == [422] * 10 + [429]


def test_f25_a_count_names_nobody(mei):
    """F25."""
    guess(1)

    assert "mei" not in "".join(Attempts.objects.values_list("key", flat=True))


def test_f26_misses_of_one_visitor_close_no_door_for_others(proxied):
    """F26: the page to find an order and the one to withdraw from it."""
    order = place(make_basket([(make_product(), 1)]))
    wrong = {"number": "NO-SUCH", "email": "guest@example.com"}
    right = {"number": order.number, "email": "guest@example.com"}

    for door in ("order-find", "withdraw-find"):
        Attempts.objects.all().delete()
        missed = [
            Client().post(url(door), wrong, **through("203.0.113.9")).status_code
            for _try in range(11)
        ]
        assert missed == [404] * 10 + [429]
        other = Client().post(url(door), right, **through("203.0.113.10"))
        assert other.status_code == 302
        # To withdraw is a right: not even who mistyped it is kept waiting for long.
        waited(minutes=1)
        assert (
            Client().post(url(door), right, **through("203.0.113.9")).status_code == 302
        )


def test_f26_an_invented_address_is_no_fresh_start(settings):
    """F26: without a proxy nobody is asked where they come from."""
    settings.TRUSTED_PROXIES = []
    wrong = {"number": "NO-SUCH", "email": "guest@example.com"}
    answers = [
        Client()
        .post(
            url("order-find"),
            wrong,
            REMOTE_ADDR="198.51.100.4",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        )
        .status_code
        for number in range(11)
    ]

    assert answers == [404] * 10 + [429]


def test_f26_behind_a_proxy_that_is_not_named_nobody_is_counted_as_all(settings):
    """F26: the address that was typed is counted instead."""
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = True, []
    for _try in range(11):
        wrong = {"number": "NO-SUCH", "email": "one@example.com"}
        answer = Client().post(url("order-find"), wrong, REMOTE_ADDR=PROXY)
    assert answer.status_code == 429

    wrong["email"] = "other@example.com"
    assert Client().post(url("order-find"), wrong, REMOTE_ADDR=PROXY).status_code == 404


def test_f25_a_limit_of_times_is_kept_and_ends():
    """F25: what is no guess, such as mail to reset a password."""
    tried = [limits.may_try("x", "who", times=2, seconds=60) for _try in range(3)]
    assert tried == [True, True, False]
    assert limits.may_try("x", "other", times=2, seconds=60)

    waited(minutes=2)
    assert limits.may_try("x", "who", times=2, seconds=60)


def test_f25_what_has_ended_is_forgotten():
    """F25."""
    now = timezone.now()
    limits.begin([Tries("x", "who", Pace(free=1))], at=now)
    assert limits.begin([Tries("x", "who", Pace(free=1))], at=now) is not None

    later = now + timedelta(hours=2)
    assert limits.begin([Tries("x", "who", Pace(free=2))], at=later) is None
    assert Attempts.objects.get().number == 1


def test_f25_a_session_that_was_left_open_guesses_no_password(mei):
    """F25: the pages that ask for the own password count as the door does."""
    left_open = Client()
    left_open.force_login(mei)

    def change(password):
        sent = {"password": password, "new_password": "another sunny day"}
        return left_open.post(url("change-password"), sent)

    for _guess in range(10):
        assert "This is not your password." in change("wrong").text
    assert "Too many attempts." in change(PASSWORD).text
    assert sign_in(Client()).status_code == 302
    waited(minutes=1)
    assert change(PASSWORD).status_code == 302
