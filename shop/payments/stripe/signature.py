"""Whether Stripe itself sent what arrived, and what it says."""

import json
import time
from typing import NoReturn

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
    text = _verified(body, signature, secret)
    try:
        event = json.loads(text, parse_constant=_refuse)
        key, kind, about = event["id"], event["type"], event["data"]["object"]["id"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableNews(repr(error)) from error
    return News(id=key, concerns=_concern(kind), about=about, kind=kind)


def _verified(body: bytes, signature: str, secret: str) -> str:
    """What was signed within the tolerance. The SDK only looks whether it is too old:
    what is dated ahead could be told again until then."""
    if not signature.isascii():
        raise ForgedNews("A signature is plain text.")
    tolerance = stripe.Webhook.DEFAULT_TOLERANCE
    try:
        text = body.decode()
        stripe.WebhookSignature.verify_header(text, signature, secret, tolerance)
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise ForgedNews(str(error)) from error
    if _signed_at(signature) > time.time() + tolerance:
        raise ForgedNews("It is dated ahead.")
    return text


def _signed_at(signature: str) -> int:
    """As the SDK has read it, which found a number there."""
    parts = (part.split("=", 2) for part in signature.split(","))
    return int(next(rest[0] for name, *rest in parts if name == "t"))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _concern(kind: object) -> Concern:
    if not isinstance(kind, str):
        return Concern.OTHER
    for beginning, concern in CONCERNS.items():
        if kind.startswith(beginning):
            return concern
    return Concern.OTHER
