"""F29: an address counts once its owner has said so, and strangers get no mail of ours.

No mail to an address that nobody has confirmed repeats what somebody has written.
"""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from loyalty import earning, enrolment, reading, redemption, why
from shop.account.orders.access import orders_of
from shop.account.templatetags.account import address_link, password_link
from shop.addresses.address_book import keep, kept_by
from shop.identity import changing, confirming, joining
from shop.identity.factors import has_second_factor
from shop.outbox.models import Message
from shop.returns import withdrawing
from shop.returns.asking import Wish
from shop.rewards.desk import lifting
from shop.typed.clients import networks
from shop.users.models import User
from tests.factories import (
    BERLIN,
    NOW,
    PASSWORD,
    make_basket,
    make_country,
    make_member,
    make_product,
    make_staff,
    make_user,
    place,
)
from tests.hearing import outbox
from tests.shop.account.addresses import url
from tests.shop.test_outbox_mails import html_of, send_all

pytestmark = pytest.mark.django_db
# What somebody may want a stranger to read.
LURE = "You won! www.prize.example"
VICTIM = "victim@example.com"


def register(client, email=VICTIM, name=LURE, **where):
    sent = {"name": name, "email": email, "password": PASSWORD}
    return client.post(url("register"), sent, **where)


@pytest.fixture
def newcomer():
    """Somebody who has registered and earned, and has not opened the mail yet."""
    now = timezone.now()
    user = joining.register(
        email="noah@example.com",
        password=PASSWORD,
        name="Noah",
        language="en",
        registered_at=now,
    )
    earning.accrue(
        member=user,
        points=500,
        reference="E1",
        accrued_at=now,
        expires_at=now + timedelta(days=99),
        pending=False,
        why=why.welcome(),
    )
    return user


@pytest.fixture
def at_home(client, newcomer):
    client.force_login(newcomer)
    return client


def spendable(member):
    return reading.balance(member=member, at=timezone.now()).spendable


# -- What strangers get ----------------------------------------------------------------


def test_f29_no_mail_to_a_stranger_says_what_somebody_wrote(client, mailoutbox):
    """F29: registering, again, a new password, another address, the link once more."""
    register(client)
    register(Client())
    user = User.objects.get(email=VICTIM)
    Client().post(reverse("password-reset"), {"email": VICTIM})
    signed_in = Client()
    signed_in.force_login(user)
    signed_in.post(url("send-confirmation"))
    sent = {"email": "another@example.com", "password": PASSWORD}
    signed_in.post(url("change-email"), sent)
    new = {"password": PASSWORD, "new_password": "another sunny day"}
    signed_in.post(url("change-password"), new)

    mails = send_all(mailoutbox, at=timezone.now())
    assert {message.kind for message in Message.objects.all()} == {
        "account-exists",
        "confirm-address",
        "confirm-email",
        "password-changed",
        "password-reset",
        "welcome",
    }
    for mail in mails:
        assert "prize" not in mail.subject + mail.body + html_of(mail)


def test_f29_a_confirmed_member_writes_to_strangers_no_more_than_that(mailoutbox):
    """F29: a new address may be anybody's."""
    signed_in = Client()
    signed_in.force_login(make_member(email="mei@example.com", last_name=LURE))
    sent = {"email": VICTIM, "password": PASSWORD}
    signed_in.post(url("change-email"), sent)

    (mail,) = send_all(mailoutbox, at=timezone.now())
    assert mail.to == [VICTIM]
    assert "prize" not in mail.body


def test_f29_a_guests_name_is_in_no_greeting(mailoutbox):
    """F29: an order can be placed with anybody's address."""
    place(make_basket([(make_product(), 1)]), email=VICTIM)

    (mail,) = send_all(mailoutbox)
    assert mail.body.startswith("Hello,\n")


def withdraw(order, *, email, shopper=None, name=LURE, reference="w1"):
    return withdrawing.withdraw(
        number=order.number,
        shopper=shopper,
        wishes=[Wish(line=order.lines.get().pk, quantity=1)],
        name=name,
        email=email,
        reference=reference,
        declared_at=NOW,
    )


