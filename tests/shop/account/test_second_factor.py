"""F27: a second step of signing in, and what it takes to change it."""

import html
import re
from base64 import b32decode

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from shop.audit.models import Entry
from shop.identity import enrolling, proving, recovery_codes
from shop.identity.factors import codes_left, factors_of
from shop.identity.roles import ACCOUNTANT, MANAGER, give_role
from shop.users.models import RecoveryCodes, Session, User
from tests.factories import NOW, PASSWORD, make_user
from tests.hearing import let_all_hear, outbox
from tests.second_factors import (
    Passkey,
    code_of,
    next_code,
    signed_in_with_it,
    with_an_app,
)
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db
SECOND = "/en/account/sign-in/second/"


@pytest.fixture(autouse=True)
def _no_grace(settings):
    settings.SECOND_FACTOR_GRACE = ()


@pytest.fixture
def ada():
    """She keeps the accounts, and has just been taken on."""
    person = make_user("ada@example.com")
    give_role(person=person, role=ACCOUNTANT)
    return person


def sign_in(client, person, **more):
    sent = {"username": person.email, "password": PASSWORD} | more
    return client.post(url("login"), sent)


def second(client, code):
    return client.post(url("second-step"), {"code": code})


def is_in(client):
    return "_auth_user_id" in client.session


def sent_by(page):
    """What the form of a page holds already."""
    fields = re.findall(r'name="(signed|next)" value="([^"]*)"', page.text)
    fields += re.findall(r'name="(signed)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in fields}


def key_on(page):
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].replace(" ", "")
    return b32decode(secret).hex()


def codes_on(page):
    return re.findall(r"<code>([0-9A-Z-]{19})</code>", page.text)


def test_staff_are_led_to_add_one_when_they_first_sign_in(client, ada):
    """F27: and then they are where they wanted to go."""
    orders = reverse("staff:orders")
    asked = sign_in(client, ada, next=orders)
    assert asked["Location"] == url("add-app") + "?next=%2Fen%2Fstaff%2Forders%2F"
    assert client.get(orders)["Location"] == asked["Location"]

    page = client.get(asked["Location"])
    key = key_on(page)
    done = client.post(url("add-app"), sent_by(page) | {"code": code_of(key)})

    codes = codes_on(done)
    assert len(codes) == 10
    assert f'href="{orders}"' in done.text
    assert client.get(orders).status_code == 200
    assert codes_left(ada) == 10


def test_a_wrong_first_code_adds_nothing(client, ada):
    sign_in(client, ada)
    page = client.get(url("add-app"))
    key = key_on(page)
    sent = sent_by(page) | {"code": code_of(key, later=900)}

    again = client.post(url("add-app"), sent)

    assert again.status_code == 422
    assert key_on(again) == key
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("signed", ["", "forged", "x:y:z"])
def test_nobody_chooses_the_key(client, ada, signed):
    sign_in(client, ada)
    sent = {"signed": signed, "code": "123456"}

    assert client.post(url("add-app"), sent).status_code == 422
    assert not TOTPDevice.objects.exists()


def test_a_key_of_somebody_else_is_refused(client, ada):
    other = Client()
    sign_in(other, make_user("eve@example.com"))
    page = other.get(url("add-app"))
    sign_in(client, ada)

    sent = sent_by(page) | {"code": code_of(key_on(page))}
    assert client.post(url("add-app"), sent).status_code == 422


def test_a_form_sent_twice_adds_one(client, ada):
    sign_in(client, ada)
    page = client.get(url("add-app"))
    sent = sent_by(page) | {"code": code_of(key_on(page))}
    client.post(url("add-app"), sent)
    client.post(url("ask-again"), {"password": PASSWORD})
    client.post(url("add-app"), sent)

    assert TOTPDevice.objects.count() == 1


def test_the_password_alone_lets_nobody_in(client, mei):
    """F27: not staff, and not a shopper who has chosen so."""
    with_an_app(mei)

    asked = sign_in(client, mei, next=url("order-list"))

    assert asked["Location"] == SECOND
    assert not is_in(client)
    assert second(client, next_code(mei))["Location"] == url("order-list")
    assert is_in(client)


