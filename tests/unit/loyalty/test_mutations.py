"""`make mutate` can start: what it takes away is there, and so are its tests."""

from shop.embedded.fingerprints import ROOT
from tests.mutations.__main__ import GUARDS


def test_each_guard_names_a_test_that_exists():
    for guard in GUARDS:
        path, _, name = guard.test.partition("::")
        function = name.partition("[")[0]
        assert f"def {function}(" in (ROOT / path).read_text(), guard.name
