"""The fault matrix as data: step × fault, some of two at once, and how each may end.

docs/faults.md shows it; a test holds the two against each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tests.faults.story import Deed, Facts, Story

OWED = Decimal("34.90")
# How an order may stand, with its goods, points and money; nothing in between.
ENDS = {
    "nothing": Facts(),
    "waits": Facts(status="awaiting-payment", promised=2, available=4000, held=1000),
    "paid": Facts(
        status="confirmed", promised=2, available=4000, pending=30, paid=OWED
    ),
    "shipped": Facts(
        status="shipped", in_stock=8, available=4000, pending=30, paid=OWED
    ),
    "delivered": Facts(
        status="delivered", in_stock=8, available=4000, pending=30, paid=OWED
    ),
    "cancelled": Facts(status="cancelled", paid=OWED, paid_back=OWED),
}


def at_once(_story: Story) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step with an order. `middle` is the statement after which it breaks.

    It stands in the transaction of the step, shortly before it is committed.
    `lost` is how the order stands if the step was undone, `done` if it was not;
    `finally_` after somebody has tried again. What `asks_twice` is asked once more by
    the program itself where its connection has died. A worker `was_told` what to do,
    and `was_tried` once it has come to something; web asks for it as often as it
    `wakes`.
    """

    name: str
    program: str
    before: Deed
    do: Deed
    again: Deed
    middle: str
    lost: str
    done: str
    finally_: str
    asks_twice: bool = False
    wakes: int = 1
    was_told: Callable[[Story], bool] = at_once
    was_tried: Callable[[Story], bool] = at_once


STEPS = {
    step.name: step
    for step in (
        Step(
            name="place the order",
            program="web",
            before=Story.review,
            do=Story.press_order,
            again=Story.order_again_and_pay,
            middle='INSERT INTO "order_order"',
            lost="nothing",
            done="waits",
            finally_="paid",
            asks_twice=True,
        ),
        Step(
            name="open the payment page",
            program="web",
            before=Story.order,
            do=Story.press_pay,
            again=Story.pay_again,
            middle='UPDATE "payments_paymentattempt"',
            lost="waits",
            done="waits",
            finally_="paid",
        ),
        Step(
            name="hear the webhook",
            program="web",
            before=Story.open_page,
            do=Story.pay,
            again=Story.look_again,
            middle='INSERT INTO "payments_webhookevent"',
            lost="paid",
            done="paid",
            finally_="paid",
            # One event of the payment and one of its page.
            wakes=2,
        ),
        Step(
            name="book money and points",
            program="worker",
            before=Story.open_page,
            do=Story.pay,
            again=Story.look_again,
            middle='UPDATE "payments_payment"',
            lost="paid",
            done="paid",
            finally_="paid",
            was_told=Story.news_came,
            was_tried=Story.news_was_tried,
        ),
        Step(
            name="ship",
            program="web",
            before=Story.be_paid,
            do=Story.press_ship,
            again=Story.press_ship,
            middle='UPDATE "order_order"',
            lost="paid",
            done="shipped",
            finally_="shipped",
        ),
        Step(
            name="deliver",
            program="web",
            before=Story.be_shipped,
            do=Story.press_deliver,
            again=Story.press_deliver,
            middle='UPDATE "order_order"',
            lost="shipped",
            done="delivered",
            finally_="delivered",
        ),
        Step(
            name="cancel",
            program="web",
            before=Story.be_paid,
            do=Story.press_cancel,
            again=Story.press_cancel,
            middle='INSERT INTO "payments_refund"',
            lost="paid",
            done="cancelled",
            finally_="cancelled",
        ),
        Step(
            name="send the refund",
            program="worker",
            before=Story.be_paid,
            do=Story.press_cancel,
            again=Story.press_cancel,
            middle='UPDATE "payments_refund"',
            lost="cancelled",
            done="cancelled",
            finally_="cancelled",
            was_tried=Story.refund_was_tried,
        ),
        Step(
            name="hear what happened",
            program="worker",
            before=Story.be_paid,
            do=Story.press_ship,
            again=Story.press_ship,
            middle='INSERT INTO "outbox_message"',
            lost="shipped",
            done="shipped",
            finally_="shipped",
        ),
    )
}