def test_f29_a_guests_words_are_in_no_mail(mailoutbox):
    """F29: neither an address, nor the name of whoever withdraws."""
    said = replace(BERLIN, first_name="", last_name=LURE, line1=LURE, city=LURE)
    basket = make_basket([(make_product(), 3)])
    order = place(basket, email=VICTIM, address=said)
    withdraw(order, email=VICTIM)
    dropped = place(make_basket([(make_product(), 1)]), email=VICTIM, address=said)
    withdraw(dropped, email="another@example.com", reference="w2")

    mails = send_all(mailoutbox)
    assert len(mails) == 5
    for mail in mails:
        assert "prize" not in mail.subject + mail.body + html_of(mail)


@pytest.mark.parametrize("spelling", ["{}", "{}+{{}}", "v.ictim+{{}}"])
def test_f29_mails_about_orders_come_in_turn(spelling):
    """F29: five in an hour to one mailbox; the sixth is late, and not lost."""
    local, domain = VICTIM.split("@")
    for number in range(7):
        written = spelling.format(local).format(number)
        basket = make_basket([(make_product(), 1)])
        place(basket, email=f"{written}@{domain}", at=NOW + timedelta(minutes=number))

    due = [message.due_at - NOW for message in outbox()]
    assert due == [
        *(timedelta(minutes=number) for number in range(5)),
        *[timedelta(hours=1)] * 2,
    ]


def test_f29_mails_to_whoever_has_confirmed_wait_for_nothing():
    """F29: the positive control of the test above."""
    mei = make_member(email="mei@example.com")
    for _number in range(7):
        place(make_basket([(make_product(), 1)], owner=mei))

    assert {message.due_at for message in outbox()} == {NOW}


def test_f29_few_declarations_are_confirmed_elsewhere(settings):
    """F29: the order's own address can be taken always: it is a right."""
    settings.ALLOWED_HOSTS = ["*"]
    mei, client = make_member(email="mei@example.com"), Client()
    order = place(make_basket([(make_product(), 9)], owner=mei), at=timezone.now())
    client.force_login(mei)
    page = reverse("customer:withdraw", args=[order.number])

    def declare(turn, email):
        line = f"line-{order.lines.get().pk}"
        said = {line: "1", "name": LURE, "email": email, "reference": f"w{turn}"}
        return client.post(page, said | {"confirm": "1"}).status_code

    assert [declare(turn, VICTIM) for turn in range(6)] == [302] * 5 + [429]
    assert declare(7, mei.email) == 302


def test_f29_a_declaration_sent_elsewhere_greets_nobody(mailoutbox):
    """F29: where a withdrawal is confirmed is typed, and may be anybody's mailbox."""
    mei = make_member(email="mei@example.com", last_name=LURE)
    order = place(make_basket([(make_product(), 1)], owner=mei))
    withdrawing.withdraw(
        number=order.number,
        shopper=mei,
        wishes=[Wish(line=order.lines.get().pk, quantity=1)],
        name="Mei",
        email=VICTIM,
        reference="w1",
        declared_at=NOW,
    )

    (mail,) = [mail for mail in send_all(mailoutbox) if mail.to == [VICTIM]]
    assert mail.body.startswith("Hello,\n")


def test_f29_who_has_confirmed_is_greeted(mailoutbox):
    """F29: the positive control of the tests above."""
    mei = make_member(email="mei@example.com", last_name="Mei Lin")
    place(make_basket([(make_product(), 1)], owner=mei))
    register(Client(), mei.email)

    for mail in send_all(mailoutbox, at=timezone.now()):
        assert mail.body.startswith("Hello Mei Lin,")


@pytest.mark.parametrize("spelling", ["{}", "{}+{{}}", "v.ictim+{{}}"])
def test_f29_one_mailbox_gets_few_mails(spelling):
    """F29: however its address is written, and by however many clients."""
    local, domain = VICTIM.split("@")
    written = f"{spelling.format(local)}@{domain}"
    answers = [
        register(Client(), written.format(number)).status_code for number in range(7)
    ]

    assert answers == [302] * 5 + [429] * 2
    assert outbox().count() <= 5


