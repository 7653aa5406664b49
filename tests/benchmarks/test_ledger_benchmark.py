"""The benchmark of the ledger still runs. How fast anything is decides nothing here."""

import json
import os
import subprocess
import sys

import pytest

from benchmarks.ledger import __main__ as program
from benchmarks.peers.cases import CASES
from benchmarks.report import publish
from benchmarks.results import Comparison, Figure, Results, Series
from shop.embedded.fingerprints import ROOT

MEASURED = Results(figures=[Figure("one", "s", {"it": 1.0})])


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What the smallest run leaves, without the ledgers that are not installed here."""
    folder = tmp_path_factory.mktemp("measured")
    command = "-m benchmarks.ledger --size tiny --alone --to"
    done = subprocess.run(
        [sys.executable, *command.split(), folder],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def found(measured):
    return json.loads((measured / "ledger-tiny.json").read_text())


def test_every_scenario_leaves_its_figures(found):
    beside = [comparison["beside"] for comparison in found["comparisons"]]
    assert beside == (
        ["pgbench tpcb-like", "written plainly"] * 3
        + ["a campaign without"]
        + ["INSERT … SELECT", "INSERT … SELECT with keys and checks"] * 3
        + ["100 postings"] * 4
        + ["tables that are whole"] * 3
    )
    for comparison in found["comparisons"]:
        assert comparison["ours"]["lowest"] > 0
        assert comparison["theirs"]["lowest"] > 0
    names = {name for figure in found["figures"] for name in figure["values"]}
    assert {"p50", "p99", "write-ahead log", "in all", "1,000 postings"} <= names


def test_what_was_measured_is_kept_when_a_scenario_fails(tmp_path, monkeypatch):
    def fails(_server, _size):
        raise RuntimeError("the disk is full")

    known = {"first": lambda *_: MEASURED, "broken": fails, "last": lambda *_: MEASURED}
    monkeypatch.setattr(program, "scenarios", lambda **_options: known)

    assert program.main(["--size", "tiny", "--alone", "--to", str(tmp_path)]) == 1

    kept = json.loads((tmp_path / "ledger-tiny.json").read_text())
    assert [one["what"] for one in kept["figures"]] == ["one", "one"]


def test_our_ledger_is_right_in_every_case(found):
    judged = {one["case"]: one["verdict"] for one in found["judgements"]}
    assert judged == dict.fromkeys(CASES, "right")


def test_commits_are_durable(found):
    settings = found["machine"]["postgresql"]
    assert settings["fsync"] == settings["synchronous_commit"] == "on"


def test_the_chart_and_the_tables_show_every_comparison(found, measured):
    chart = (measured / "ledger-tiny.svg").read_text()
    tables = (measured / "ledger-tiny.md").read_text()
    for comparison in found["comparisons"]:
        assert comparison["what"] in chart
        assert comparison["what"] in tables


def test_a_page_keeps_what_stands_around_the_tables(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("above\n<!-- x: begin -->\nold\n<!-- x: end -->\nbelow\n")
    publish("new", page, name="x")
    assert page.read_text() == (
        "above\n<!-- x: begin -->\n\nnew\n<!-- x: end -->\nbelow\n"
    )
    with pytest.raises(ValueError, match="no place for y"):
        publish("new", page, name="y")


@pytest.mark.parametrize(
    ("less_is_better", "target", "is_met"),
    [(False, 0.5, True), (False, 0.6, False), (True, 0.5, True), (True, 0.4, False)],
)
def test_a_ratio_is_taken_round_by_round(less_is_better, target, is_met):
    comparison = Comparison(
        what="",
        beside="",
        unit="",
        ours=Series([1, 5, 40]),
        theirs=Series([2, 50, 80]),
        target=target,
        less_is_better=less_is_better,
    )
    assert comparison.ratio.values == [0.5, 0.1, 0.5]
    assert comparison.is_met is is_met
