"""A run keeps what its scopes took, and fails when one outgrows its budget."""

import json
from types import SimpleNamespace

import pytest

from tests.pace import budget
from tests.pace.durations import Durations


@pytest.fixture
def finish(tmp_path, monkeypatch):
    """End a run in which one test took so many seconds of a budget of one."""
    monkeypatch.setattr(budget, "read", lambda: {"tests/a.py": 1.0, "tests/b.py": 9.0})

    def end(seconds: float, exitstatus=pytest.ExitCode.OK):
        watching = Durations(kept=tmp_path / "durations.json")
        session = SimpleNamespace(exitstatus=exitstatus)
        for nodeid, took in (("tests/a.py::test", seconds), ("tests/b.py::test", 9.0)):
            for when, part in (("setup", 0.5), ("call", took - 0.5)):
                watching.pytest_runtest_logreport(
                    SimpleNamespace(nodeid=nodeid, when=when, duration=part)
                )
        watching.pytest_sessionfinish(session)
        return session.exitstatus

    return end


def test_what_each_scope_took_is_kept(finish, tmp_path):
    finish(2.0)

    kept = json.loads((tmp_path / "durations.json").read_text())
    assert kept["tests/a.py"] == {"setup": 0.5, "call": 1.5}


def test_a_scope_that_outgrows_its_budget_fails_the_run(finish):
    assert finish(2.0) == pytest.ExitCode.OK
    assert finish(60.0) == pytest.ExitCode.TESTS_FAILED


def test_a_run_that_was_broken_off_stays_so(finish):
    assert finish(60.0, pytest.ExitCode.INTERRUPTED) == pytest.ExitCode.INTERRUPTED
