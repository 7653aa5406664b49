"""Stripe Checkout by redirect: no card number ever reaches this shop.

Only the SDK speaks to Stripe; its answers and errors become those of the port.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import stripe

from shop.payments.port import (
    AskedBack,
    DisputeState,
    News,
    NewSession,
    ProviderRefused,
    ProviderSilent,
    RefundState,
    SentRefund,
    Session,
    SessionState,
)
from shop.payments.stripe import currencies, signature
from shop.payments.stripe.minor_units import from_minor, to_minor

logger = logging.getLogger(__name__)
REAL = "https://api.stripe.com"
SECONDS_TO_ANSWER = 8
# Asking again later may help with these; with other complaints it does not.
TRANSIENT = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
LOCALES = {"en": "en", "zh-hans": "zh"}
UNPAYABLE = ("requires_payment_method", "canceled")
REFUND_STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


DISPUTE_STATES = {
    "lost": DisputeState.LOST,
    "won": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "prevented": DisputeState.WON,
}


class Stripe:
    """An account at Stripe; `methods` are the ways to pay that it may use."""

    def __init__(
        self,
        *,
        name: str,
        secret_key: str,
        webhook_secret: str,
        methods: Sequence[str],
        api: str = REAL,
    ):
        self.name = name
        self.is_simulated = not api.startswith(REAL)
        self._client = _client(secret_key, api)
        self._webhook_secret = webhook_secret
        self._methods = list(methods)

    def smallest(self, *, currency: str) -> Decimal:
        return currencies.smallest(currency)

    def open_session(self, wanted: NewSession, *, key: str) -> Session:
        with _translated():
            return _session(
                self._client.v1.checkout.sessions.create(
                    _wanted(wanted, self._methods), {"idempotency_key": key}
                )
            )

    def read_session(self, session_id: str) -> Session:
        with _translated():
            return _session(
                self._client.v1.checkout.sessions.retrieve(
                    session_id, {"expand": ["payment_intent"]}
                )
            )

    def close_session(self, session_id: str) -> Session:
        try:
            with _translated():
                self._client.v1.checkout.sessions.expire(session_id)
        except ProviderRefused as refusal:
            logger.info("Session %s was over already: %s", session_id, refusal)
        return self.read_session(session_id)

    def send_refund(
        self, *, charge: str, amount: Decimal, currency: str, key: str, turn: int
    ) -> SentRefund:
        with _translated():
            return _refund(
                self._client.v1.refunds.create(
                    {
                        "payment_intent": charge,
                        "amount": to_minor(amount, currency),
                        "metadata": {"key": key},
                    },
                    {"idempotency_key": f"{key}-{turn}"},
                )
            )

    def find_refund(self, *, charge: str, key: str) -> SentRefund | None:
        with _translated():
            made = self._client.v1.refunds.list(
                {"payment_intent": charge, "limit": 100}
            )
            for refund in made.auto_paging_iter():
                if getattr(refund.metadata, "key", None) == key:
                    return _refund(refund)
        return None

    def read_refund(self, refund_id: str) -> SentRefund:
        with _translated():
            return _refund(self._client.v1.refunds.retrieve(refund_id))

    def refunds_made(self, *, since: datetime) -> list[SentRefund]:
        with _translated():
            found = self._client.v1.refunds.list(_made(since))
            return [_refund(listed) for listed in found.auto_paging_iter()]

    def read_dispute(self, dispute_id: str) -> AskedBack:
        with _translated():
            return _dispute(self._client.v1.disputes.retrieve(dispute_id))

    def disputes_begun(self, *, since: datetime) -> list[AskedBack]:
        with _translated():
            found = self._client.v1.disputes.list(_made(since))
            return [_dispute(listed) for listed in found.auto_paging_iter()]

    def paid_sessions(self, *, since: datetime) -> list[Session]:
        with _translated():
            found = self._client.v1.checkout.sessions.list(
                {
                    "created": {"gte": int(since.timestamp())},
                    "status": "complete",
                    "limit": 100,
                    "expand": ["data.payment_intent"],
                }
            )
            sessions = [_session(listed) for listed in found.auto_paging_iter()]
        return [session for session in sessions if session.state == SessionState.PAID]

    def read_news(self, *, body: bytes, headers: Mapping[str, str]) -> News:
        return signature.read(
            body=body,
            signature=headers.get("Stripe-Signature", ""),
            secret=self._webhook_secret,
        )


@lru_cache(maxsize=4)
def _client(secret_key: str, api: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api},
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=SECONDS_TO_ANSWER),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the SDK's errors into those of the port."""
    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status or 0
        if 400 <= status < 500 and status not in TRANSIENT:
            raise ProviderRefused(str(error)) from error
        logger.warning("Stripe gave no usable answer: %s", error)
        raise ProviderSilent(str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # An answer of another shape than the SDK or this module reads.
        logger.warning("Stripe answered something strange: %r", error)
        raise ProviderSilent(f"An answer that cannot be read: {error!r}") from error


def _wanted(wanted: NewSession, methods: list[str]) -> Any:
    options = {"wechat_pay": {"client": "web"}} if "wechat_pay" in methods else {}
    return {
        "mode": "payment",
        "client_reference_id": wanted.reference,
        "customer_email": wanted.email,
        "locale": LOCALES.get(wanted.language, "auto"),
        "payment_method_types": methods,
        "payment_method_options": options,
        "expires_at": int(wanted.expires_at.timestamp()),
        "success_url": wanted.success_url,
        "cancel_url": wanted.cancel_url,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": wanted.currency.lower(),
                    "unit_amount": to_minor(wanted.amount, wanted.currency),
                    "product_data": {"name": wanted.order_number},
                },
            }
        ],
    }


