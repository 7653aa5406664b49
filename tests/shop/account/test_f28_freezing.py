"""F28, L40: whoever takes an account over does not get at its points."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loyalty import enrolment, reading, reconciliation
from loyalty.why import ReasonMissing
from shop.account.templatetags.account import password_link
from shop.audit.models import Entry
from shop.identity import changing
from shop.orders.placing import ordering
from shop.orders.undoing import cancelling
from shop.rewards import freezing
from shop.rewards.desk import lifting
from shop.rewards.requesting import TooManyPoints, points_option, request_points
from shop.staff.shell import wording
from tests.factories import (
    PASSWORD,
    make_basket,
    make_member,
    make_product,
    make_staff,
    make_user,
    place,
)
from tests.hearing import outbox
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another sunny day"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def mei(now):
    return make_member(1000, email="mei@example.com", last_name="Mei Lin", at=now)


@pytest.fixture
def at_home(client, mei):
    client.force_login(mei)
    return client


def change_email(browser):
    sent = {"email": "new@example.com", "password": PASSWORD}
    browser.post(url("change-email"), sent)
    token = outbox().get(kind="confirm-email").context["token"]
    return browser.post(url("confirm-email", token))


def change_password(browser):
    sent = {"password": PASSWORD, "new_password": NEW_PASSWORD}
    return browser.post(url("change-password"), sent)


def choose_password(browser):
    """By the link in the mail."""
    member = browser.member
    page = browser.get(password_link(member.pk), follow=True)
    sent = {"new_password": NEW_PASSWORD}
    return browser.post(page.redirect_chain[-1][0], sent)


# What is done, the mail about it and to whom, and what the member reads.
CHANGES = {
    "email": (change_email, "email-changed", "Your e-mail address was changed."),
    "password": (change_password, "password-changed", "Your password was changed."),
    "reset": (choose_password, "password-chosen", "A new password was chosen by mail."),
}


def is_frozen(member, at):
    return reading.balance(member=member, at=at).frozen


@pytest.mark.parametrize("change", CHANGES)
def test_f28_a_change_freezes_points_for_a_day(at_home, mei, now, change):
    """L40: told by mail to the address that it was before, and on the pages."""
    do, mail, words = CHANGES[change]
    at_home.member = mei
    place(make_basket([(make_product("20.00"), 1)], owner=mei, points=300), at=now)

    assert do(at_home).status_code == 302

    assert outbox().get(kind=mail).recipient == "mei@example.com"
    assert is_frozen(mei, now + DAY - MINUTE)
    assert not is_frozen(mei, now + DAY + 2 * MINUTE)
    balance = reading.balance(member=mei, at=now)
    assert (balance.available, balance.held) == (700, 300)
    at_home.force_login(type(mei).objects.get(pk=mei.pk))
    for page in (
        reverse("points:statement"),
        url("summary"),
        reverse("basket:summary"),
    ):
        assert words in at_home.get(page).text
    assert reconciliation.differences() == []


@pytest.mark.parametrize("change", CHANGES)
def test_f28_a_change_ends_all_other_visits(at_home, mei, change):
    """F28: the one that made it goes on."""
    elsewhere = Client()
    elsewhere.force_login(mei)
    assert elsewhere.get(url("summary")).status_code == 200
    at_home.member = mei

    CHANGES[change][0](at_home)

    assert elsewhere.get(url("summary")).status_code == 302
    if change != "reset":
        assert at_home.get(url("summary")).status_code == 200


def test_f28_what_was_asked_for_and_not_confirmed_changes_nothing(at_home, mei, now):
    elsewhere = Client()
    elsewhere.force_login(mei)
    sent = {"email": "new@example.com", "password": PASSWORD}
    at_home.post(url("change-email"), sent)

    assert elsewhere.get(url("summary")).status_code == 200
    assert not is_frozen(mei, now)


def test_f28_frozen_points_are_offered_nowhere(mei, now):
    """L40: the basket says why and until when; an order is refused, and stands not."""
    basket = make_basket([(make_product("20.00"), 1)], owner=mei, points=1000)
    freezing.freeze_after(member=mei, cause=freezing.EMAIL_CHANGED, changed_at=now)

    option = points_option(basket=basket, member=mei, at=now)
    assert (option.balance, option.requested) == (0, 0)
    assert "they can be used again from" in option.reason_if_unavailable
    with pytest.raises(TooManyPoints, match="Your e-mail address was changed"):
        request_points(basket=basket, member=mei, points=500, at=now)


def test_f28_a_price_seen_before_the_freeze_is_not_ordered(mei, now, monkeypatch):
    """L40: the door itself refuses, whatever a page has reckoned."""
    basket = make_basket([(make_product("20.00"), 1)], owner=mei, points=1000)
    looked = ordering.pricing.price

    def price_then_freeze(**asked):
        seen = looked(**asked)
        freezing.lock_points(member=mei, locked_at=now)
        return seen

    monkeypatch.setattr(ordering.pricing, "price", price_then_freeze)
    with pytest.raises(ordering.QuoteChanged):
        place(basket, at=now)
    assert reading.balance(member=mei, at=now).held == 0


def test_f28_an_order_that_stands_is_carried_out_and_cancelled_as_ever(mei, now):
    """L40: its points were set aside before."""
    basket = make_basket([(make_product("20.00"), 1)], owner=mei, points=300)
    order = place(basket, at=now)
    freezing.lock_points(member=mei, locked_at=now)

    desk = make_staff("order.cancel_order")
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=now)

    balance = reading.balance(member=mei, at=now)
    assert (balance.available, balance.held, balance.spendable) == (1000, 0, 0)


def test_f28_a_member_locks_at_once_and_unlocks_with_the_password(at_home, mei, now):
    """L40"""
    at_home.get(reverse("points:lock"))
    assert not is_frozen(mei, now)
    assert at_home.post(reverse("points:lock")).status_code == 302
    assert is_frozen(mei, now + 99 * DAY)
    assert "You have locked your points" in at_home.get("/en/points/").text

    refused = at_home.post(reverse("points:unlock"), {"password": "guess"})
    assert (refused.status_code, is_frozen(mei, now)) == (422, True)
    assert at_home.get(reverse("points:unlock")).status_code == 200
    at_home.post(reverse("points:unlock"), {"password": PASSWORD})
    assert not is_frozen(mei, now)
    assert outbox().get().kind == "points-unlocked"


def test_f28_guesses_at_the_lock_are_counted(at_home, mei, now):
    """F25: as on the other pages that ask for the own password."""
    at_home.post(reverse("points:lock"))
    for _guess in range(10):
        at_home.post(reverse("points:unlock"), {"password": "guess"})

    answer = at_home.post(reverse("points:unlock"), {"password": PASSWORD})
    assert "Too many attempts." in answer.text
    assert is_frozen(mei, now)


def test_f28_unlocking_lifts_no_freeze_after_a_change(at_home, mei, now):
    """L40: whoever has taken the account over knows the password."""
    at_home.post(reverse("points:lock"))
    change_password(at_home)
    at_home.post(reverse("points:unlock"), {"password": NEW_PASSWORD})

    assert [each.cause for each in reading.freezes(member=mei, at=now)] == [
        freezing.PASSWORD_CHANGED
    ]
    assert "Your password was changed." in at_home.get("/en/points/").text


def test_f28_the_lock_is_the_members_own(client, mei, now):
    """Visitors are asked to sign in, staff without points have none to lock."""
    for name in ("points:lock", "points:unlock"):
        assert url("login") in client.post(reverse(name))["Location"]
    client.force_login(make_user())
    assert client.post(reverse("points:lock")).status_code == 404
    assert not is_frozen(mei, now)


def test_f28_who_has_no_points_changes_the_password_too(client):
    person = make_user()
    client.force_login(person)

    assert change_password(client).status_code == 302
    assert outbox().get().kind == "password-changed"


def test_f28_the_freeze_is_told_in_chinese(at_home, mei, now):
    freezing.lock_points(member=mei, locked_at=now)
    freezing.freeze_after(member=mei, cause=freezing.EMAIL_CHANGED, changed_at=now)

    page = at_home.get("/zh-hans/points/").text
    assert "您已锁定积分" in page
    assert "您的邮箱地址已更改" in page


# -- What staff do ---------------------------------------------------------------------


def lift(member, now, **changes):
    asked = {"reason": "Spoke to her", "actor": make_staff(lifting.PERMISSION)}
    lifting.lift_freeze(member=member, lifted_at=now, **asked | changes)


def test_f28_staff_lift_a_freeze_with_a_reason(mei, now):
    """L40, S19: the log has it, and the member hears of it."""
    freezing.lock_points(member=mei, locked_at=now)
    freezing.freeze_after(member=mei, cause=freezing.EMAIL_CHANGED, changed_at=now)
    lift(mei, now)

    assert not is_frozen(mei, now)
    entry = Entry.objects.get(action=lifting.ACTION)
    assert entry.reason == "Spoke to her"
    assert entry.before == {"frozen_because": ["own", "email-changed"]}
    assert (
        wording.value("frozen_because", entry.before["frozen_because"])
        == "Locked by the member, E-mail address changed"
    )
    assert outbox().get(kind="points-unlocked").recipient == mei.email


def test_f28_who_lifts_may_and_says_why_and_is_somebody_else(mei, now):
    """L40, S15, F35"""
    freezing.lock_points(member=mei, locked_at=now)
    with pytest.raises(PermissionDenied):
        lift(mei, now, actor=make_staff("loyalty.adjust_points"))
    with pytest.raises(ReasonMissing):
        lift(mei, now, reason="\u200b ")
    colleague = make_staff(lifting.PERMISSION)
    enrolment.enrol(member=colleague, enrolled_at=now)
    freezing.lock_points(member=colleague, locked_at=now)
    with pytest.raises(lifting.OwnPoints):
        lift(colleague, now, actor=colleague)
    assert is_frozen(mei, now)
    assert not Entry.objects.exists()


def test_f28_what_is_not_frozen_is_not_lifted(mei, now):
    freezing.lock_points(member=mei, locked_at=now)
    lift(mei, now)
    with pytest.raises(lifting.NothingToLift):
        lift(mei, now)

    assert Entry.objects.count() == 1


def test_f28_the_page_of_staff_says_why_and_until_when(client, mei, now):
    freezing.freeze_after(member=mei, cause=freezing.PASSWORD_CHOSEN, changed_at=now)
    client.force_login(make_staff("loyalty.view_account", lifting.PERMISSION))
    page = reverse("staff:member", args=[mei.pk])

    assert "Password chosen by mail" in client.get(page).text
    client.post(reverse("staff:lift-freeze", args=[mei.pk]), {"reason": "On the phone"})
    assert "Password chosen by mail" not in client.get(page).text
    assert not is_frozen(mei, now)


def test_f28_a_change_that_fails_freezes_nothing(mei, now):
    """All or nothing: the freeze is in the transaction of the change."""
    with pytest.raises(changing.LinkIsStale):
        changing.confirm_email(user=mei, token="forged", confirmed_at=now)

    assert not is_frozen(mei, now)