def test_a_code_counts_once(client, mei):
    """F27: whoever looks over a shoulder is too late."""
    with_an_app(mei)
    code = next_code(mei)
    sign_in(client, mei)
    second(client, code)
    assert is_in(client)

    thief = Client()
    sign_in(thief, mei)
    assert second(thief, code).status_code == 422
    assert not is_in(thief)
    assert second(thief, next_code(mei)).status_code == 302


def wide(code):
    return "".join(chr(ord(figure) + 0xFEE0) for figure in code)


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: f"{code[:3]} {code[3:]}",
        lambda code: f"{code[:3]}-{code[3:]}",
        lambda code: f"  {code}\u200b",
        wide,
    ],
)
def test_a_code_is_read_however_it_is_typed(client, mei, typed):
    with_an_app(mei)
    sign_in(client, mei)

    assert second(client, typed(next_code(mei))).status_code == 302


@pytest.mark.parametrize("typed", ["", "0", "x" * 5000, "\0", "９" * 6, "-1", "1e5"])
def test_what_is_no_code_is_refused(client, mei, typed):
    with_an_app(mei)
    sign_in(client, mei)

    assert second(client, typed).status_code == 422
    assert not is_in(client)


def test_guessing_codes_is_slowed_down_and_locks_nobody_out(client, mei):
    """F27: the owner, on a device of theirs, is not kept waiting by a stranger."""
    with_an_app(mei)
    sign_in(client, mei)
    second(client, next_code(mei))
    client.post(url("logout"))
    thief = Client()
    sign_in(thief, mei)
    answers = [second(thief, "000000").status_code for _attempt in range(7)]

    assert answers == [422] * 5 + [429] * 2
    assert second(thief, next_code(mei)).status_code == 429
    sign_in(client, mei)
    assert second(client, next_code(mei)).status_code == 302


def test_without_a_password_there_is_no_second_step(client, mei):
    with_an_app(mei)

    assert client.get(url("second-step"))["Location"] == url("login")
    assert second(client, next_code(mei))["Location"] == url("login")
    assert not is_in(client)


def test_whose_password_changed_meanwhile_begins_again(client, mei):
    with_an_app(mei)
    sign_in(client, mei)
    mei.set_password("another sunny day")
    mei.save()

    assert second(client, next_code(mei))["Location"] == url("login")
    assert not is_in(client)


def test_half_way_lasts_ten_minutes(client, mei):
    with_an_app(mei)
    sign_in(client, mei)
    session = client.session
    session["half_way"] |= {"at": NOW.isoformat()}
    session.save()

    assert second(client, next_code(mei))["Location"] == url("login")


def test_a_recovery_code_counts_once_and_is_told(client, mei):
    with_an_app(mei)
    codes = enrolling.renew_codes(person=mei, renewed_at=NOW)
    sign_in(client, mei)
    typed = codes[3].lower().replace("-", " ").replace("0", "o")

    assert second(client, typed).status_code == 302
    thief = Client()
    sign_in(thief, mei)
    assert second(thief, codes[3]).status_code == 422
    assert codes_left(mei) == 9
    let_all_hear()
    used = outbox().get(context__change="recovery-code-used")
    assert (used.recipient, used.context["left"]) == (mei.email, 9)


def test_recovery_codes_are_not_kept(mei):
    codes = enrolling.renew_codes(person=mei, renewed_at=NOW)

    kept = RecoveryCodes.objects.get().hashes
    assert sorted(kept) == sorted(map(recovery_codes.hash_of, codes))
    assert not set(codes) & set(kept)


def test_new_codes_replace_the_old(mei):
    with_an_app(mei)
    old = enrolling.renew_codes(person=mei, renewed_at=NOW)
    enrolling.renew_codes(person=mei, renewed_at=NOW)

    with pytest.raises(proving.WrongCode):
        proving.prove(person=mei, code=old[0], proved_at=NOW)


