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
    if first["page_statements"] > case.statements:
        raise NotTheSame(f"{case.name}: {first['page_statements']} statements")


def _results(case: Case, rounds: Sequence[Sequence[dict[str, Any]]]) -> Results:
    names = ["Fairpoints", BESIDE][: len(rounds[0])]
    results = Results()
    for part, words in PARTS.items():
        what = f"{case.name}: {words}"
        counted = [int(found[f"{part}_statements"]) for found in rounds[0]]
        results.figures.append(
            Figure(what, "statements", dict(zip(names, counted, strict=True)))
        )
        per_second = [
            Series([1000 / one[place][part] for one in rounds])
            for place in range(len(names))
        ]
        if len(names) == 1:
            continue
        results.comparisons.append(
            Comparison(
                what=what,
                beside=BESIDE,
                unit="a second",
                ours=per_second[0],
                theirs=per_second[1],
                target=case.faster if part == "page" else None,
            )
        )
    return results


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
