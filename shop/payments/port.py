"""What every way to pay must be able to do, and every payment service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

from shop.forks.order.models import Order


class Gateway(Protocol):
    """One way to pay. Money is recorded by capturing.py, whoever reports it.

    An order paid online is paid on the page of a payment service.
    """

    code: str
    name: str | Promise
    description: str | Promise
    is_online: bool

    def due_at(self, *, placed_at: datetime) -> datetime | None:
        """Until when the money must have arrived; None if goods leave before it."""
        ...

    def smallest(self, *, currency: str) -> Decimal:
        """The smallest amount that can be paid in this way."""
        ...

    def instructions(self, *, order: Order) -> str:
        """What the shopper has to do, in the active language."""
        ...


class ProviderSilent(Exception):
    """The payment service gave no usable answer; asking again later is safe."""


class ProviderNotConfigured(ProviderSilent):
    """The settings name no such payment service (any more).

    As good as silent: what waits for it goes on once its keys are there again.
    """


class ProviderRefused(Exception):
    """The payment service understood what it was asked for, and will not do it."""


class SessionState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """What the service is to ask a shopper for, and where it sends them after."""

    reference: str
    order_number: str
    amount: Decimal
    currency: str
    language: str
    email: str
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True, kw_only=True)
class Session:
    """One page to pay on, as the service tells it.

    `url` is empty once nothing can be paid there; `charge` names the money that
    has arrived and `amount` says how much that is.
    """

    id: str
    state: SessionState
    amount: Decimal
    currency: str
    url: str = ""
    charge: str = ""
    reference: str = ""


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class SentRefund:
    """A refund as the service tells it: of which money, and how much.

    `key` is what it was asked for under; empty where this shop did not ask for it.
    """

    id: str
    state: RefundState
    reason: str = ""
    charge: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""
    key: str = ""


class DisputeState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class AskedBack:
    """Money that a shopper's bank asks back: a dispute, as the service tells it."""

    id: str
    charge: str
    amount: Decimal
    currency: str
    state: DisputeState


class ForgedNews(Exception):
    """The signature is missing, wrong or too old."""


class UnreadableNews(Exception):
    """Signed, and yet not the shape of an event."""


# As long as they can be kept; who signs is not to be trusted with more.
LONGEST_KEY = 255
LONGEST_KIND = 100


class Concern(StrEnum):
    """What news is about, for the shop; `OTHER` needs nothing done."""

    SESSION = "session"
    REFUND = "refund"
    DISPUTE = "dispute"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class News:
    """One event of a payment service: something happened, so it is to be asked.

    `about` is the service's key of the session, refund or dispute it concerns, and
    `kind` what the service calls it, for people who read. Raises UnreadableNews where
    one of them is no text, or none that a service gives to its things (F31).
    """

    id: str
    concerns: Concern
    about: str
    kind: str

    def __post_init__(self) -> None:
        for name, longest in (
            ("id", LONGEST_KEY),
            ("about", LONGEST_KEY),
            ("kind", LONGEST_KIND),
        ):
            if not _is_plain(getattr(self, name), longest):
                raise UnreadableNews(f"{name} is missing, too long, or no plain text.")


def _is_plain(text: object, longest: int) -> bool:
    return (
        isinstance(text, str)
        and 0 < len(text) <= longest
        and text.isascii()
        and text.isprintable()
    )


class Provider(Protocol):
    """A payment service. Every call may raise ProviderSilent or ProviderRefused.

    Repeating a call with the same `key`, and `turn`, does its work once. It is made
    with its `name` and the OPTIONS that settings keep under that; `is_simulated` says
    that no real money moves.
    """

    name: str
    is_simulated: bool

    def smallest(self, *, currency: str) -> Decimal:
        """The smallest amount it charges; asks nobody."""
        ...

    def open_session(self, wanted: NewSession, *, key: str) -> Session: ...

    def read_session(self, session_id: str) -> Session: ...

    def close_session(self, session_id: str) -> Session:
        """Let nothing more be paid there; a session already paid stays paid."""
        ...

    def send_refund(
        self, *, charge: str, amount: Decimal, currency: str, key: str, turn: int
    ) -> SentRefund: ...

    def find_refund(self, *, charge: str, key: str) -> SentRefund | None:
        """What became of what was asked for under `key`, in any turn, if it was."""
        ...

    def read_refund(self, refund_id: str) -> SentRefund: ...

    def refunds_made(self, *, since: datetime) -> list[SentRefund]:
        """The refunds made since then, whoever asked for them."""
        ...

    def read_dispute(self, dispute_id: str) -> AskedBack: ...

    def disputes_begun(self, *, since: datetime) -> list[AskedBack]:
        """What shoppers' banks have begun to ask back since then."""
        ...

    def paid_sessions(self, *, since: datetime) -> list[Session]:
        """The sessions opened since then that were paid."""
        ...

    def read_news(self, *, body: bytes, headers: Mapping[str, str]) -> News:
        """Check that the service itself sent this, then read it; asks nobody.

        Raises ForgedNews and UnreadableNews.
        """
        ...
