"""A run's results as JSON, as a chart and as tables for a page."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import chart
from benchmarks.chart import amount, ratio_text, target_text
from benchmarks.results import Comparison, Figure, Judgement, Results, Series

SCHEMA = 1


def write(results: Results, folder: Path, *, name: str, run: dict[str, Any]) -> None:
    """Leave NAME.json, NAME.svg and NAME.md in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"schema": SCHEMA, **run, **results.as_dict()}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(f"{text}\n")
    picture = chart.draw(results.comparisons, title=f"{name}: rates beside others")
    (folder / f"{name}.svg").write_text(picture)
    (folder / f"{name}.md").write_text(tables(results, run))


def publish(text: str, page: Path, *, name: str) -> None:
    """Put `text` between the page's marks of that name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _begin, rest = page.read_text().partition(begin)
    _old, _end, after = rest.partition(end)
    if not after:
        raise ValueError(f"{page} has no place for {name}: {begin} … {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}")


def tables(results: Results, run: dict[str, Any]) -> str:
    parts = [_about(run)]
    if results.comparisons:
        parts.append(_comparisons(results.comparisons))
    if results.figures:
        parts.append(_figures(results.figures))
    if results.judgements:
        parts.append(_judgements(results.judgements))
    return "\n".join(parts)


def _about(run: dict[str, Any]) -> str:
    machine = run["machine"]
    return (
        f"Size `{run['size']}`, {run['taken_at'][:10]}, commit {machine['commit']}:"
        f" {machine['cores']} cores ({machine['processor']}) with a load of"
        f" {machine['load_before']} before it, {machine['memory_gib']}"
        f" GiB, PostgreSQL {machine['postgresql']['server_version']} with durable"
        f" commits on {machine['file_system']}, clients on the same machine. Median"
        " (lowest–highest) of the rounds.\n"
    )


def _comparisons(comparisons: Sequence[Comparison]) -> str:
    return _table(
        ["What", "Here", "Beside", "There", "Ratio", "Target", "Met"],
        (
            [
                one.what,
                _spread(one.ours, one.unit),
                one.beside,
                _spread(one.theirs, one.unit),
                f"{ratio_text(one)} ({min(one.ratio.values):.2f}"
                f"–{max(one.ratio.values):.2f})",
                target_text(one),
                {True: "yes", False: "**no**", None: "–"}[one.is_met],
            ]
            for one in comparisons
        ),
    )


def _figures(figures: Sequence[Figure]) -> str:
    return _table(["Figure", "Value"], ([one.what, _values(one)] for one in figures))


def _values(figure: Figure) -> str:
    values = figure.values.items()
    return " · ".join(f"{name} {amount(value, figure.unit)}" for name, value in values)


def _judgements(judgements: Sequence[Judgement]) -> str:
    ledgers = list(dict.fromkeys(one.ledger for one in judgements))
    found = {(one.case, one.ledger): one for one in judgements}
    cases = dict.fromkeys(one.case for one in judgements)
    rows = (
        [case, *(_judged(found[case, ledger]) for ledger in ledgers)] for case in cases
    )
    return _table(["Case", *ledgers], rows)


def _judged(one: Judgement) -> str:
    verdict = f"**{one.verdict}**" if one.verdict == "wrong" else one.verdict
    return f"{verdict}: {one.seen}" if one.seen else verdict


def _spread(series: Series, unit: str) -> str:
    ends = (min(series.values), max(series.values))
    low, high = (amount(end, "").strip() for end in ends)
    return f"{amount(series.median, unit)} ({low}–{high})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