@pytest.mark.parametrize(
    ("name", "sent"),
    [("remove-factor", {}), ("renew-codes", {}), ("add-passkey", {}), ("add-app", {})],
)
def test_a_change_asks_for_the_password_again(client, mei, name, sent):
    """F27: a browser left open does not lock its owner out."""
    with_an_app(mei)
    sign_in(client, mei)
    second(client, next_code(mei))

    asked = client.post(url(name), sent)

    assert asked["Location"].startswith(url("ask-again"))
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert wrong.status_code == 422
    assert client.post(url(name), sent)["Location"] == asked["Location"]
    assert len(factors_of(mei)) == 1


def test_removing_is_told_and_the_codes_go_with_the_last(client, mei):
    with_an_app(mei)
    enrolling.renew_codes(person=mei, renewed_at=NOW)
    signed_in_with_it(client, mei)
    client.post(url("ask-again"), {"password": PASSWORD})
    key = factors_of(mei)[0].key

    client.post(url("remove-factor"), {"key": key})
    client.post(url("remove-factor"), {"key": key})

    assert factors_of(mei) == []
    assert codes_left(mei) == 0
    let_all_hear()
    assert outbox().get(context__change="factor-removed").recipient == mei.email
    assert sign_in(Client(), mei)["Location"] == url("summary")


def test_nobody_removes_what_is_anothers(client, mei, ada):
    with_an_app(ada)
    with_an_app(mei)
    signed_in_with_it(client, mei)
    client.post(url("ask-again"), {"password": PASSWORD})

    client.post(url("remove-factor"), {"key": factors_of(ada)[0].key})

    assert len(factors_of(ada)) == 1


def test_what_staff_change_of_their_own_stands_in_the_log(ada):
    app = TOTPDevice(user=ada)
    enrolling.add_app(person=ada, key=app.key, code=code_of(app.key), added_at=NOW)

    entry = Entry.objects.get(action="factor.add")
    assert (entry.actor, entry.after) == (ada, {"what": "app"})


def test_the_first_factor_ends_all_other_sessions(client, ada):
    """They have not shown it."""
    elsewhere = Client()
    elsewhere.force_login(ada)
    sign_in(client, ada)
    page = client.get(url("add-app"))
    client.post(url("add-app"), sent_by(page) | {"code": code_of(key_on(page))})

    assert elsewhere.get(url("summary")).status_code == 302
    assert Session.objects.filter(user_id=ada.pk).count() == 1


def test_a_session_that_has_not_shown_it_is_asked(client, ada):
    """F27: however it came to be, by whichever page signs people in."""
    with_an_app(ada)
    client.force_login(ada)

    asked = client.get(reverse("staff:orders"))

    assert asked["Location"] == SECOND
    assert second(client, next_code(ada))["Location"] == reverse("staff:orders")
    assert client.get(reverse("staff:orders")).status_code == 200


def test_a_factor_taken_away_counts_no_more(client, ada):
    with_an_app(ada)
    signed_in_with_it(client, ada)
    assert client.get(reverse("staff:orders")).status_code == 200
    TOTPDevice.objects.all().delete()

    assert client.get(reverse("staff:orders"))["Location"].startswith(url("add-app"))


def test_the_last_resort(mei, ada, client):
    with_an_app(ada)
    signed_in_with_it(client, ada)

    call_command("reset_second_factor", "Ada@example.com", reason="The only manager")

    assert factors_of(ada) == []
    assert client.get(url("summary")).status_code == 302
    entry = Entry.objects.get(action="factor.reset")
    assert (entry.actor, entry.reason) == (None, "The only manager")
    let_all_hear()
    assert outbox().get(context__change="factor-reset").recipient == ada.email
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", ada.email, reason="x")


def test_a_passkey_is_added_and_asked_for(client, ada):
    """F27: with a passkey of software; Chromium's own is in the journeys."""
    host = {"headers": {"host": "localhost"}}
    passkey = Passkey()
    client.post(url("login"), {"username": ada.email, "password": PASSWORD}, **host)
    asked = client.post(url("add-passkey"), {"next": reverse("staff:orders")}, **host)
    sent = {"passkey": passkey.make(options_on(asked)), "next": reverse("staff:orders")}
    done = client.post(url("take-passkey"), sent, **host)
    assert len(codes_on(done)) == 10
    assert client.get(reverse("staff:orders")).status_code == 200

    again = Client()
    sign_in(again, ada)
    shown = passkey.show(options_on(again.get(url("second-step"), **host)))
    answer = again.post(url("second-step"), {"passkey": shown}, **host)
    assert answer.status_code == 302
    assert is_in(again)

    thief = Client()
    sign_in(thief, ada)
    thief.get(url("second-step"), **host)
    assert thief.post(url("second-step"), {"passkey": shown}, **host).status_code == 422


