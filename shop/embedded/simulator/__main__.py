"""Run the simulator until it is stopped."""

import argparse
import os
import signal

from shop.embedded.simulator.server import Simulator


def main() -> None:
    """Keys come from the environment, as the shop's do."""
    parser = argparse.ArgumentParser(
        prog="python -m shop.embedded.simulator", description="A payment service to try"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--news-to", default="", help="the shop's webhook")
    parser.add_argument("--state", default=":memory:", help="a file to remember in")
    chosen = parser.parse_args()
    simulator = Simulator(
        secret_key=os.environ["STRIPE_SECRET_KEY"],
        webhook_secret=os.environ["STRIPE_WEBHOOK_SECRET"],
        news_to=chosen.news_to,
        host=chosen.host,
        port=chosen.port,
        state=chosen.state,
    )
    # Blocked in every thread, so that it is this one that hears of them.
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    simulator.start()
    signal.sigwait(ending)
    simulator.stop()


if __name__ == "__main__":
    main()