PLACE, PAGE, NEWS, BOOK, SHIP, DELIVER, CANCEL, REFUND, _HEAR = STEPS
EVERY = tuple(STEPS)
TALKING = (PAGE, BOOK, REFUND)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`undoes` says that what the step had done until then is lost.

    `breaks` names what breaks it: broken.py; `orders` are the payment service's.
    """

    name: str
    breaks: str
    steps: tuple[str, ...]
    undoes: bool = False
    orders: tuple[dict[str, object], ...] = ()


def _service(name: str, *orders: dict[str, object], steps: tuple[str, ...]) -> Fault:
    return Fault(name=name, breaks="service", steps=steps, orders=orders)


FAULTS = {
    fault.name: fault
    for fault in (
        Fault(name="process killed", breaks="kill", steps=EVERY, undoes=True),
        Fault(name="database crashed", breaks="crash", steps=EVERY, undoes=True),
        Fault(name="connection cut", breaks="cut", steps=EVERY, undoes=True),
        Fault(name="answer to COMMIT lost", breaks="deafen", steps=EVERY),
        Fault(name="database slow", breaks="slow", steps=(PLACE, BOOK, CANCEL)),
        Fault(
            name="broker down",
            breaks="broker",
            steps=(PLACE, NEWS, BOOK, SHIP, DELIVER, CANCEL, REFUND),
        ),
        Fault(
            name="connection to the broker cut",
            breaks="broker-cut",
            steps=(PLACE, NEWS, BOOK, CANCEL),
        ),
        Fault(name="broker slow", breaks="broker-slow", steps=(PLACE, NEWS, CANCEL)),
        Fault(
            name="mail server down", breaks="mail", steps=(PLACE, BOOK, SHIP, REFUND)
        ),
        _service("service slow", {"kind": "slow", "seconds": 1}, steps=TALKING),
        _service(
            "service does not answer in time",
            {"kind": "slow", "seconds": 9},
            steps=(PAGE, REFUND),
        ),
        _service("service answers 500", {"kind": "error", "times": 2}, steps=TALKING),
        _service(
            "service answers 500, and yet did it",
            {"kind": "error-after", "times": 2},
            steps=(PAGE, REFUND),
        ),
        _service(
            "service answers no JSON", {"kind": "not-json", "times": 2}, steps=TALKING
        ),
        _service(
            "webhook lost", {"kind": "lost-news", "times": 9}, steps=(NEWS, REFUND)
        ),
        _service(
            "webhook twice",
            {"kind": "duplicate-news", "times": 9},
            steps=(NEWS, REFUND),
        ),
        _service(
            "webhooks out of order",
            {"kind": "held-news", "times": 9},
            steps=(NEWS, REFUND),
        ),
    )
}

CELLS = [(STEPS[step], fault) for fault in FAULTS.values() for step in fault.steps]


@dataclass(frozen=True)
class Double:
    """Two faults at once: `around` goes on while `fault` strikes."""

    step: Step
    around: Fault
    fault: Fault


DOUBLES = [
    Double(STEPS[step], FAULTS[around], FAULTS[fault])
    for step, around, fault in (
        (NEWS, "broker down", "webhook lost"),
        (NEWS, "webhook twice", "answer to COMMIT lost"),
        (BOOK, "service slow", "connection cut"),
        (SHIP, "mail server down", "database crashed"),
        (CANCEL, "broker down", "process killed"),
        (REFUND, "service answers 500, and yet did it", "process killed"),
    )
]


def end(step: Step, fault: Fault) -> str:
    """How the order stands after the recovery, before anybody tries again."""
    is_made_up_for = step.asks_twice and fault.breaks == "cut"
    return step.lost if fault.undoes and not is_made_up_for else step.done


def table() -> str:
    """The matrix as docs/faults.md shows it."""
    return _shown(
        ["What breaks", *STEPS],
        *(
            [
                f"**{fault.name}**",
                *(
                    end(step, fault) if step.name in fault.steps else "·"
                    for step in STEPS.values()
                ),
            ]
            for fault in FAULTS.values()
        ),
    )


def doubles_table() -> str:
    """What two faults at once come to, as docs/faults.md shows it."""
    return _shown(
        ["While this goes on", "this strikes", "in the step", "and the order"],
        *(
            [
                f"**{both.around.name}**",
                f"**{both.fault.name}**",
                both.step.name,
                end(both.step, both.fault),
            ]
            for both in DOUBLES
        ),
    )


def _shown(head: list[str], *rows: list[str]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
