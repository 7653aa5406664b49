"""F31: news of a payment service that is signed, and yet not to be believed."""

import json
import time

import pytest
import stripe
from django.test import Client

from shop.audit.models import Entry
from shop.payments.models import WebhookEvent
from shop.payments.port import Concern, News, UnreadableNews
from tests.payment_services import entry

pytestmark = pytest.mark.django_db
SECRET = "whsec_nothing"
EVENT = {"id": "evt_1", "type": "refund.updated", "data": {"object": {"id": "re_1"}}}
ABOUT = '{"id": "evt_1", "type": "refund.updated", "data": %s}'


@pytest.fixture(autouse=True)
def stripe_here(settings):
    settings.PAYMENT_PROVIDERS = {"stripe": entry(webhook_secret=SECRET)}


def sign(body: str, *, ahead: int = 0) -> str:
    return stripe.WebhookSignature.generate_signature_header(
        body, SECRET, int(time.time()) + ahead
    )


def post(body: str, *, signature: str | None = None):
    return Client(raise_request_exception=False).post(
        "/payments/stripe/webhook",
        body,
        content_type="application/json",
        headers={"stripe-signature": signature or sign(body)},
    )


@pytest.mark.parametrize(
    ("ahead", "status"), [(290, 200), (-290, 200), (310, 400), (3600, 400), (-310, 400)]
)
def test_news_is_of_now_on_both_sides(ahead, status):
    body = json.dumps(EVENT)

    assert post(body, signature=sign(body, ahead=ahead)).status_code == status
    assert WebhookEvent.objects.exists() == (status == 200)


@pytest.mark.parametrize(
    "signature",
    [
        "t=é,v1=é",
        "t=1,v1=é",
        "t=" + "9" * 5000 + ",v1=a",
        "t=,v1=",
        "t",
        "=,=,=",
        "t=٣,v1=a",
        ",".join(["v1=a"] * 5000),
    ],
)
def test_what_is_no_signature_is_refused(signature):
    answer = post(json.dumps(EVENT), signature=signature)

    assert (answer.status_code, answer.text) == (400, "The signature is not valid.\n")
    assert Entry.objects.filter(action="payment.forged-news").count() == 1


@pytest.mark.parametrize("place", ["id", "type", "about"])
@pytest.mark.parametrize(
    "odd",
    [
        "x" * 5000,
        "evt_\0",
        "",
        "\ud800",
        "evt_\n1",
        "支付",
        1,
        1.5,
        None,
        True,
        [],
        {},
        ["evt_1"],
        10**400,
    ],
    ids=repr,
)
def test_an_odd_name_in_signed_news_is_refused_clearly(place, odd):
    event = json.loads(json.dumps(EVENT))
    if place == "about":
        event["data"]["object"]["id"] = odd
    else:
        event[place] = odd

    answer = post(json.dumps(event))

    assert (answer.status_code, answer.text) == (400, "This is no event.\n")
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "7",
        "NaN",
        '"evt_1"',
        "{",
        "{}",
        "\ufeff{}",
        "[" * 100_000,
        '{"a":' * 100_000,
        ABOUT % "[]",
        ABOUT % "null",
        ABOUT % '{"object": []}',
        ABOUT % '{"object": {"id": "re_1", "amount": NaN}}',
        ABOUT % ('{"object": {"id": "re_1", "amount": ' + "9" * 5000 + "}}"),
        ABOUT
        % ('{"object": {"id": "re_1", "more": ' + "[" * 50_000 + "]" * 50_000 + "}}"),
    ],
    ids=range(17),
)
def test_what_is_signed_and_no_event_is_refused_clearly(body):
    answer = post(body)

    assert (answer.status_code, answer.text) == (400, "This is no event.\n")


def test_a_body_without_end_is_not_read():
    answer = post(json.dumps(EVENT | {"more": "x" * 3_000_000}))

    assert answer.status_code == 413


def test_no_service_can_tell_what_could_not_be_kept():
    """At the port: another service is held to it as well."""
    with pytest.raises(UnreadableNews):
        News(id="x" * 256, concerns=Concern.OTHER, about="y", kind="z")
