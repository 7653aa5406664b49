"""Parts of one work at once: all of what they yield, and what they raise."""

from threading import Barrier

import pytest

from shop.books.side_by_side import side_by_side


def test_parts_run_at_once_and_yield_everything():
    together = Barrier(2, timeout=10)

    def part(name):
        yield f"{name}1"
        together.wait()  # nobody passes alone
        yield f"{name}2"

    found = list(side_by_side([part("a"), part("b")]))

    assert sorted(found) == ["a1", "a2", "b1", "b2"]


def test_what_a_part_raises_is_raised_after_what_was_found():
    def breaks():
        yield "first"
        raise RuntimeError("the server went away")

    found = side_by_side([breaks(), iter(["second"])])
    assert sorted([next(found), next(found)]) == ["first", "second"]
    with pytest.raises(RuntimeError, match="went away"):
        next(found)
