"""A scope that outgrows its budget is named, on a slow machine as on a fast one."""

import pytest

from tests.pace import budget
from tests.servers import sharing

BUDGET = {"tests/journeys/": 200.0, "tests/a.py": 60.0, "tests/b.py": 20.0}


def outgrown(**changes: float) -> list[str]:
    taken = BUDGET | {f"tests/{name}.py": took for name, took in changes.items()}
    return [one.scope for one in budget.outgrown(taken, BUDGET)]


@pytest.mark.parametrize("pace", [0.3, 1, 3])
def test_a_machine_of_another_pace_changes_nothing(pace):
    taken = {scope: pace * seconds for scope, seconds in BUDGET.items()}

    assert list(budget.outgrown(taken, BUDGET)) == []


def test_what_takes_a_little_longer_may():
    assert outgrown(b=45) == []


def test_what_takes_far_longer_is_named():
    assert outgrown(b=75) == ["tests/b.py"]


def test_one_that_outgrows_its_budget_is_not_taken_for_a_slow_machine():
    usual = BUDGET | {"tests/c.py": 150.0}

    assert budget.pace(usual | {"tests/journeys/": 2000.0}, usual) == 1


def test_what_is_new_may_take_a_while_and_no_more():
    assert outgrown(new=19) == []
    assert outgrown(new=21) == ["tests/new.py"]


def test_a_part_of_the_tests_tells_nothing():
    assert list(budget.outgrown({"tests/b.py": 500.0}, BUDGET)) == []


def test_what_is_written_is_read_again(tmp_path, monkeypatch):
    file = tmp_path / "budget.toml"
    file.write_text(budget.written(BUDGET | {"tests/quick.py": 0.4}))
    monkeypatch.setattr(budget, "FILE", file)

    assert budget.read() == BUDGET


def test_each_budget_is_that_of_a_scope_that_exists():
    assert [scope for scope in budget.read() if not budget.exists(scope)] == []


def test_pure_functions_come_first_and_then_what_takes_longest():
    tests = [f"{scope}::test" for scope in ("tests/b.py", "tests/new.py", "tests/a.py")]
    tests += ["tests/unit/c.py::test", "tests/journeys/test_d.py::test"]

    assert sorted(tests, key=lambda test: sharing.turn(test, BUDGET)) == [
        "tests/unit/c.py::test",
        "tests/journeys/test_d.py::test",
        "tests/a.py::test",
        "tests/b.py::test",
        "tests/new.py::test",
    ]
