"""Whether Stripe itself sent what arrived, and what it says."""

import json

import stripe

from shop.payments.port import Concern, ForgedNews, News, UnreadableNews

CONCERNS = {
    "checkout.session.": Concern.SESSION,
    "refund.": Concern.REFUND,
    "charge.refund.": Concern.REFUND,
    "charge.dispute.": Concern.DISPUTE,
}


def read(*, body: bytes, signature: str, secret: str) -> News:
    """Check the signature, then read. Raises ForgedNews and UnreadableNews."""
    if not secret:
        raise ForgedNews("No secret is configured.")
    try:
        text = body.decode()
        stripe.WebhookSignature.verify_header(
            text, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE
        )
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise ForgedNews(str(error)) from error
    try:
        event = json.loads(text)
        parts = event["id"], event["type"], event["data"]["object"]["id"]
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableNews(repr(error)) from error
    if not all(isinstance(part, str) and part for part in parts):
        raise UnreadableNews("An identifier is missing, or no text.")
    key, kind, about = parts
    return News(id=key, concerns=_concern(kind), about=about, kind=kind)


def _concern(kind: str) -> Concern:
    for beginning, concern in CONCERNS.items():
        if kind.startswith(beginning):
            return concern
    return Concern.OTHER
