"""The payment simulator beside a shop that has no keys of a payment service."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shop.embedded import process

WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def _secret(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(24)


@dataclass(frozen=True, kw_only=True)
class Payments:
    """Where the simulator is and what it shares with the shop at `shop_port`.

    Visitors open its pages, so it listens where the shop does.
    """

    host: str
    shop_port: int
    directory: Path
    port: int
    secret_key: str = field(default_factory=lambda: _secret("sk_test_"))
    webhook_secret: str = field(default_factory=lambda: _secret("whsec_"))

    @classmethod
    def beside(
        cls,
        *,
        host: str,
        port: int,
        directory: Path,
        environment: Mapping[str, str],
    ) -> "Payments | None":
        """The simulator of the shop at `port`; None for one that has real keys."""
        if environment.get("STRIPE_SECRET_KEY"):
            return None
        return cls(
            host=host, shop_port=port, directory=directory, port=process.free_port()
        )

    @property
    def address(self) -> str:
        return f"http://{_bracketed(self.host)}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the shop is told, and the simulator."""
        return {
            "STRIPE_SECRET_KEY": self.secret_key,
            "STRIPE_WEBHOOK_SECRET": self.webhook_secret,
            "STRIPE_API_BASE": self.address,
            "STRIPE_CHECKOUT_ORIGIN": self.address,
        }

    def command(self) -> tuple[str, ...]:
        shop = _bracketed(WILDCARDS.get(self.host, self.host))
        return (
            "shop.embedded.simulator",
            f"--host={self.host}",
            f"--port={self.port}",
            f"--news-to=http://{shop}:{self.shop_port}/payments/stripe/webhook",
            f"--state={self.directory / 'payments.sqlite'}",
        )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
