"""Break something while a step is taken. Each returns when it is over."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
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


def take_amid(step: Step, around: Fault, fault: Fault, story: Story) -> None:
    """Take the step while `fault` happens and `around` goes on."""
    with AROUND[around.breaks](step, around, story):
        take(step, fault, story)


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
            _assert_nothing_else_was_promised(going, step)
        else:
            going.result()


def _assert_nothing_else_was_promised(going: Future[object], step: Step) -> None:
    """Who pressed a button gets no answer, or reads that it can be pressed again.

    Where the program has asked twice, and was heard, it leads on.
    """
    answer = None
    with suppress(requests.ConnectionError):
        answer = going.result()
    if not isinstance(answer, requests.Response):
        return
    if step.asks_twice and answer.status_code == 302:
        return
    assert answer.status_code == 503
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


@contextmanager
def _without_broker(step: Step, _fault: Fault, story: Story) -> Iterator[None]:
    """It comes back empty: what it was told is forgotten."""
    wire = story.town.wires[f"{step.program}'s broker"]
    wire.down()
    yield
    with redis.Redis.from_url(story.town.redis.url()) as broker:
        broker.flushall()
    wire.up()


def _broker(step: Step, fault: Fault, story: Story) -> None:
    town = story.town
    complaints = town.complaints(COMPLAINT)
    with _without_broker(step, fault, story):
        step.do(story)
        if step.program == "web":
            due = complaints + step.wakes
            assert eventually(lambda: town.complaints(COMPLAINT) >= due)
        else:
            assert eventually(lambda: step.was_told(story))


def _cut_broker(step: Step, _fault: Fault, story: Story) -> None:
    story.town.wires[f"{step.program}'s broker"].cut()
    step.do(story)


def _slow_broker(step: Step, _fault: Fault, story: Story) -> None:
    with story.town.wires[f"{step.program}'s broker"].slowed(seconds=10 * PAUSE):
        step.do(story)


@contextmanager
def _without_mail(_step: Step, _fault: Fault, story: Story) -> Iterator[None]:
    wire = story.town.wires["mail"]
    wire.down()
    yield
    wire.up()


def _mail(step: Step, fault: Fault, story: Story) -> None:
    with _without_mail(step, fault, story):
        step.do(story)
        assert eventually(story.a_mail_was_refused)


@contextmanager
def _misbehaving(_step: Step, fault: Fault, story: Story) -> Iterator[None]:
    for order in fault.orders:
        story.town.order_fault(**order)
    yield
    story.town.control("forget", {})
    story.town.control("release", {})


def _service(step: Step, fault: Fault, story: Story) -> None:
    with _misbehaving(step, fault, story):
        step.do(story)
        assert eventually(lambda: step.was_tried(story))


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

# What can go on for a while, so that something else breaks meanwhile.
AROUND: dict[str, Callable[[Step, Fault, Story], AbstractContextManager[None]]] = {
    "broker": _without_broker,
    "mail": _without_mail,
    "service": _misbehaving,
}
