"""Bad hours of the payment service, drawn from the seed.

Answers that come late, are missing or no JSON, and news lost, sent twice or in the
wrong order: shop/embedded/simulator/control.py. When the shop closes, all is well.
"""

import random
from collections import Counter
from dataclasses import dataclass
from threading import Event

import requests

# An answer later than this is none: the shop waits no longer.
TOO_LATE = 9.0
KINDS = (
    "slow",
    "slow",
    "error",
    "error-after",
    "not-json",
    "lost-news",
    "duplicate-news",
    "held-news",
)
MOST_AT_ONCE = 3


@dataclass(frozen=True, kw_only=True)
class Service:
    """Where the payment service takes orders, and its key."""

    address: str
    key: str

    def order(self, what: str, **told: object) -> None:
        requests.post(
            f"{self.address}/control/{what}",
            json=told,
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=TOO_LATE,
        ).raise_for_status()


def rage(service: Service, *, seed: int, pause: float, closing: Event) -> Counter[str]:
    """Let the service misbehave until the shop closes; return what happened."""
    chance = random.Random(f"{seed}:weather")  # noqa: S311  no secret
    happened: Counter[str] = Counter()
    while not closing.wait(chance.uniform(0.5, 3) * pause):
        kind = chance.choice(KINDS)
        seconds = chance.choice((0.5, 1, 2, TOO_LATE)) if kind == "slow" else 0
        service.order(
            "faults",
            kind=kind,
            times=chance.randint(1, MOST_AT_ONCE),
            seconds=seconds,
        )
        service.order("release")
        happened[kind] += 1
    service.order("forget")
    service.order("release")
    return happened
