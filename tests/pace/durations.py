"""Watches a run of the tests: what each scope took is shown, kept and judged."""

import json
from collections import Counter
from pathlib import Path

import pytest

from shop.embedded.fingerprints import ROOT
from tests.pace import budget
from tests.servers import sharing

KEPT = ROOT / ".cache" / "durations.json"
SHOWN = 12
# What takes less, in seconds, needs no table.
QUICK = 10


class Durations:
    """A plugin of pytest, at work in the process that reports."""

    def __init__(self, *, kept: Path = KEPT):
        self.kept = kept
        self.tests: Counter[str] = Counter()
        self.phases: dict[str, Counter[str]] = {}
        self.outgrown: list[budget.Outgrown] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        scope = sharing.scope_of(report.nodeid)
        phases = self.phases.setdefault(scope, Counter())
        phases[report.when] += report.duration
        self.tests[scope] += report.when == "setup"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.phases:
            return
        self.outgrown = list(budget.outgrown(self.taken(), budget.read()))
        if self.outgrown and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self.kept.parent.mkdir(exist_ok=True)
        self.kept.write_text(json.dumps(self.phases, indent=1, sort_keys=True))

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        taken = self.taken()
        if sum(taken.values()) < QUICK:
            return
        terminalreporter.section(f"longest scopes, of {sum(taken.values()):.0f} s")
        for scope, took in Counter(taken).most_common(SHOWN):
            phases = ", ".join(
                f"{phase} {seconds:.0f}"
                for phase, seconds in self.phases[scope].items()
                if seconds >= 1
            )
            terminalreporter.line(
                f"{took:6.1f} s  {scope}: {self.tests[scope]} tests ({phases})"
            )
        for scope in self.outgrown:
            terminalreporter.line(
                f"{scope}: find out why, or write its new budget (make budget)",
                red=True,
            )

    def taken(self) -> dict[str, float]:
        return {scope: sum(phases.values()) for scope, phases in self.phases.items()}


def last_run() -> dict[str, float]:
    """What each scope took in the last run, whichever tests that were."""
    phases = json.loads(KEPT.read_text())
    return {scope: sum(seconds.values()) for scope, seconds in phases.items()}
