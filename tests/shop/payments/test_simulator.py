"""The simulator keeps Stripe's rules, and outlives a restart when it is to."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
import stripe

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.simulator.server import Simulator
from tests.shop.payments.conftest import GOOD, KEY, SECRET, visit

WANTED = {
    "mode": "payment",
    "success_url": "http://shop/return/",
    "cancel_url": "http://shop/pay/",
    "line_items": [
        {
            "quantity": 1,
            "price_data": {
                "currency": "eur",
                "unit_amount": 1250,
                "product_data": {"name": "AB-1"},
            },
        }
    ],
}


@pytest.fixture
def simulator():
    simulator = Simulator(secret_key=KEY, webhook_secret=SECRET)
    simulator.start()
    yield simulator
    simulator.stop()


def client_of(simulator, key=KEY):
    return stripe.StripeClient(key, base_addresses={"api": simulator.url}).v1


def control(simulator, order, told, key=KEY):
    request = Request(  # noqa: S310
        f"{simulator.url}/control/{order}",
        json.dumps(told).encode(),
        {"Authorization": f"Bearer {key}"},
    )
    try:
        with urlopen(request) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_another_key_is_refused(simulator):
    with pytest.raises(stripe.AuthenticationError):
        client_of(simulator, "sk_test_other").checkout.sessions.create(WANTED)


def test_a_key_used_again_for_something_else_is_refused(simulator):
    sessions = client_of(simulator).checkout.sessions
    once = {"idempotency_key": "k"}

    first = sessions.create(WANTED, once)
    assert sessions.create(WANTED, once).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        sessions.create(WANTED | {"success_url": "http://other/"}, once)


@pytest.mark.parametrize(
    "odd",
    [
        {"expires_at": int(time.time()) + 60},
        {"payment_method_types": ["shells"]},
        {"payment_method_types": ["card", "wechat_pay"]},
        {"line_items": []},
    ],
)
def test_what_stripe_would_refuse_is_refused(simulator, odd):
    with pytest.raises(stripe.InvalidRequestError):
        client_of(simulator).checkout.sessions.create(WANTED | odd)


def test_unknown_things_are_missing(simulator):
    client = client_of(simulator)
    for ask in (client.checkout.sessions, client.payment_intents, client.refunds):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            ask.retrieve("nothing")
        assert refused.value.http_status == 404
    assert visit(f"{simulator.url}/pay/nothing").status == 404
    assert visit(f"{simulator.url}/").status == 404


def test_the_page_says_what_it_is_in_the_shoppers_language(simulator):
    sessions = client_of(simulator).checkout.sessions

    english = visit(sessions.create(WANTED | {"locale": "en"}).url)
    chinese = visit(sessions.create(WANTED | {"locale": "zh"}).url)

    assert "Simulation — no real money" in english.text
    assert "模拟支付，不涉及真实资金" in chinese.text
    assert "12.50 EUR" in chinese.text


def test_a_number_that_is_no_test_card_is_asked_for_again(simulator):
    page = client_of(simulator).checkout.sessions.create(WANTED).url
    answer = visit(page, {"method": "card", "number": "<script>"})
    assert answer.status == 422
    assert "none of the test cards" in answer.text


def test_a_refusal_in_the_second_step_leaves_the_page_open(simulator):
    page = client_of(simulator).checkout.sessions.create(WANTED).url
    assert visit(page, {"method": "card", "answer": "no"}).status == 402
    assert visit(page).status == 200


def test_of_two_presses_at_once_the_second_is_told_on_a_page(simulator, monkeypatch):
    """S02: both have seen the page open, unless one waits for the other."""
    page = client_of(simulator).checkout.sessions.create(WANTED).url
    sessions = simulator.api.sessions
    read = sessions.get

    def read_slowly(session_id):
        session = read(session_id)
        time.sleep(0.1)
        return session

    monkeypatch.setattr(sessions, "get", read_slowly)
    press = {"method": "card", "number": GOOD}
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(visit, [page, page], [press, press]))

    assert sorted(answer.status for answer in answers) == [303, 410]


def test_it_behaves_again_when_told_to(simulator):
    control(simulator, "faults", {"kind": "error", "times": 2})
    assert control(simulator, "forget", {}) == 200

    assert client_of(simulator).checkout.sessions.create(WANTED).status == "open"


def test_it_is_controlled_with_the_key_alone(simulator):
    session = client_of(simulator).checkout.sessions.create(WANTED)

    assert control(simulator, "pay", {"session": session.id}, key="x") == 401
    assert control(simulator, "nothing", {}) == 404
    assert control(simulator, "faults", {"kind": "nothing"}) == 400
    assert control(simulator, "faults", []) == 400
    assert control(simulator, "pay", {"session": session.id, "currency": "usd"}) == 200
    paid = client_of(simulator).checkout.sessions.retrieve(session.id)
    assert paid.payment_status == "paid"


def test_held_news_leaves_the_last_first(simulator):
    control(simulator, "faults", {"kind": "held-news", "times": 2})
    session = client_of(simulator).checkout.sessions.create(WANTED)
    control(simulator, "pay", {"session": session.id})
    assert simulator.news.letters == []

    control(simulator, "release", {})

    kinds = [json.loads(letter.body)["type"] for letter in simulator.news.letters]
    assert kinds == ["checkout.session.completed", "payment_intent.succeeded"]


def test_a_list_comes_page_by_page(simulator):
    sessions = client_of(simulator).checkout.sessions
    made = {sessions.create(WANTED).id for _each in range(5)}

    listed = sessions.list({"limit": 2}).auto_paging_iter()

    assert {session.id for session in listed} == made


def test_as_a_program_it_remembers(tmp_path):
    port = process.free_port()
    environment = os.environ | {
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
    }

    def running():
        started = process.start(
            [
                sys.executable,
                "-m",
                "shop.embedded.simulator",
                f"--port={port}",
                f"--state={tmp_path / 'state'}",
            ],
            env=environment,
            cwd=ROOT,
        )
        await_answer(port, started)
        return started

    api = stripe.StripeClient(
        KEY, base_addresses={"api": f"http://127.0.0.1:{port}"}
    ).v1
    first = running()
    session = api.checkout.sessions.create(WANTED)
    process.stop(first)
    second = running()
    try:
        assert api.checkout.sessions.retrieve(session.id).status == "open"
    finally:
        process.stop(second)


def await_answer(port: int, started: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert started.poll() is None
        try:
            visit(f"http://127.0.0.1:{port}/")
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The simulator does not answer.")
