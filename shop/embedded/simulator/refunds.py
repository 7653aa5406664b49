"""Refunds, never above what was received."""

import secrets
import time

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
                "created": int(time.time()),
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
        """All refunds, or those of one payment, the newest first."""
        return self._listed("refund", asked)

    def disputes(self, asked: dict[str, str]) -> Thing:
        return self._listed("dispute", asked)

    def _listed(self, kind: str, asked: dict[str, str]) -> Thing:
        found = [
            thing
            for thing in self.store.all(kind)
            if thing["created"] >= int(asked.get("created[gte]", 0))
            and asked.get("payment_intent", thing["payment_intent"])
            == thing["payment_intent"]
        ]
        return {
            "object": "list",
            "url": f"/v1/{kind}s",
            "has_more": False,
            "data": found,
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

    def ask_back(self, intent_id: str, *, status: str = "needs_response") -> Thing:
        """Let the shopper's bank ask the money of a payment back, or end that."""
        intent = self.sessions.intent(intent_id)
        dispute = {
            "id": f"du_{intent_id}",
            "object": "dispute",
            "created": int(time.time()),
            "amount": intent["amount_received"],
            "currency": intent["currency"],
            "payment_intent": intent_id,
            "status": status,
        }
        self.store.put("dispute", dispute)
        self.news.tell("charge.dispute.updated", dispute)
        return dispute

    def dispute(self, dispute_id: str) -> Thing:
        dispute = self.store.get(dispute_id, "dispute")
        if dispute is None:
            raise missing(dispute_id)
        return dispute
