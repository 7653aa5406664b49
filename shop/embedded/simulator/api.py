"""The API: which request does what, who may, and what a repeated key answers."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shop.embedded.simulator.faults import Faults
from shop.embedded.simulator.news import News
from shop.embedded.simulator.refunds import Refunds
from shop.embedded.simulator.refusals import Refusal, missing
from shop.embedded.simulator.sessions import Sessions
from shop.embedded.simulator.store import Store, Thing

PREFIX = "/v1/"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request of the shop."""

    method: str
    path: str
    params: dict[str, str]
    authorization: str
    idempotency_key: str = ""


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class Api:
    def __init__(self, *, store: Store, news: News, faults: Faults, secret_key: str):
        self.store = store
        self.faults = faults
        self.secret_key = secret_key
        self.sessions = Sessions(store, news)
        self.refunds = Refunds(store, news, self.sessions, faults)
        self._routes: list[tuple[str, str, Callable[..., Thing]]] = [
            ("POST", "checkout/sessions", self.sessions.create),
            ("GET", "checkout/sessions", self.sessions.list),
            ("GET", "checkout/sessions/([^/]+)", lambda _, key: self.sessions.get(key)),
            (
                "POST",
                "checkout/sessions/([^/]+)/expire",
                lambda _, key: self.sessions.expire(key),
            ),
            (
                "GET",
                "payment_intents/([^/]+)",
                lambda _, key: self.sessions.intent(key),
            ),
            ("POST", "refunds", self.refunds.create),
            ("GET", "refunds", self.refunds.list),
            ("GET", "refunds/([^/]+)", lambda _, key: self.refunds.get(key)),
            ("GET", "disputes", self.refunds.disputes),
            ("GET", "disputes/([^/]+)", lambda _, key: self.refunds.dispute(key)),
        ]

    def answer(self, asked: Asked, *, own_address: str) -> Answer:
        """Do what is asked, once for each idempotency key."""
        try:
            self.authorize(asked.authorization)
            if asked.method != "POST" or not asked.idempotency_key:
                return Answer(200, self._do(asked, own_address))
            return self._once(asked, own_address)
        except Refusal as refusal:
            return Answer(refusal.status, refusal.body())

    def authorize(self, authorization: str) -> None:
        """Raises Refusal for another key than the shop's."""
        if authorization != f"Bearer {self.secret_key}":
            raise Refusal("Invalid API Key provided.", status=401)

    def _once(self, asked: Asked, own_address: str) -> Answer:
        print_of_it = hashlib.sha256(
            json.dumps([asked.path, asked.params], sort_keys=True).encode()
        ).hexdigest()
        with self.store.lock:
            earlier = self.store.get(asked.idempotency_key, "idempotency")
            if earlier and earlier["print"] != print_of_it:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same"
                    " parameters they were first used with.",
                    kind="idempotency_error",
                )
            if earlier:
                return Answer(
                    earlier["status"], earlier["body"], {"Idempotent-Replayed": "true"}
                )
            try:
                answer = Answer(200, self._do(asked, own_address))
            except Refusal as refusal:
                answer = Answer(refusal.status, refusal.body())
            if self.faults.take("error-after", path=asked.path):
                answer = Answer(500, {"error": {"type": "api_error"}})
            kept = {"print": print_of_it, "status": answer.status, "body": answer.body}
            self.store.put("idempotency", {"id": asked.idempotency_key} | kept)
        return answer

    def _do(self, asked: Asked, own_address: str) -> Thing:
        path = asked.path.removeprefix(PREFIX)
        for method, pattern, do in self._routes:
            found = re.fullmatch(pattern, path)
            if found and method == asked.method:
                return self._shown(
                    do(asked.params, *found.groups()), asked, own_address
                )
        raise missing(asked.path)

    def _shown(self, thing: Thing, asked: Asked, own_address: str) -> Thing:
        """The thing as the API shows it: with its page, and spelled out if asked."""
        if thing["object"] == "list":
            listed = [self._shown(one, asked, own_address) for one in thing["data"]]
            return thing | {"data": listed}
        if thing["object"] != "checkout.session":
            return thing
        page = f"{own_address}/pay/{thing['id']}" if thing["status"] == "open" else None
        shown = thing | {"url": page}
        spelled_out = {"payment_intent", "data.payment_intent"} & {
            value for name, value in asked.params.items() if name.startswith("expand[")
        }
        if spelled_out and thing["payment_intent"]:
            shown["payment_intent"] = self.sessions.intent(thing["payment_intent"])
        return shown
