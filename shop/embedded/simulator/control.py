"""Orders to the simulator itself: misbehave, or let something happen.

POST JSON to /control/… with the API's own key:

    faults    {"kind": "slow", "times": 2, "seconds": 3, "path": "/v1/refunds"}
    forget    behave again: faults that have not happened will not
    release   send the events that were held back, the last first
    pay       {"session": "cs_…"}: the money arrives, even after all is over;
              {"amount_received": 1} or {"currency": "usd"} makes it the wrong money
    refund    {"refund": "re_…", "status": "failed"}: how a pending one comes out
"""

from collections.abc import Callable
from typing import Any

from shop.embedded.simulator.api import Api
from shop.embedded.simulator.faults import Faults
from shop.embedded.simulator.news import News
from shop.embedded.simulator.refusals import Refusal, missing

Told = dict[str, Any]


class Control:
    def __init__(self, api: Api, faults: Faults, news: News):
        self.api = api
        self.faults = faults
        self.news = news

    def do(self, path: str, told: Told) -> Told:
        """Raises Refusal for an order that is not understood."""
        orders: dict[str, Callable[[Told], None]] = {
            "/control/faults": self._misbehave,
            "/control/forget": self._forget,
            "/control/release": self._release,
            "/control/pay": self._pay,
            "/control/refund": self._settle,
        }
        if path not in orders:
            raise missing(path)
        try:
            orders[path](told)
        except (KeyError, TypeError, ValueError) as error:
            raise Refusal(f"Not understood: {error!r}") from error
        return {"done": True}

    def _misbehave(self, told: Told) -> None:
        self.faults.order(**told)

    def _forget(self, _told: Told) -> None:
        self.faults.forget()

    def _release(self, _told: Told) -> None:
        self.news.release()

    def _pay(self, told: Told) -> None:
        odd = {
            name: told[name] for name in ("amount_received", "currency") if name in told
        }
        method = told.get("method", "card")
        self.api.sessions.pay(told["session"], method=method, **odd)

    def _settle(self, told: Told) -> None:
        self.api.refunds.settle(told["refund"], status=told["status"])
