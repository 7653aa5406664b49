"""Each edge case that this part of the shop must survive is named by a test.

The numbers stand in docstrings, so that `grep -rw L12 tests/` finds who covers one.
Left out are cases of what the shop does not have yet, such as fixed bonuses and
goodwill (L17), tiers (L19), warnings before expiry (L29) or erasure (L39).
"""

import ast
import re
from collections.abc import Iterator

import pytest

from shop.embedded.fingerprints import ROOT

CASES = [
    *(f"L{number:02}" for number in (*range(1, 17), 18, *range(20, 29))),
    *(f"L{number:02}" for number in (*range(30, 36), 37)),
    *(f"L{number:02}" for number in (*range(1, 17), 18, *range(20, 28))),
    *(f"L{number:02}" for number in range(30, 38)),
    *(f"S{number:02}" for number in (*range(1, 6), *range(9, 14), *range(15, 20))),
    *(f"S{number:02}" for number in (*range(1, 14), 15, 16, 18, 19)),
    *(f"S{number:02}" for number in (*range(1, 8), *range(9, 20))),
]
NUMBER = re.compile(r"\b[LS]\d\d\b")


def _docstrings(tree: ast.Module) -> Iterator[str]:
    """What the tests of a module say about themselves, alone and together."""
    tests = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    if not tests:
        return
    groups = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for node in (tree, *groups, *tests):
        yield ast.get_docstring(node) or ""


@pytest.fixture(scope="module")
def named() -> set[str]:
    return {
        number
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.name != "test_cases.py"
        for docstring in _docstrings(ast.parse(path.read_text()))
        for number in NUMBER.findall(docstring)
    }


@pytest.mark.parametrize("case", CASES)
def test_a_test_names_the_case(named, case):
    assert case in named
