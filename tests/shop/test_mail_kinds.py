"""Every kind of mail in both languages: whole, with its next step, nothing else."""

import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from django.utils.html import escape

from shop.kinds import Undeclared
from shop.orders.mail_kinds import PARCEL
from shop.outbox import mail_kinds, sending
from shop.outbox.models import Message
from shop.staff.shell import wording
from tests.factories import NOW, make_member
from tests.shop.test_outbox_mails import html_of, send_all

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR / "shop" / "templates" / "mail")
MISSING = "MISSING"
FOLLOWED_AT = PARCEL["follow_url"]

# Where the button of each leads; "" is nowhere.
BUTTONS = {
    "account-exists": "/account/sign-in/",
    "alert-difference": "/payments/",
    "alert-refund-failed": "/refunds/",
    "alert-wrong-amount": "/payments/",
    "books-differ": "/books/",
    "confirm-address": "/account/confirm/",
    "confirm-email": "/t:o-k_en/",
    "email-changed": "",
    "goodwill-given": "order",
    "mission-rewarded": "/missions/",
    "money-sent-back": "order",
    "new-device": "/password/",
    "order-cancelled": "order",
    "order-delivered": "order",
    "order-lapsed": "order",
    "order-paid": "order",
    "order-pay-by-transfer": "order",
    "order-placed": "order",
    "order-ready": "order",
    "order-shipped": FOLLOWED_AT,
    "parcel-changed": FOLLOWED_AT,
    "password-changed": "/password/",
    "password-chosen": "/password/",
    "password-reset": "/password/",
    "payment-late": "order",
    "pickup-reminder": "order",
    "pieces-taken-back": "order",
    "points-expiring": "/points/",
    "points-idle": "/",
    "points-unlocked": "/points/",
    "referral-rewarded": "/points/",
    "tier-ends": "/points/tier/",
    "tier-left": "/points/tier/",
    "tier-reached": "/points/tier/",
    "return-ended": "return",
    "return-refused": "return",
    "return-requested": "return",
    "return-words": "return",
    "second-factor": "/account/security/",
    "stock-low": "/stock/",
    "voucher-cancelled": "/points/vouchers/",
    "voucher-ending": "/points/vouchers/",
    "voucher-made": "/points/vouchers/",
    "welcome": "/account/confirm/",
    "withdrawal-confirmed": "return",
}
LEADS_TO = {
    "order": "/account/orders/K7PM-2RTX/",
    "return": "/account/orders/K7PM-2RTX/returns/R-4K7P2M/",
}
FOR_ONCE = {"confirm-address", "confirm-email", "password-reset", "welcome"}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def _nothing_missing(monkeypatch):
    """What a template asks for and nobody said shows in the mail."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)


@pytest.fixture
def written(mailoutbox, _nothing_missing):
    """Send a mail of a kind, and take it apart."""

    def write(kind, language, **facts):
        context = dict(mail_kinds.find(kind).sample)
        if "user_id" in context:
            context["user_id"] = make_member().pk
        sending.queue(
            kind=kind,
            to="ada@example.com",
            language=language,
            context=context | facts,
            reference="1",
            queued_at=NOW,
        )
        (mail,) = send_all(mailoutbox)
        html = html_of(mail)
        return SimpleNamespace(
            subject=mail.subject,
            text=mail.body,
            html=html,
            links=re.findall(r'href="([^"]*)"', html),
            button=re.findall(r'class="act"[^>]*><a href="([^"]*)"', html),
            leads_to=LEADS_TO.get(BUTTONS[kind], BUTTONS[kind]),
        )

    return write


def test_every_kind_is_here():
    """A kind of mail is declared, has its templates, and leads somewhere."""
    ends = ".subject.txt"
    written = {path.name.removesuffix(ends) for path in TEMPLATES.glob(f"*{ends}")}

    assert {kind.code for kind in mail_kinds.all_kinds()} == written
    assert set(BUTTONS) == written


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BUTTONS)
def test_staff_have_words_for_it(kind, language):
    with translation.override(language):
        words = wording.mail(kind)

    assert words != kind
    assert bool(re.search(r"[\u4e00-\u9fff]", words)) == (language == "zh-hans")


def test_a_kind_nobody_declared_is_not_queued():
    with pytest.raises(Undeclared):
        sending.queue(
            kind="no-such-mail",
            to="ada@example.com",
            language="en",
            context={},
            reference="1",
            queued_at=NOW,
        )
    assert not Message.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BUTTONS)
def test_a_mail_is_whole(kind, language, written):
    mail = written(kind, language)

    body = mail.html.split("</head>")[1]
    for part in (mail.subject, mail.text, body):
        assert part.strip()
        assert not re.search(r"[{}]|%\(|\bNone\b", part)
        assert MISSING not in part
    assert escape(mail.subject) in re.sub(r"</?span[^>]*>", "", body)
    assert str(settings.SELLER_ADDRESS[0]) in mail.text
    assert str(settings.SELLER_ADDRESS[0]) in body
    # Whole addresses only, and the words of the other form say the same ones.
    for link in mail.links:
        assert urlsplit(link).netloc, link
        assert link.replace("&amp;", "&") in mail.text
    assert not re.search(r"(?<![\w:/.])/(en|zh-hans)/", mail.text)
    chinese = re.search(r"[\u4e00-\u9fff]", mail.subject + mail.text.split("-- ")[0])
    assert bool(chinese) == (language == "zh-hans")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BUTTONS)
def test_its_button_leads_to_the_next_step(kind, language, written):
    mail = written(kind, language)

    if not mail.leads_to:
        assert mail.button == []
        return
    (button,) = mail.button
    button = button.replace("&amp;", "&")
    if mail.leads_to == FOLLOWED_AT:
        assert button == FOLLOWED_AT
    else:
        assert button.startswith(f"{settings.SITE_URL}/{language}/")
        assert mail.leads_to in button
    # An address that works once is spelled out for programs that show no button.
    assert (mail.links.count(mail.button[0]) > 1) == (kind in FOR_ONCE)


@pytest.mark.parametrize("kind", ["order-shipped", "return-requested", "order-paid"])
def test_a_guest_is_led_where_orders_are_found(kind, written):
    mail = written(kind, "en", is_member=False)

    find = f"{settings.SITE_URL}/en/account/orders/find/"
    assert find in mail.links
    assert "/returns/" not in mail.html
    assert mail.text.count(find) <= 2


def test_a_parcel_nobody_can_follow_leads_to_the_order(written):
    mail = written("order-shipped", "en", tracking_number="", follow_url="")

    assert LEADS_TO["order"] in mail.button[0]
    assert "Carrier: Pigeon Post" in mail.text
    assert "Tracking number" not in mail.text


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({}, "still waits for €39.90. We keep everything for you until 1 March 2025"),
        ({"pay_by": ""}, "still waits for €39.90."),
        ({"waits": False, "is_over": True}, "you owe us nothing"),
        ({"waits": False}, "is paid: you need not do anything"),
    ],
)
def test_money_that_goes_back_says_what_is_still_needed(facts, says, written):
    mail = written("money-sent-back", "en", **facts)

    assert "to receive €39.90, but $39.89 arrived" in mail.text.replace("US$", "$")
    assert says in mail.text
    assert ("Pay the order" in mail.text) == facts.get("waits", True)


def test_what_a_list_of_mails_shows_first_are_the_words(written):
    mail = written("order-shipped", "en")

    first = re.search(r"<div[^>]*mso-hide[^>]*>([^<]*)", mail.html)[1]
    assert first.startswith("Your order K7PM-2RTX has left our shop")


def test_a_name_never_becomes_a_link(written):
    """Nobody can have the shop send a stranger to an address of their choice."""
    mail = written("goodwill-given", "en", name="You won: www.prize.example")

    assert "You won: www.prize.example" in mail.text
    assert not any("prize" in link for link in mail.links)
    assert {urlsplit(link).netloc for link in mail.links} == {
        urlsplit(settings.SITE_URL).netloc
    }


def test_a_number_is_not_broken_and_the_code_at_the_counter_is_large(written):
    """And what people write is text, whatever it looks like."""
    mail = written("order-ready", "en", name="<p>4K7-P2M</p>")

    h1 = re.search(r"<h1.*?</h1>", mail.html)[0]
    assert re.search(r"nowrap\">K7PM-2RTX</span>", h1)
    (code,) = re.findall(r"<p style=\"font-size:30px[^>]*>(.*?)</p>", mail.html)
    assert "4K7-P2M" in code
    assert "&lt;p&gt;" in mail.html


def test_both_schemes_have_their_colours(written):
    """Each class that the dark scheme colours is one that the mail uses."""
    mail = written("order-placed", "en")

    head, body = mail.html.split("</head>")
    assert 'name="color-scheme" content="light dark"' in head
    dark = head.split("prefers-color-scheme: dark")[1].split("</style>")[0]
    classes = set(re.findall(r"\.([a-z-]+)(?=[ ,])", dark)) - {"act-row"}
    used = {
        name for value in re.findall(r'class="([^"]+)"', body) for name in value.split()
    }
    assert classes <= used
