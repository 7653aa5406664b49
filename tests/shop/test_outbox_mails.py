"""What the mails say, in both languages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from shop.delivery.models import Pickup
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming, lapsing
from shop.orders.undoing import cancelling
from shop.outbox import delivering, sending
from shop.outbox.models import Message
from shop.returns import taking_back
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.hearing import let_all_hear, outbox

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ACCOUNT_MAILS = {
    "account-exists": {"name": "Ada"},
    "email-changed": {"name": "Ada", "email": "new@example.com"},
    "password-changed": {"name": "Ada", "email": "ada@example.com"},
}


def send_all(mailoutbox, at=NOW):
    let_all_hear()
    while delivering.deliver_next(at=at):
        pass
    assert not Message.objects.exclude(state=Message.State.SENT).exists(), [
        message.last_error for message in Message.objects.all()
    ]
    return mailoutbox


def html_of(mail):
    return mail.alternatives[0].content


def test_every_kind_that_is_queued_has_its_templates():
    sources = "".join(
        path.read_text() for path in (settings.BASE_DIR / "shop").rglob("*.py")
    )
    kinds = set(re.findall(r'kind="([a-z]+(?:-[a-z]+)+|welcome)"', sources))
    templates = Path(settings.BASE_DIR / "shop" / "templates" / "mail")

    assert {"order-placed", "welcome", "password-reset"} <= kinds
    for kind in kinds:
        assert (templates / f"{kind}.txt").exists(), kind
        assert (templates / f"{kind}.subject.txt").exists(), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_told_from_placing_to_returning(language, mailoutbox):
    member, desk = make_member(points=500), make_order_desk()
    tea = make_product("20.00", title="Tea")
    order = place(make_basket([(tea, 2)], owner=member, points=500), language=language)
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=NOW)
    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW,
    )

    mails = send_all(mailoutbox)

    assert len(mails) == 5
    path = f"/{language}/account/orders/{order.number}/"
    for mail in mails:
        assert mail.to == [member.email]
        assert order.number in mail.subject
        assert settings.SITE_URL + path in mail.body
        assert path in html_of(mail)
    placed, paid, _shipped, _delivered, returned = mails
    assert "2 × Tea" in placed.body
    assert settings.BANK_ACCOUNT_IBAN in placed.body
    assert "39.90" in placed.body
    assert "5.00" in html_of(placed)
    country = {"en": "Germany", "zh-hans": "德国"}[language]
    assert f"10115 Berlin<br>{country}" in html_of(placed)
    assert "35" in paid.body
    assert "1 × Tea" in returned.body
    assert "17.50" in returned.body
    assert "250" in returned.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pick_up_is_told_until_it_is_handed_over(language, mailoutbox):
    desk, week = make_order_desk(), timedelta(days=7)
    order = place(
        make_basket([(make_product("20.00"), 1)]),
        language=language,
        delivery_code="pickup",
        payment_method="on-delivery",
    )
    collecting.mark_ready(number=order.number, actor=desk, at=NOW)
    collecting.remind_uncollected(at=NOW + week)
    code = Pickup.objects.get().code
    collecting.hand_over(code=code, money_taken=True, actor=desk, at=NOW + week)

    mails = send_all(mailoutbox, at=NOW + week)

    placed, ready, reminder, _paid, handed_over = mails
    assert "Marktplatz 2" in placed.body
    assert "Marktplatz 2" in html_of(placed)
    for mail in (ready, reminder):
        assert order.number in mail.subject
        for text in (mail.body, html_of(mail)):
            assert collecting.shown(code) in text
            assert "10:00–18:00" in text
            assert "20.00" in text
            assert "2025" in text
    assert ready.subject != reminder.subject
    assert code not in handed_over.body


def test_a_guest_is_told_where_to_find_the_order(mailoutbox):
    order = place(make_basket([(make_product(), 1)]), payment_method="on-delivery")

    (mail,) = send_all(mailoutbox)

    assert "as on the page of your order" in mail.body
    assert "Ada Fischer" not in mail.body  # F29
    assert "Marktstraße 1" not in mail.body
    assert f"/{order.language}/account/orders/find/" in mail.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_orders_that_are_not_carried_out_are_told(language, mailoutbox):
    desk = make_order_desk()
    unpaid = place(make_basket([(make_product(), 1)]), language=language)
    paid = place(make_basket([(make_product("10.00"), 1)]), language=language)
    confirming.mark_paid(number=paid.number, actor=desk, at=NOW)
    cancelling.cancel(number=paid.number, actor=desk, reason="", cancelled_at=NOW)
    lapsing.lapse_unpaid(at=unpaid.payment_due_at)
    outbox().update(due_at=NOW)

    bodies = {mail.subject: mail.body for mail in send_all(mailoutbox)}

    cancelled = [body for subject, body in bodies.items() if paid.number in subject]
    assert any("14.90" in body for body in cancelled)
    assert sum(unpaid.number in subject for subject in bodies) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ACCOUNT_MAILS)
def test_mails_about_accounts_are_written(kind, language, mailoutbox):
    sending.queue(
        kind=kind,
        to="ada@example.com",
        language=language,
        context=ACCOUNT_MAILS[kind],
        reference="1",
        queued_at=NOW,
    )

    (mail,) = send_all(mailoutbox)

    assert mail.subject
    assert "\n" not in mail.subject
    assert "Ada" in mail.body
    assert "{" not in mail.body + html_of(mail).split("</head>")[1]


def test_the_link_to_a_new_password_is_made_when_the_mail_is_sent(mailoutbox):
    member = make_member()
    sending.queue(
        kind="password-reset",
        to=member.email,
        language="en",
        context={"name": "Ada", "user_id": member.pk},
        reference="1",
        queued_at=NOW,
    )

    (mail,) = send_all(mailoutbox)

    (link,) = re.findall(rf"{settings.SITE_URL}(/en/password/\S+)", mail.body)
    assert f'href="{settings.SITE_URL}{link}"' in html_of(mail)
    assert link not in str(Message.objects.get().context)


def test_s12_what_people_typed_is_text_and_not_markup(mailoutbox):
    """S12."""
    product = make_product(title='<b>"Salt" & Pepper</b>')
    place(make_basket([(product, 1)]))

    (mail,) = send_all(mailoutbox)

    assert '1 × <b>"Salt" & Pepper</b>' in mail.body
    assert "&lt;b&gt;&quot;Salt&quot; &amp; Pepper" in html_of(mail)
    assert "<b>" not in html_of(mail)
