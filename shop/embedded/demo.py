"""`make demo`: the whole shop under one supervisor.

Run as `python -m shop.embedded.demo`, with HOST, PORT and DATA_DIR from the
environment. Exit status: 0 after a stop, 1 when a part failed, 2 when refused.
"""

import os
import signal
import time
from contextlib import ExitStack
from types import FrameType
from typing import NoReturn

from rich.console import Console

from shop.embedded.payments import Payments
from shop.embedded.preparation import Preparation
from shop.embedded.process import DidNotStart
from shop.embedded.programs import Programs
from shop.embedded.servers import Servers
from shop.embedded.surroundings import Refused, Surroundings
from shop.embedded.watching import GaveUp, Part, Watch

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Made by `seed_demo`, which refuses to make them in a public shop.
ACCOUNTS = (
    "Sign in with the password morning-market as mei@demo.example (a shopper with"
    " points),\nnoah@demo.example (a new shopper) or manager@demo.example (staff)."
)
TEST_CARD = (
    "Pay with the test card 4242 4242 4242 4242: a simulation, no real money moves."
)
console = Console(highlight=False, soft_wrap=True, markup=False)


def main() -> int:
    for number in STOPPING:
        # A caller which wants hang-ups ignored, as nohup does, keeps its wish.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)
    try:
        with ExitStack() as stack:
            _watch(_start(stack))
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 0
    except Refused as refusal:
        console.print(str(refusal), style="red")
        return 2
    except (DidNotStart, GaveUp) as failure:
        console.print(str(failure), style="red")
        return 1


def _start(stack: ExitStack) -> list[Part]:
    """Start everything; `stack` stops it again, the last first."""
    began = time.monotonic()
    surroundings = Surroundings.from_environment(os.environ)
    surroundings.refuse_taken_port()
    stack.enter_context(surroundings.claimed())

    payments = Payments.beside(
        host=surroundings.host,
        port=surroundings.port,
        directory=surroundings.data_dir,
        environment=os.environ,
    )
    told = payments.environment() if payments else {}
    servers = Servers(surroundings.data_dir, others={"DEMO": "1"} | told)
    stack.callback(servers.stop)
    with console.status("Starting PostgreSQL and Redis"):
        servers.start()
    console.print("✓ PostgreSQL and Redis")

    environment = surroundings.environment() | servers.addresses()
    Preparation(
        data_dir=surroundings.data_dir,
        environment=environment,
        owner_url=servers.owner_url(),
        console=console,
    ).do()

    programs = Programs(
        host=surroundings.host,
        port=surroundings.port,
        directory=surroundings.data_dir,
        environment=environment,
        payments=payments,
    )
    stack.callback(programs.stop)
    with console.status("Starting web, worker and beat"):
        programs.start()
        programs.await_health()
    console.print("✓ Web, worker and beat")
    if payments:
        console.print(TEST_CARD)
    _greet(surroundings.address, seconds=time.monotonic() - began)
    return [*servers.parts(), *programs.parts()]


def _greet(address: str, *, seconds: float) -> None:
    console.print(ACCOUNTS)
    console.print(f"Started in {seconds:.0f} s; Ctrl-C stops it.")
    console.print(f"Ready: {address}")


def _watch(parts: list[Part]) -> NoReturn:
    """Start again what ends, until somebody stops it. Raises GaveUp."""
    watch = Watch(parts, say=console.print)
    while True:
        watch.look(at=time.monotonic())
        time.sleep(0.5)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
