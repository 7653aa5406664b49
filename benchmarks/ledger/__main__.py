"""`make bench-ledger`: measure the ledger, and leave JSON, a chart and tables.

With --publish they go into docs/benchmarks/ and the page docs/ledger.md, else into
.cache/benchmarks/. Each size, and each choice of scenarios, has its own files and its
own place on the page.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine, report
from benchmarks.ledger import (
    budgets,
    bulk,
    correctness,
    depth,
    parted,
    postings,
    quotes,
    through_python,
)
from benchmarks.ledger.peers import OTHERS_PYTHON
from benchmarks.ledger.sizes import SIZES, Size
from benchmarks.results import Results
from benchmarks.servers import started
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import Postgres

NAME = "ledger"
PAGE = ROOT / "docs" / "ledger.md"
PUBLISHED = ROOT / "docs" / "benchmarks"
UNPUBLISHED = ROOT / ".cache" / "benchmarks"
Scenario = Callable[[Postgres, Size], Results]


def scenarios(*, others: bool) -> dict[str, Scenario]:
    """By name; `others` are the peers of an environment of their own."""
    return {
        "correctness": lambda server, size: correctness.measure(server, others=others),
        "postings": postings.measure,
        "budgets": budgets.measure,
        "quotes": quotes.measure,
        "python": lambda server, size: through_python.measure(
            server, size, others=others
        ),
        "bulk": bulk.measure,
        "depth": depth.measure,
        "parted": parted.measure,
    }


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    others = not options.alone
    if others and not OTHERS_PYTHON.exists():
        say("The other ledgers are not installed: use `make bench-ledger`, or --alone.")
        return 2
    folder = PUBLISHED if options.publish else options.to
    wanted = {
        name: scenario
        for name, scenario in scenarios(others=others).items()
        if not options.scenarios or name in options.scenarios
    }
    # Each size, and each choice of scenarios, is published beside the others.
    name = "-".join([NAME, options.size, *options.scenarios])
    results, run, failed = measured(wanted, size=options.size, folder=folder, name=name)
    text = report.tables(results, run)
    if options.publish:
        report.publish(text, PAGE, name=name)
    say(f"\n{text}\nWritten to {folder}.")
    if failed:
        say(f"Not measured, see above why: {', '.join(failed)}")
    return 1 if failed else 0


def measured(
    wanted: dict[str, Scenario], *, size: str, folder: Path, name: str
) -> tuple[Results, dict[str, Any], list[str]]:
    """The results, the run they are of, and which scenarios broke off."""
    results, began = Results(), time.monotonic()
    failed = []
    with started() as server:
        run: dict[str, Any] = {
            "size": size,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.described(server),
        }
        for title, scenario in wanted.items():
            say(f"{title} …")
            try:
                results += scenario(server, SIZES[size])
            except Exception:  # the others are measured all the same
                failed.append(title)
                say(traceback.format_exc())
            run["minutes"] = round((time.monotonic() - began) / 60, 1)
            say(f"{title}: {run['minutes']} minutes since the beginning")
            report.write(results, folder, name=name, run=run)
    return results, run, failed


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="python -m benchmarks.ledger")
    known.add_argument("--size", choices=SIZES, default="full")
    known.add_argument("--publish", action="store_true", help="write into docs/")
    known.add_argument("--to", type=Path, default=UNPUBLISHED, metavar="FOLDER")
    known.add_argument("--alone", action="store_true", help="without other ledgers")
    known.add_argument(
        "scenarios",
        nargs="*",
        choices=[[], *scenarios(others=True)],
        metavar="scenario",
    )
    return known


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
