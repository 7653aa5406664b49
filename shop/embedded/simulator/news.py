"""Signed news of what happened, sent to the shop: now and then lost or doubled."""

import hashlib
import hmac
import json
import logging
import queue
import secrets
import threading
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from shop.embedded.simulator.faults import Faults

logger = logging.getLogger(__name__)
PAUSES = (1, 5, 20)


@dataclass(frozen=True)
class Letter:
    """One event as it is posted to the shop."""

    body: str

    def headers(self, secret: str, *, at: float | None = None) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Stripe-Signature": sign(self.body, secret, at=at),
        }


class News:
    """Tells `address`, if there is one; `letters` keeps what was told.

    Events that are to be lost are not among them.
    """

    def __init__(self, *, address: str, secret: str, faults: Faults):
        self.address = address
        self.secret = secret
        self.faults = faults
        self.letters: list[Letter] = []
        self._held: list[Letter] = []
        self._to_send: queue.Queue[tuple[Letter, int]] = queue.Queue()
        if address:
            threading.Thread(target=self._send_all, daemon=True).start()

    def tell(self, kind: str, thing: dict[str, Any]) -> None:
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": thing},
        }
        letter = Letter(json.dumps(event))
        if self.faults.take("lost-news", path=kind):
            return
        if self.faults.take("held-news", path=kind):
            self._held.append(letter)
            return
        self._post(letter)
        if self.faults.take("duplicate-news", path=kind):
            self._post(letter)

    def release(self) -> None:
        """Send what was held, the last event first."""
        held, self._held = self._held, []
        for letter in reversed(held):
            self._post(letter)

    def _post(self, letter: Letter) -> None:
        self.letters.append(letter)
        self._to_send.put((letter, 0))

    def _send_all(self) -> None:
        while True:
            letter, tries = self._to_send.get()
            if not self._send(letter) and tries < len(PAUSES):
                later = threading.Timer(
                    PAUSES[tries], self._to_send.put, [(letter, tries + 1)]
                )
                later.daemon = True
                later.start()

    def _send(self, letter: Letter) -> bool:
        request = urllib.request.Request(  # noqa: S310  the address it was started with
            self.address, letter.body.encode(), letter.headers(self.secret)
        )
        try:
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310
                return True
        except OSError as error:
            logger.warning("%s did not take the news: %s", self.address, error)
            return False


def sign(body: str, secret: str, *, at: float | None = None) -> str:
    """The header Stripe-Signature, scheme v1."""
    stamp = int(time.time() if at is None else at)
    mac = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256)
    return f"t={stamp},v1={mac.hexdigest()}"
