"""`make bench-offers`: the same basket here and in Oscar as it comes.

With --publish the figures go into docs/benchmarks/ and docs/offers.md, else into
.cache/benchmarks/.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine, report
from benchmarks.ledger.peers import OTHERS_PYTHON
from benchmarks.offers.sizes import SIZES, Case, Size
from benchmarks.offers.stores import Store, stores
from benchmarks.results import Comparison, Figure, Results, Series
from benchmarks.servers import started
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import Postgres

NAME = "offers"
PAGE = ROOT / "docs" / "offers.md"
PUBLISHED = ROOT / "docs" / "benchmarks"
UNPUBLISHED = ROOT / ".cache" / "benchmarks"
BESIDE = "django-oscar 4.2"
PARTS = {"page": "basket page", "pricing": "applying the offers"}


class NotTheSame(Exception):
    """The two shops did not take the same off, or ours asked too often."""


def measure(server: Postgres, size: Size, *, alone: bool = False) -> Results:
    results = Results()
    for case in size.cases:
        with stores(server, case, alone=alone) as known:
            rounds = [_round(known, size) for _round_ in range(size.rounds)]
        _check(case, [found for one in rounds for found in one])
        results += _results(case, rounds)
    return results


def _round(known: Sequence[Store], size: Size) -> list[dict[str, Any]]:
    """Each shop once, one after the other: ours first, in every round."""
    times = [size.ours, size.theirs]
    return [
        store.ask("measure", requests=requests)
        for store, requests in zip(known, times, strict=False)
    ]


def _check(case: Case, found: Sequence[dict[str, Any]]) -> None:
    first, *others = found
    if len(first["taken"]) != case.offers:
        raise NotTheSame(f"{case.name}: only {first['taken']}")
    for other in others:
        if other["taken"] != first["taken"]:
            raise NotTheSame(f"{case.name}: {first['taken']}, {other['taken']}")
    if first["page"]["statements"] > case.statements:
        raise NotTheSame(f"{case.name}: {first['page']['statements']} statements")


def _results(case: Case, rounds: Sequence[Sequence[dict[str, Any]]]) -> Results:
    results = Results()
    for part, words in PARTS.items():
        what = f"{case.name}: {words}"
        results.figures += [
            Figure(what, "statements", _by_shop(rounds, part, "statements")),
            Figure(f"{what}, processor", "ms", _by_shop(rounds, part, "processor")),
        ]
        if len(rounds[0]) == 1:
            continue
        ours, theirs = (
            Series([1000 / one[place][part]["milliseconds"] for one in rounds])
            for place in (0, 1)
        )
        target = case.faster if part == "page" else None
        results.comparisons.append(
            Comparison(what, BESIDE, "a second", ours, theirs, target)
        )
    return results


def _by_shop(
    rounds: Sequence[Sequence[dict[str, Any]]], part: str, figure: str
) -> dict[str, float]:
    """The median of the rounds, by the name of the shop."""
    return {
        name: Series([one[place][part][figure] for one in rounds]).median
        for place, name in enumerate(["Fairpoints", BESIDE][: len(rounds[0])])
    }


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if not options.alone and not OTHERS_PYTHON.exists():
        say("Oscar is not installed by itself: use `make bench-offers`, or --alone.")
        return 2
    began = time.monotonic()
    with started() as server:
        run = {
            "size": options.size,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.described(server),
        }
        results = measure(server, SIZES[options.size], alone=options.alone)
    run["minutes"] = round((time.monotonic() - began) / 60, 1)
    folder = PUBLISHED if options.publish else options.to
    report.write(results, folder, name=NAME, run=run)
    text = report.tables(results, run)
    if options.publish:
        report.publish(text, PAGE, name=NAME)
    say(f"{text}\nWritten to {folder}.")
    return 0


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="python -m benchmarks.offers")
    known.add_argument("--size", choices=SIZES, default="full")
    known.add_argument("--publish", action="store_true", help="write into docs/")
    known.add_argument("--to", type=Path, default=UNPUBLISHED, metavar="FOLDER")
    known.add_argument("--alone", action="store_true", help="without Oscar")
    return known


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