def _session(answer: Any) -> Session:
    intent = answer.payment_intent
    # Unless it was asked to be spelled out, it is the key alone.
    spelled_out = intent is not None and not isinstance(intent, str)
    currency = intent.currency if spelled_out else answer.currency
    state = _state(answer, intent.status if spelled_out else "")
    is_paid = state == SessionState.PAID
    minor = intent.amount_received if is_paid and spelled_out else answer.amount_total
    return Session(
        id=answer.id,
        state=state,
        amount=from_minor(minor, currency),
        currency=currency.upper(),
        url=answer.url or "",
        charge=intent.id if spelled_out else intent or "",
        reference=answer.client_reference_id or "",
    )


def _state(answer: Any, intent_status: str) -> SessionState:
    if answer.payment_status == "paid":
        return SessionState.PAID
    given_up = answer.status == "complete" and intent_status in UNPAYABLE
    if answer.status == "expired" or given_up:
        return SessionState.OVER
    return SessionState.OPEN


def _refund(answer: Any) -> SentRefund:
    return SentRefund(
        id=answer.id,
        state=REFUND_STATES.get(answer.status, RefundState.PENDING),
        reason=getattr(answer, "failure_reason", "") or "",
        charge=_key(answer.payment_intent),
        amount=from_minor(answer.amount, answer.currency),
        currency=answer.currency.upper(),
        key=getattr(answer.metadata, "key", "") or "",
    )


def _dispute(answer: Any) -> AskedBack:
    return AskedBack(
        id=answer.id,
        charge=_key(answer.payment_intent),
        amount=from_minor(answer.amount, answer.currency),
        currency=answer.currency.upper(),
        state=DISPUTE_STATES.get(answer.status, DisputeState.OPEN),
    )


def _made(since: datetime) -> Any:
    return {"created": {"gte": int(since.timestamp())}, "limit": 100}


def _key(thing: Any) -> str:
    """The key of something that may be spelled out, or missing."""
    return thing if isinstance(thing, str) else getattr(thing, "id", "") or ""
