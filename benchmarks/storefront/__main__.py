"""`make bench-storefront`: this shop beside Oscar as it comes, page by page.

With --publish the figures go into docs/benchmarks/ and docs/storefront.md, else into
.cache/benchmarks/.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import machine, report
from benchmarks.ledger.peers import OTHERS_PYTHON
from benchmarks.pages.webs import Web, serving
from benchmarks.results import Results
from benchmarks.servers import started
from benchmarks.storefront.measuring import Cases, beside_smaller
from benchmarks.storefront.shops import Shop, opened
from benchmarks.storefront.sizes import SIZES, Size
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import Postgres

NAME = "storefront"
PAGE = ROOT / "docs" / "storefront.md"
PUBLISHED = ROOT / "docs" / "benchmarks"
UNPUBLISHED = ROOT / ".cache" / "benchmarks"


def measure(server: Postgres, trivial: Web, size: Size) -> Iterator[Results]:
    """Yield what is known so far, after each size."""
    results = Results()
    with ExitStack() as stack:
        shops: list[Shop] = []
        for shelves in size.shelves:
            ours, theirs = stack.enter_context(opened(server, shelves))
            say(f"{shelves.products:,} products are there.")
            results += Cases(ours, theirs, trivial, shelves, size).measure()
            shops.append(ours)
            yield results
        yield results + _beside_smaller(shops, size)


def _beside_smaller(shops: Sequence[Shop], size: Size) -> Results:
    smaller, larger = shops[-2:]
    few, many = (shelves.products for shelves in size.shelves[-2:])
    return beside_smaller(larger, smaller, size, f"{many:,} products beside {few:,}")


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if not OTHERS_PYTHON.exists():
        say("Oscar is not installed by itself: use `make bench-storefront`.")
        return 2
    began = time.monotonic()
    with ExitStack() as stack:
        server = stack.enter_context(started())
        run = {
            "size": options.size,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.described(server),
        }
        trivial = stack.enter_context(
            serving("benchmarks.pages.trivial", {"PYTHONPATH": str(ROOT)})
        )
        folder = PUBLISHED if options.publish else options.to
        for results in measure(server, trivial, SIZES[options.size]):
            run["minutes"] = round((time.monotonic() - began) / 60, 1)
            report.write(results, folder, name=NAME, run=run)
    text = report.tables(results, run)
    if options.publish:
        report.publish(text, PAGE, name=NAME)
    say(f"{text}\nWritten to {folder}.")
    return 0


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="python -m benchmarks.storefront")
    known.add_argument("--size", choices=SIZES, default="full")
    known.add_argument("--publish", action="store_true", help="write into docs/")
    known.add_argument("--to", type=Path, default=UNPUBLISHED, metavar="FOLDER")
    return known


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
