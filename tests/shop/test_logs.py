"""One line a request, with its id and without saying who."""

import io
import json
import logging
from copy import deepcopy
from logging.config import dictConfig

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from shop import logs
from shop.operations.tasks import beat_heart


@pytest.fixture
def written():
    """What a shop that logs in JSON writes."""
    stream = io.StringIO()
    configuration = deepcopy(logs.configuration(level="INFO", as_json=True, quiet=[]))
    configuration["handlers"]["console"]["stream"] = stream
    before = logging.root.handlers[:], logging.root.level
    dictConfig(configuration)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)


def said(written) -> dict:
    (line,) = (line for line in written() if line["logger"] == "shop.requests")
    return line


def test_a_request_is_one_line_that_names_no_person(db, client, written):
    answer = client.get(
        "/en/order/find/?email=mei@demo.example", REMOTE_ADDR="10.1.2.3"
    )

    line = said(written)
    assert line["request_id"] == answer[logs.HEADER]
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert not {"mei", "10.1.2.3"} & set(json.dumps(line).replace("@", " ").split())
    assert "mei" not in json.dumps(line)


def test_what_is_refused_is_told_without_its_path(db, client, written):
    answer = client.get("/en/orders/GJ78P-REXW1/nowhere/?email=mei@demo.example")

    for line in written():
        assert line["request_id"] == answer[logs.HEADER]
        assert "GJ78P" not in json.dumps(line)
        assert "mei" not in json.dumps(line)
    assert {"django.request", "shop.requests"} <= {w["logger"] for w in written()}


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("0123456789abcdef", True), ("short", False), ("with blank and more", False)],
)
def test_a_proxys_id_is_kept_where_it_is_one(db, client, written, given, is_kept):
    answer = client.get("/healthz", headers={logs.HEADER: given})

    assert (answer[logs.HEADER] == given) == is_kept
    assert said(written)["request_id"] == answer[logs.HEADER]


def test_addresses_are_left_out_of_what_went_wrong(written):
    try:
        raise ValueError("No room for mei@demo.example (Mei)")
    except ValueError:
        logging.getLogger("shop.outbox").exception("Mail to <mei@demo.example>")

    (line,) = written()
    assert line["event"] == "Mail to <…@…>"
    assert "No room for …@… (Mei)" in line["exception"]


def test_a_task_knows_the_request_that_left_it_the_work():
    headers: dict = {}
    with bound_contextvars(request_id="0123456789abcdef"):
        logs.hand_on(headers=headers)
    beat_heart.push_request(**headers)
    try:
        logs.take_up(task=beat_heart, task_id="1")
        assert get_contextvars()["request_id"] == "0123456789abcdef"
    finally:
        logs.lay_down()
        beat_heart.pop_request()
    assert get_contextvars() == {}
