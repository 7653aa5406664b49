"""`make bench-pages`: kept pages beside a view that does nothing.

With --publish the figures go into docs/benchmarks/, else into .cache/benchmarks/.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine, report
from benchmarks.pages.webs import COMPRESSED, Web, serving
from benchmarks.results import Comparison, Figure, Results, Series
from benchmarks.servers import TEMPLATE, database, environment_for, started
from shop.embedded.fingerprints import ROOT

NAME = "pages"
PUBLISHED = ROOT / "docs" / "benchmarks"
UNPUBLISHED = ROOT / ".cache" / "benchmarks"
BESIDE = "a view that does nothing"
# A cookie of ours makes a page one's own: nothing is kept of it.
UNKEPT = COMPRESSED | {"Cookie": "sessionid=nobodyswhatsoever"}
ENVIRONMENT = {
    "ALLOWED_HOSTS": "127.0.0.1",
    "CELERY_BROKER_URL": "memory://",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}


@dataclass(frozen=True)
class Size:
    rounds: int
    seconds: float
    products: int
    mixed: int  # requests, before the memory is looked at


SIZES = {
    "full": Size(rounds=7, seconds=4, products=10_000, mixed=3000),
    "small": Size(rounds=3, seconds=2, products=129, mixed=3000),
    # So that a test can run all of it.
    "tiny": Size(rounds=1, seconds=0.2, products=30, mixed=20),
}
# What a kept page reaches of the trivial view's rate (docs: design).
TARGET = 0.25
MOST_MEBIBYTES = 150


def measure(shop: Web, trivial: Web, pages: Mapping[str, Any], size: Size) -> Results:
    results = Results()
    for name in ("home", "list", "product"):
        path = pages[name]
        shop.rate(path, seconds=size.seconds / 4)  # both workers have it then
        known = shop.get(path).getheader("ETag")
        had = COMPRESSED | {"If-None-Match": known}
        rounds = [
            (
                shop.rate(path, seconds=size.seconds),
                trivial.rate("/", seconds=size.seconds),
                shop.rate(path, seconds=size.seconds, headers=UNKEPT),
            )
            for _round in range(size.rounds)
        ]
        kept, nothing, unkept = map(Series, zip(*rounds, strict=True))
        results.comparisons += [
            Comparison(f"{name}, kept", BESIDE, "a second", kept, nothing, TARGET),
            Comparison(f"{name}, made anew", BESIDE, "a second", unkept, nothing),
        ]
        if shop.get(path, had).status != 304:
            raise AssertionError(f"{path} is sent to who has it")
    _walk(shop, pages, size.mixed)
    for what, worker in (
        ("most memory", max(shop.peak_mebibytes())),
        ("memory by its part of what is shared", max(shop.own_mebibytes())),
    ):
        name = f"{what} of a worker, {size.mixed:,} mixed requests"
        results.figures.append(Figure(name, "MiB", {"Fairpoints": worker}))
    return results


def _walk(shop: Web, pages: Mapping[str, Any], number: int) -> None:
    """Different pages, as visitors and as somebody whose pages are not kept."""
    products: Sequence[str] = pages["products"]
    for one in range(number):
        path = (
            products[one % len(products)],
            f"{pages['list']}?page={one % 40}",
            f"/en/search/?q=tea+{one % 50}",
        )[one % 3]
        shop.get(path, UNKEPT if one % 4 == 0 else COMPRESSED)


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    size = SIZES[options.size]
    began = time.monotonic()
    with ExitStack() as stack:
        server = stack.enter_context(started())
        run = {
            "size": options.size,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.described(server),
        }
        stack.enter_context(database(server, "pages", template=TEMPLATE))
        environment = environment_for(server, "pages") | ENVIRONMENT
        pages = _fill(size.products, environment)
        shop = stack.enter_context(serving("shop.wsgi", environment))
        trivial = stack.enter_context(
            serving("benchmarks.pages.trivial", {"PYTHONPATH": str(ROOT)})
        )
        results = measure(shop, trivial, pages, size)
    run["minutes"] = round((time.monotonic() - began) / 60, 1)
    folder = PUBLISHED if options.publish else options.to
    report.write(results, folder, name=NAME, run=run)
    say(f"{report.tables(results, run)}\nWritten to {folder}.")
    return 0


def _fill(products: int, environment: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "benchmarks.pages.filling", f"{products}"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    known.add_argument("--size", choices=SIZES, default="full")
    known.add_argument("--publish", action="store_true", help="write into docs/")
    known.add_argument("--to", type=Path, default=UNPUBLISHED, metavar="FOLDER")
    return known


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
