"""Refunds, never above what was received."""

import secrets

from shop.embedded.simulator.faults import Faults
from shop.embedded.simulator.news import News
from shop.embedded.simulator.refusals import Refusal, missing
from shop.embedded.simulator.sessions import Sessions
from shop.embedded.simulator.store import Store, Thing


class Refunds:
    def __init__(self, store: Store, news: News, sessions: Sessions, faults: Faults):
        self.store = store
        self.news = news
        self.sessions = sessions
        self.faults = faults

    def create(self, asked: dict[str, str]) -> Thing:
        """Pay money back, as POST /v1/refunds does."""
        with self.store.lock:
            intent = self.sessions.intent(asked.get("payment_intent", ""))
            left = intent["amount_received"] - self.refunded(intent["id"])
            amount = int(asked.get("amount", left))
            if left <= 0:
                raise Refusal(
                    "The charge has already been refunded.",
                    code="charge_already_refunded",
                )
            if not 0 < amount <= left:
                raise Refusal(
                    f"Refund amount ({amount}) is greater than unrefunded amount"
                    f" on charge ({left})",
                    code="amount_too_large",
                )
            waits = self.faults.take("pending-refund")
            refund = {
                "id": f"re_{secrets.token_hex(12)}",
                "object": "refund",
                "amount": amount,
                "currency": intent["currency"],
                "payment_intent": intent["id"],
                "status": "pending" if waits else "succeeded",
                "failure_reason": None,
                "metadata": {
                    name[len("metadata[") : -1]: value
                    for name, value in asked.items()
                    if name.startswith("metadata[")
                },
            }
            self.store.put("refund", refund)
        self.news.tell("refund.created", refund)
        return refund

    def list(self, asked: dict[str, str]) -> Thing:
        """All refunds of one payment, the newest first."""
        made = [
            refund
            for refund in self.store.all("refund")
            if refund["payment_intent"] == asked.get("payment_intent")
        ]
        return {
            "object": "list",
            "url": "/v1/refunds",
            "has_more": False,
            "data": made,
        }

    def get(self, refund_id: str) -> Thing:
        refund = self.store.get(refund_id, "refund")
        if refund is None:
            raise missing(refund_id)
        return refund

    def settle(self, refund_id: str, *, status: str) -> Thing:
        """Let a refund come out, well or not, after a while."""
        refund = self.get(refund_id) | {"status": status}
        if status == "failed":
            refund["failure_reason"] = "declined"
        self.store.put("refund", refund)
        self.news.tell(
            "refund.failed" if status == "failed" else "refund.updated", refund
        )
        return refund

    def refunded(self, intent_id: str) -> int:
        return sum(
            refund["amount"]
            for refund in self.store.all("refund")
            if refund["payment_intent"] == intent_id and refund["status"] != "failed"
        )
