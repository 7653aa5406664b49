"""Every kind of mail in both languages: whole, with its next step, nothing else."""

import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.template import engines
from django.utils.html import escape

from shop.outbox import sending
from shop.outbox.models import Message
from tests.factories import NOW, make_member
from tests.shop.test_outbox_mails import html_of, send_all

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR / "shop" / "templates" / "mail")
MISSING = "MISSING"
FOLLOWED_AT = "https://pigeon.example/follow?lang=en&parcel=RR123456785DE"

ACCOUNT = {"name": "Ada Fischer"}
ORDER = {
    "number": "K7PM-2RTX",
    "name": "Ada Fischer",
    "is_member": True,
    "currency": "EUR",
    "total": "39.90",
    "delivery_name": "Standard delivery",
    "is_pickup": False,
    "points_redeemed": 500,
}
DOCUMENT = {
    "name": "RE-2025-00042",
    "kind": "invoice",
    "issued_on": "2025-03-01",
    "rates": [{"rate": "7", "vat": "1.40"}, {"rate": "19", "vat": "2.96"}],
    "total": "39.90",
}
DETAILS = {
    "placed_on": "2025-03-01",
    "lines": [
        {"title": "Teapot “Morning”, celadon", "quantity": 1, "price": "32.00"},
        {"title": "Longjing tea, 100 g", "quantity": 2, "price": "17.90"},
    ],
    "points_discount": "5.00",
    "delivery": "4.90",
    "vat": "4.36",
    "address": ["Ada Fischer", "Marktstraße 1", "10115 Berlin", "Germany"],
    "point": [],
    "payment_name": "Bank transfer",
    "instructions": "Please transfer 39.90 € to DE02 1203 0000 0000 2020 51.",
}
COUNTER = {
    "code": "4K7-P2M",
    "point": ["Corner shop", "Marktplatz 2", "10115 Berlin"],
    "hours": ["Mon–Fri 10:00–18:00"],
    "note": "Ring twice.",
    "kept_until": "14 March 2025",
    "to_pay": "20.00",
}
PIECES = [{"title": "Longjing tea, 100 g", "quantity": 1}]
BACK = {"refund": "17.50", "points_restored": 250, "points_revoked": 17}
RETURN = {"return_number": "R-4K7P2M"}
SENT = {"send_to": ["Morning Market", "Marktplatz 1"], "drop_off_code": "8H2-K4P"}
EXPECTED = {
    "expected": "17.50",
    "expected_delivery": "4.90",
    "expected_restored": 250,
    "expected_revoked": 17,
    "others_open": True,
}
PARCEL = {
    "carrier": "Pigeon Post",
    "tracking_number": "RR123456785DE",
    "follow_url": FOLLOWED_AT,
}
WRONG = {
    "refund": "39.89",
    "refund_currency": "USD",
    "agreed": "39.90",
    "waits": True,
    "is_over": False,
    "pay_by": "1 March 2025, 10:30",
}
DECLARED = {
    "declared_by": "Ada Fischer",
    "declared_at": "1 March 2025, 09:30 (CET)",
    "ordered_on": "26 February 2025",
    "pieces": PIECES,
    "refund": "39.90",
}
SOLD_OUT = [
    {"title": "Teapot", "sku": "T1", "available": 0, "days": None, "is_new": True},
    {"title": "Mug", "sku": "M1", "available": 3, "days": 2, "is_new": False},
]

# What each kind is written with, and where its button leads; "" is nowhere.
KINDS = {
    "account-exists": (ACCOUNT, "/account/sign-in/"),
    "alert-difference": ({"difference": "money-without-order: cs_1"}, "/payments/"),
    "alert-refund-failed": (
        {"order_number": "K7PM-2RTX", "amount": "5.00 EUR", "reason": "expired card"},
        "/refunds/",
    ),
    "alert-wrong-amount": (
        {"order_number": "K7PM-2RTX", "agreed": "44.90 EUR", "came": "44.89 EUR"},
        "/payments/",
    ),
    "books-differ": ({"error": "", "differences": 1, "first": ["member:1"]}, "/books/"),
    "confirm-email": (ACCOUNT | {"token": "t:o-k_en"}, "/t:o-k_en/"),
    "email-changed": (ACCOUNT | {"email": "new@example.com"}, ""),
    "goodwill-given": (
        ORDER | {"refund": "5.00", "document": DOCUMENT | {"kind": "credit-note"}},
        "order",
    ),
    "money-sent-back": (ORDER | WRONG, "order"),
    "order-cancelled": (
        ORDER | BACK | {"document": DOCUMENT | {"kind": "credit-note"}},
        "order",
    ),
    "order-delivered": (ORDER, "order"),
    "order-lapsed": (ORDER | BACK, "order"),
    "order-paid": (ORDER | {"points_earned": 35, "document": DOCUMENT}, "order"),
    "order-pay-by-transfer": (ORDER | DETAILS, "order"),
    "order-placed": (ORDER | DETAILS, "order"),
    "order-ready": (ORDER | COUNTER, "order"),
    "order-shipped": (ORDER | PARCEL, FOLLOWED_AT),
    "parcel-changed": (ORDER | PARCEL, FOLLOWED_AT),
    "password-changed": (ACCOUNT | {"email": "ada@example.com"}, "/password/"),
    "password-reset": (ACCOUNT, "/password/"),
    "payment-late": (ORDER | {"refund": "39.90"}, "order"),
    "pickup-reminder": (ORDER | COUNTER, "order"),
    "pieces-taken-back": (
        ORDER | BACK | {"pieces": PIECES, "document": DOCUMENT},
        "order",
    ),
    "return-ended": (ORDER | RETURN | {"said": "Nothing came."}, "return"),
    "return-refused": (
        ORDER
        | RETURN
        | {"pieces": [PIECES[0] | {"why": "Used"}], "said": "It smelled of tea."},
        "return",
    ),
    "return-requested": (
        ORDER | RETURN | SENT | EXPECTED | {"pieces": PIECES},
        "return",
    ),
    "return-words": (ORDER | RETURN | {"said": "Thank you."}, "return"),
    "stock-low": (ACCOUNT | {"count": 2, "new": 1, "rows": SOLD_OUT}, "/stock/"),
    "welcome": (ACCOUNT, "/points/"),
    "withdrawal-confirmed": (ORDER | DECLARED | RETURN | SENT | EXPECTED, "return"),
}
LEADS_TO = {
    "order": "/account/orders/K7PM-2RTX/",
    "return": "/account/orders/K7PM-2RTX/returns/R-4K7P2M/",
}
FOR_ONCE = {"confirm-email", "password-reset"}
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def _nothing_missing(monkeypatch):
    """What a template asks for and nobody said shows in the mail."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)


@pytest.fixture
def written(mailoutbox, _nothing_missing):
    """Send a mail of a kind, and take it apart."""

    def write(kind, language, **facts):
        context, leads_to = KINDS[kind]
        if kind == "password-reset":
            context = context | {"user_id": make_member().pk}
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
            leads_to=LEADS_TO.get(leads_to, leads_to),
        )

    return write


def test_every_kind_is_here():
    """The table above: a new kind of mail must be given its place in it."""
    ends = ".subject.txt"
    assert {path.name.removesuffix(ends) for path in TEMPLATES.glob(f"*{ends}")} == set(
        KINDS
    )
    assert {message.kind for message in Message.objects.all()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
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
@pytest.mark.parametrize("kind", KINDS)
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
    mail = written("welcome", "en", name="You won: www.prize.example")

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
