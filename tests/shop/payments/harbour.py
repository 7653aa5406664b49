"""A second payment service: the simulator's API, and news in words of its own."""

import hashlib
import hmac
import json
from collections.abc import Mapping

from shop.embedded.simulator.news import Letter
from shop.payments.port import Concern, ForgedNews, News
from shop.payments.stripe.provider import Stripe

CONCERNS = {
    "ship arrived": Concern.SESSION,
    "ship turned": Concern.REFUND,
    "ship boarded": Concern.DISPUTE,
    "ship sighted": Concern.OTHER,
}
WORDS = {
    "checkout.session": "ship arrived",
    "refund": "ship turned",
    "dispute": "ship boarded",
    "payment_intent": "ship sighted",
}
SEAL = "Harbour-Seal"


class Harbour(Stripe):
    def read_news(self, *, body: bytes, headers: Mapping[str, str]) -> News:
        expected = seal(body, self._webhook_secret)
        if not hmac.compare_digest(headers.get(SEAL, ""), expected):
            raise ForgedNews("The seal is broken.")
        told = json.loads(body)
        return News(
            id=told["entry"],
            concerns=CONCERNS[told["what"]],
            about=told["ship"],
            kind=told["what"],
        )


def reword(letter: Letter) -> bytes:
    """What the simulator tells, as this service would say it."""
    event = json.loads(letter.body)
    thing = event["data"]["object"]
    told = {"entry": event["id"], "what": WORDS[thing["object"]], "ship": thing["id"]}
    return json.dumps(told).encode()


def seal(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
