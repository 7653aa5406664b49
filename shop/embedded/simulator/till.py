"""What happens when somebody presses a button of the page to pay on."""

from dataclasses import dataclass

from shop.embedded.simulator import pages
from shop.embedded.simulator.refusals import Refusal
from shop.embedded.simulator.sessions import Sessions
from shop.embedded.simulator.store import Thing

PAYS, IS_DECLINED, IS_ASKED_FOR = (
    "4242424242424242",
    "4000000000000002",
    "4000002500003155",
)


@dataclass(frozen=True)
class Shown:
    """A page, or where to go from here."""

    html: str = ""
    status: int = 200
    location: str = ""


def show(sessions: Sessions, session_id: str) -> Shown:
    session = sessions.get(session_id)
    if session["status"] != "open":
        return Shown(pages.over(session), 410)
    return Shown(pages.payment(session))


def press(sessions: Sessions, session_id: str, form: dict[str, str]) -> Shown:
    """Pay, be declined, or be asked for a confirmation. Raises Refusal.

    Of two presses at once one comes first, and the other finds it done.
    """
    with sessions.store.lock:
        session = sessions.get(session_id)
        if session["status"] != "open":
            return Shown(pages.over(session), 410)
        return _answer(sessions, session, form)


def _answer(sessions: Sessions, session: Thing, form: dict[str, str]) -> Shown:
    method = form.get("method", "card")
    if method not in session["payment_method_types"]:
        raise Refusal(f"Invalid payment method: {method}")
    if form.get("answer") == "yes":
        return _pay(sessions, session, method)
    if form.get("answer") == "no":
        return _decline(sessions, session, method)
    return _choose(sessions, session, method, form.get("number", ""))


def _choose(sessions: Sessions, session: Thing, method: str, typed: str) -> Shown:
    number = "".join(filter(str.isdigit, typed))
    if method != "card" or number == IS_ASKED_FOR:
        return Shown(pages.confirmation(session, method=method))
    if number == PAYS:
        return _pay(sessions, session, method)
    if number == IS_DECLINED:
        return _decline(sessions, session, method)
    return Shown(pages.payment(session, problem="not_a_card"), 422)


def _pay(sessions: Sessions, session: Thing, method: str) -> Shown:
    sessions.pay(session["id"], method=method)
    return Shown(status=303, location=session["success_url"])


def _decline(sessions: Sessions, session: Thing, method: str) -> Shown:
    sessions.decline(session["id"], method=method)
    return Shown(pages.payment(session, problem="declined"), 402)