def options_on(page):
    return html.unescape(re.search(r'data-options="([^"]+)"', page.text)[1])


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x", '{"id": 1}', "\0"])
def test_what_is_no_passkey_is_refused(client, mei, answer):
    sign_in(client, mei)
    client.post(url("add-passkey"), headers={"host": "localhost"})

    refused = client.post(url("take-passkey"), {"passkey": answer})

    assert refused["Location"] == url("security")
    assert factors_of(mei) == []


def test_a_passkey_made_at_another_address_is_refused(client, mei):
    """Phishing: whoever was led to another shop has made it for that one."""
    sign_in(client, mei)
    asked = client.post(url("add-passkey"), headers={"host": "localhost"})
    made = Passkey(origin="https://evil.example").make(options_on(asked))

    client.post(url("take-passkey"), {"passkey": made})

    assert factors_of(mei) == []


def test_nobody_shows_the_passkey_of_another(client, mei, ada):
    host = {"headers": {"host": "localhost"}}
    keys = {}
    for person in (mei, ada):
        browser = Client()
        sign_in(browser, person)
        asked = browser.post(url("add-passkey"), **host)
        keys[person] = Passkey()
        made = keys[person].make(options_on(asked))
        browser.post(url("take-passkey"), {"passkey": made})
    sign_in(client, ada)

    options = options_on(client.get(url("second-step"), **host))
    shown = keys[mei].show(options)

    assert client.post(url("second-step"), {"passkey": shown}).status_code == 422
    assert not is_in(client)
    options = options_on(client.get(url("second-step"), **host))
    shown = keys[ada].show(options)
    assert client.post(url("second-step"), {"passkey": shown}).status_code == 302


def test_the_pages_can_be_seen(client, ada):
    sign_in(client, ada)
    for language in ("en", "zh-hans"):
        for page in ("security", "security/app", "security/password"):
            assert client.get(f"/{language}/account/{page}/").status_code == 200


def test_a_manager_takes_it_away_with_a_reason(client, ada):
    manager = with_an_app(make_user())
    give_role(person=manager, role=MANAGER)
    with_an_app(ada)
    signed_in_with_it(client, manager)
    address = reverse("staff:reset-second-factor", args=[ada.pk])

    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Lost"}).status_code == 302
    assert client.post(address, {"reason": "Lost"}).status_code == 409
    assert Entry.objects.get(action="factor.reset").actor == manager
    own = reverse("staff:reset-second-factor", args=[manager.pk])
    assert client.post(own, {"reason": "Lost"}).status_code == 403


def test_a_shopper_who_has_lost_it_is_helped(client, mei):
    manager = with_an_app(make_user())
    give_role(person=manager, role=MANAGER)
    signed_in_with_it(client, manager)
    page = reverse("staff:member", args=[mei.pk])
    address = reverse("staff:reset-second-factor", args=[mei.pk])
    assert address not in client.get(page).text

    with_an_app(mei)
    assert address in client.get(page).text
    assert client.post(address, {"reason": "Seen at the counter"})["Location"] == page
    assert sign_in(Client(), mei)["Location"] == url("summary")


def test_nobody_takes_it_from_who_may_do_more(client):
    manager, owner = with_an_app(make_user()), with_an_app(make_user())
    User.objects.filter(pk=owner.pk).update(is_superuser=True)
    give_role(person=manager, role=MANAGER)
    signed_in_with_it(client, manager)

    address = reverse("staff:reset-second-factor", args=[owner.pk])

    assert client.post(address, {"reason": "Lost"}).status_code == 403
    assert len(factors_of(owner)) == 1
