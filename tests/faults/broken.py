"""Break something while a step is taken. Each returns when it is over."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import redis
import requests

from tests.faults.matrix import Fault, Step
from tests.faults.proxy import Proxy
from tests.faults.story import Story
from tests.faults.town import Town, eventually

PAUSE = 0.01
COMPLAINT = "The broker does not answer"


def take(step: Step, fault: Fault, story: Story) -> None:
    """Take the step while the fault happens; what the program answers is its own."""
    BREAKS[fault.breaks](step, fault, story)


def _in_the_middle(
    step: Step, story: Story, strike: Callable[[], None], *, is_late: bool = False
) -> None:
    """Strike while all that the step did waits for its COMMIT."""
    wire = _database(step, story.town)
    with ThreadPoolExecutor(1) as beside:
        with wire.trap(step.middle, "COMMIT", is_late=is_late) as trap:
            going = beside.submit(step.do, story)
            trap.wait()
            strike()
        if step.program == "web":
            _assert_nothing_was_promised(going)
        else:
            going.result()


def _assert_nothing_was_promised(going: Future[object]) -> None:
    """Whoever pressed a button gets no answer, or the page that says it failed."""
    answer = None
    with suppress(requests.ConnectionError):
        answer = going.result()
    if isinstance(answer, requests.Response):
        assert answer.status_code == 500
        assert "<main" in answer.text


def _kill(step: Step, _fault: Fault, story: Story) -> None:
    _in_the_middle(step, story, partial(story.town.kill, step.program))


def _crash(step: Step, _fault: Fault, story: Story) -> None:
    _in_the_middle(step, story, story.town.crash_database)


def _cut(step: Step, _fault: Fault, story: Story) -> None:
    _in_the_middle(step, story, lambda: None)


def _deafen(step: Step, _fault: Fault, story: Story) -> None:
    _in_the_middle(step, story, lambda: None, is_late=True)


def _slow(step: Step, _fault: Fault, story: Story) -> None:
    with _database(step, story.town).slowed(seconds=PAUSE):
        step.do(story)


def _broker(step: Step, _fault: Fault, story: Story) -> None:
    """It comes back empty: what it was told is forgotten."""
    town = story.town
    wire = town.wires[f"{step.program}'s broker"]
    complaints = town.complaints(COMPLAINT)
    wire.down()
    step.do(story)
    if step.program == "web":
        due = complaints + step.wakes
        assert eventually(lambda: town.complaints(COMPLAINT) >= due)
    else:
        assert eventually(lambda: step.was_told(story))
    with redis.Redis.from_url(town.redis.url()) as broker:
        broker.flushall()
    wire.up()


def _cut_broker(step: Step, _fault: Fault, story: Story) -> None:
    story.town.wires[f"{step.program}'s broker"].cut()
    step.do(story)


def _slow_broker(step: Step, _fault: Fault, story: Story) -> None:
    with story.town.wires[f"{step.program}'s broker"].slowed(seconds=10 * PAUSE):
        step.do(story)


def _mail(step: Step, _fault: Fault, story: Story) -> None:
    wire = story.town.wires["mail"]
    wire.down()
    step.do(story)
    assert eventually(story.a_mail_was_refused)
    wire.up()


def _service(step: Step, fault: Fault, story: Story) -> None:
    for order in fault.orders:
        story.town.order_fault(**order)
    step.do(story)
    assert eventually(lambda: step.was_tried(story))
    story.town.control("forget", {})
    story.town.control("release", {})


def _database(step: Step, town: Town) -> Proxy:
    return town.wires[f"{step.program}'s database"]


BREAKS: dict[str, Callable[[Step, Fault, Story], None]] = {
    "kill": _kill,
    "crash": _crash,
    "cut": _cut,
    "deafen": _deafen,
    "slow": _slow,
    "broker": _broker,
    "broker-cut": _cut_broker,
    "broker-slow": _slow_broker,
    "mail": _mail,
    "service": _service,
}
