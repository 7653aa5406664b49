"""Whether Stripe itself sent what arrived, and what it says."""

import json
from dataclasses import dataclass

import stripe


class Forged(Exception):
    """The signature is missing, wrong or too old."""


class NotUnderstood(Exception):
    """Signed, and yet not the shape of an event."""


@dataclass(frozen=True, kw_only=True)
class News:
    """One event: `about` is the key of the session or the refund it concerns."""

    id: str
    kind: str
    about: str


def read(*, body: bytes, signature: str, secret: str) -> News:
    """Check the signature, then read. Raises Forged and NotUnderstood."""
    if not secret:
        raise Forged("No secret is configured.")
    try:
        text = body.decode()
        stripe.WebhookSignature.verify_header(
            text, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE
        )
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise Forged(str(error)) from error
    try:
        event = json.loads(text)
        news = News(
            id=event["id"], kind=event["type"], about=event["data"]["object"]["id"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotUnderstood(repr(error)) from error
    if not all(isinstance(part, str) for part in (news.id, news.kind, news.about)):
        raise NotUnderstood("An identifier is no text.")
    return news
