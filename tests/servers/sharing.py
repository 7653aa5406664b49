"""How the workers of pytest-xdist share the tests.

Its own `loadgroup` does nothing with pytest 9.2 (pytest-xdist, issue 1386).
"""

from collections.abc import Mapping

from xdist.scheduler import LoadScopeScheduling

# Each of these starts a shop, once: one worker takes them all. The journeys that look
# at many pages have another shop than those that act, and another worker.
SHOPS = (
    "tests/journeys/test_accessible.py",
    "tests/journeys/test_crowd.py",
    "tests/journeys/",
    "tests/faults/",
    "tests/shop/test_demo_command.py",
)
# These need no servers, nor the time that starting them takes.
PURE = "tests/unit/"


def scope_of(nodeid: str) -> str:
    """The tests of a file, or those that share a shop."""
    shops = (shop for shop in SHOPS if nodeid.startswith(shop))
    return next(shops, nodeid.partition("::")[0])


def is_pure(nodeid: str) -> bool:
    return nodeid.startswith(PURE)


def turn(nodeid: str, budget: Mapping[str, float]) -> tuple[bool, float]:
    """When it is a test's turn: the quick verdict of pure functions comes first.

    Then comes what takes longest, so that no worker is left alone with it in the end.
    """
    return not is_pure(nodeid), -budget.get(scope_of(nodeid), 0)


class Sharing(LoadScopeScheduling):
    """Keep a scope together, and take the scopes in the order they come in."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)
