"""Checkout sessions: opened, paid, refused, expired."""

import re
import secrets
import time
from typing import Any

from shop.embedded.simulator.news import News
from shop.embedded.simulator.refusals import Refusal, missing
from shop.embedded.simulator.store import Store, Thing

SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
PRICE = re.compile(r"line_items\[(\d+)\]\[price_data\]\[unit_amount\]")
METHODS = {"card", "alipay", "wechat_pay"}


class Sessions:
    def __init__(self, store: Store, news: News):
        self.store = store
        self.news = news

    def create(self, asked: dict[str, str]) -> Thing:
        """Open a session, as POST /v1/checkout/sessions does."""
        now = int(time.time())
        key = f"cs_test_{secrets.token_hex(20)}"
        session = {
            "id": key,
            "object": "checkout.session",
            "mode": _required(asked, "mode"),
            "created": now,
            "expires_at": _expiry(asked, now),
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": _amount(asked),
            "currency": _required(asked, "line_items[0][price_data][currency]"),
            "client_reference_id": asked.get("client_reference_id"),
            "customer_email": asked.get("customer_email"),
            "locale": asked.get("locale", "auto"),
            "payment_method_types": _methods(asked),
            "success_url": _required(asked, "success_url"),
            "cancel_url": asked.get("cancel_url"),
            "livemode": False,
            "title": asked.get("line_items[0][price_data][product_data][name]", ""),
        }
        self.store.put("session", session)
        return session

    def get(self, session_id: str) -> Thing:
        """Raises Refusal. A session whose time is over expires when it is read."""
        with self.store.lock:
            session = self.store.get(session_id, "session")
            if session is None:
                raise missing(session_id)
            if session["status"] == "open" and session["expires_at"] <= time.time():
                self._expire(session)
            return session

    def list(self, asked: dict[str, str]) -> Thing:
        """One page of the sessions, the newest first."""
        found = [
            session
            for session in self.store.all("session")
            if session["created"] >= int(asked.get("created[gte]", 0))
            and asked.get("status", session["status"]) == session["status"]
        ]
        ids = [session["id"] for session in found]
        if after := asked.get("starting_after"):
            found = found[ids.index(after) + 1 :] if after in ids else []
        limit = int(asked.get("limit", 10))
        return {
            "object": "list",
            "url": "/v1/checkout/sessions",
            "has_more": len(found) > limit,
            "data": found[:limit],
        }

    def expire(self, session_id: str) -> Thing:
        with self.store.lock:
            session = self.get(session_id)
            if session["status"] != "open":
                raise Refusal(
                    "Only Checkout Sessions with a status in ['open'] can be expired."
                )
            self._expire(session)
            return session

    def pay(self, session_id: str, *, method: str, **odd: Any) -> Thing:
        """Let the money arrive. `odd` is what the intent says otherwise, such as
        another amount_received; a session that is over is paid all the same.
        """
        with self.store.lock:
            session = self.get(session_id)
            if session["payment_status"] == "paid":
                raise Refusal("This session has been paid.")
            intent = self._intent(session, method, status="succeeded") | {
                "amount_received": session["amount_total"]
            }
            intent |= odd
            self.store.put("intent", intent)
            session |= {
                "status": "complete",
                "payment_status": "paid",
                "payment_intent": intent["id"],
            }
            self.store.put("session", session)
        self.news.tell("payment_intent.succeeded", intent)
        self.news.tell("checkout.session.completed", session)
        return session

    def decline(self, session_id: str, *, method: str) -> None:
        """The bank says no; the session stays open for another way to pay."""
        with self.store.lock:
            session = self.get(session_id)
            intent = self._intent(session, method, status="requires_payment_method")
            self.store.put("intent", intent)
            self.store.put("session", session | {"payment_intent": intent["id"]})
        self.news.tell("payment_intent.payment_failed", intent)

    def intent(self, intent_id: str) -> Thing:
        intent = self.store.get(intent_id, "intent")
        if intent is None:
            raise missing(intent_id)
        return intent

    def _expire(self, session: Thing) -> None:
        session["status"] = "expired"
        self.store.put("session", session)
        self.news.tell("checkout.session.expired", session)

    def _intent(self, session: Thing, method: str, *, status: str) -> Thing:
        key = session["payment_intent"] or f"pi_{secrets.token_hex(12)}"
        return {
            "id": key,
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_received": 0,
            "currency": session["currency"],
            "payment_method_types": [method],
            "status": status,
        }


def _required(asked: dict[str, str], name: str) -> str:
    if name not in asked:
        raise Refusal(f"Missing required param: {name}.", code="parameter_missing")
    return asked[name]


def _expiry(asked: dict[str, str], now: int) -> int:
    expires_at = int(asked.get("expires_at", now + LONGEST))
    if not SHORTEST <= expires_at - now <= LONGEST:
        raise Refusal("`expires_at` must be between 30 minutes and 24 hours from now.")
    return expires_at


def _amount(asked: dict[str, str]) -> int:
    total = 0
    for name, amount in asked.items():
        if priced := PRICE.fullmatch(name):
            total += int(amount) * int(asked[f"line_items[{priced[1]}][quantity]"])
    if total < 1:
        raise Refusal("The amount must be at least 1.", code="amount_too_small")
    return total


def _methods(asked: dict[str, str]) -> list[str]:
    methods = [
        value
        for name, value in sorted(asked.items())
        if name.startswith("payment_method_types[")
    ] or ["card"]
    if strange := set(methods) - METHODS:
        raise Refusal(f"Invalid payment_method_types: {', '.join(strange)}")
    client = asked.get("payment_method_options[wechat_pay][client]")
    if "wechat_pay" in methods and client != "web":
        raise Refusal("payment_method_options[wechat_pay][client] must be given.")
    return methods