def test_f29_one_client_causes_few_mails(settings):
    """F29: whomever they are to; others go on."""
    settings.TRUSTED_PROXIES = networks(["10.0.0.2"])
    one, other = (
        {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": visitor}
        for visitor in ("203.0.113.9", "203.0.113.10")
    )
    answers = [
        register(Client(), f"p{number}@example.com", **one).status_code
        for number in range(21)
    ]

    assert answers == [302] * 20 + [429]
    assert not User.objects.filter(email="p20@example.com").exists()
    assert register(Client(), "p20@example.com", **other).status_code == 302


def test_f29_limits_say_nothing_of_who_has_an_account():
    """S13: a known and a new address are counted alike."""
    make_user(VICTIM)
    answers = {
        email: [register(Client(), email).status_code for _try in range(6)]
        for email in (VICTIM, "nobody@example.com")
    }

    assert answers[VICTIM] == answers["nobody@example.com"] == [302] * 5 + [429]


def test_f29_mails_for_a_new_password_and_to_a_new_address_are_counted(client):
    mei = make_member(email=VICTIM)
    for _try in range(7):
        page = Client().post(reverse("password-reset"), {"email": VICTIM})
        assert page.status_code == 200
    assert outbox().filter(kind="password-reset").count() == 5

    client.force_login(mei)
    sent = {"email": "other@example.com", "password": PASSWORD}
    answers = [client.post(url("change-email"), sent).status_code for _try in range(6)]
    assert answers == [302] * 5 + [429]
    assert outbox().filter(kind="confirm-email").count() == 5


# -- Until it is confirmed -------------------------------------------------------------


def test_f29_until_then_points_are_earned_and_not_used(at_home, newcomer):
    """F29, L40: the ledger's door refuses; the pages say what to do."""
    now = timezone.now()
    balance = reading.balance(member=newcomer, at=now)
    assert (balance.available, balance.spendable) == (500, 0)
    with pytest.raises(redemption.AccountFrozen):
        redemption.hold_points(
            member=newcomer,
            points=100,
            reference="R1",
            held_at=now,
            lapses_at=now + timedelta(hours=1),
            why=why.held_for_order(order="R1"),
        )
    for page in (url("summary"), reverse("points:statement"), url("profile-view")):
        assert "Please confirm noah@example.com" in at_home.get(page).text
    assert "Please confirm" not in at_home.get(reverse("home")).text


def test_f29_until_then_one_can_shop(newcomer):
    order = place(make_basket([(make_product(), 1)], owner=newcomer))

    assert order.user == newcomer


def test_f29_orders_of_others_with_this_address_do_not_come_along(at_home, newcomer):
    """F29: before and after: who ordered as a guest elsewhere has the number."""
    order = place(make_basket([(make_product(), 1)]), email=newcomer.email)
    confirming.settle(user=newcomer, at=NOW)

    assert not orders_of(newcomer).exists()
    assert at_home.get(url("order", order.number)).status_code == 404
    assert order.number not in at_home.get(url("order-list")).text


def test_f29_staff_cannot_say_it_for_the_owner(newcomer):
    desk = make_staff(lifting.PERMISSION)
    asked = {"member": newcomer, "reason": "Phone", "actor": desk}
    with pytest.raises(lifting.NothingToLift):
        lifting.lift_freeze(**asked, lifted_at=timezone.now())

    assert spendable(newcomer) == 0


# -- Confirming ------------------------------------------------------------------------


def test_f29_the_link_in_the_mail_confirms(client, mailoutbox):
    """F29: one button, since a GET changes nothing; with it points can be used."""
    register(client, "noah@example.com")
    (mail,) = send_all(mailoutbox, at=timezone.now())
    link = re.search(r"https?://\S+(/en/account/confirm/\S+)", mail.body)[1]
    noah = User.objects.get()
    client.force_login(noah)

    assert client.get(link).status_code == 200
    noah.refresh_from_db()
    assert noah.confirmed_at is None
    assert client.post(link).status_code == 302
    noah.refresh_from_db()
    assert noah.confirmed_at is not None
    assert not reading.balance(member=noah, at=timezone.now()).frozen
    assert "Please confirm" not in client.get(url("summary")).text
    assert client.post(link).status_code == 302  # pressed twice


def test_f29_the_link_is_of_one_account_and_one_address(at_home, newcomer):
    """F29: whoever is deceived into opening it confirms nothing of a stranger's."""
    link = address_link(newcomer.pk)
    asked_to_sign_in = Client().post(link)
    assert asked_to_sign_in["Location"].startswith(url("login"))
    other = Client()
    other.force_login(make_member())
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 410
    assert at_home.get(url("confirm-address", "forged")).status_code == 410

    User.objects.filter(pk=newcomer.pk).update(email="later@example.com")
    assert at_home.post(link).status_code == 410
    assert spendable(newcomer) == 0


def test_f29_signing_in_leads_back_to_the_link(newcomer):
    """F29: on the phone on which the mail is read."""
    link = address_link(newcomer.pk)
    phone = Client()
    page = phone.get(link)
    sent = {"username": newcomer.email, "password": PASSWORD}

    assert phone.post(page["Location"], sent)["Location"] == link


def test_f29_the_link_grows_old(at_home, newcomer, monkeypatch):
    link = address_link(newcomer.pk)
    monkeypatch.setattr(confirming, "LINK_IS_GOOD_FOR", -1)

    assert at_home.post(link).status_code == 410


def test_f29_the_mail_can_be_sent_again(at_home, newcomer):
    at_home.post(url("send-confirmation"))

    mail = outbox().get(kind="confirm-address")
    assert (mail.recipient, mail.context) == (newcomer.email, {"user_id": newcomer.pk})
    confirming.settle(user=newcomer, at=NOW)
    at_home.force_login(User.objects.get(pk=newcomer.pk))
    at_home.post(url("send-confirmation"))
    assert outbox().filter(kind="confirm-address").count() == 1


def test_f29_a_password_chosen_by_mail_confirms_the_address_too(newcomer):
    """F29: whoever reads the mail has it; points stay frozen for a day all the same."""
    browser = Client()
    form = browser.get(password_link(newcomer.pk), follow=True).redirect_chain[-1][0]
    new = "another sunny day"
    browser.post(form, {"new_password": new})

    newcomer.refresh_from_db()
    assert newcomer.confirmed_at is not None
    causes = [f.cause for f in reading.freezes(member=newcomer, at=timezone.now())]
    assert causes == ["password-chosen"]


def test_f29_what_a_stranger_left_behind_does_not_stay(newcomer):
    """F29: who opened the account first waits in it for whoever has the mailbox."""
    stranger = Client()
    stranger.force_login(newcomer)
    make_country("DE")
    keep(owner=newcomer, address=BERLIN)
    TOTPDevice.objects.create(user=newcomer, name="Theirs", confirmed=True)
    changing.choose_password(
        user=newcomer, password="another sunny day", chosen_at=timezone.now()
    )

    assert stranger.get(url("summary")).status_code == 302
    owner = User.objects.get(pk=newcomer.pk)
    assert owner.get_full_name() == ""
    assert not kept_by(owner).exists()
    assert not has_second_factor(owner)


def test_f29_who_has_confirmed_keeps_what_is_theirs():
    """F29: the positive control of the test above."""
    mei = make_member(last_name="Mei Lin")
    make_country("DE")
    keep(owner=mei, address=BERLIN)
    changing.choose_password(user=mei, password="another sunny day", chosen_at=NOW)

    assert (mei.get_full_name(), kept_by(mei).count()) == ("Mei Lin", 1)


def test_f29_another_address_is_confirmed_by_its_own_link(at_home, newcomer):
    """F29: after a slip of the pen; the address of the slip hears nothing of it."""
    sent = {"email": "noah2@example.com", "password": PASSWORD}
    at_home.post(url("change-email"), sent)
    token = outbox().get(kind="confirm-email").context["token"]
    at_home.post(url("confirm-email", token))

    newcomer.refresh_from_db()
    assert newcomer.email == "noah2@example.com"
    assert newcomer.confirmed_at is not None
    assert not outbox().filter(kind="email-changed").exists()


def test_f29_whom_the_shop_has_made_an_account_for_is_confirmed():
    """F29: by a command, for the demo, before there was a link."""
    person = make_user()
    enrolment.enrol(member=person, enrolled_at=NOW)

    assert person.confirmed_at is not None
    assert not reading.balance(member=person, at=NOW).frozen


def test_f29_the_mail_is_told_in_chinese(client, mailoutbox):
    client.post(
        "/zh-hans/account/register/",
        {"name": "诺亚", "email": "noah@example.com", "password": PASSWORD},
    )

    (mail,) = send_all(mailoutbox, at=timezone.now())
    assert "请通过下面的链接确认邮箱地址" in mail.body
    assert "诺亚" not in mail.body
