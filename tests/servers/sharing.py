"""How two workers of pytest-xdist share the tests.

Its own `loadgroup` does nothing with pytest 9.2 (pytest-xdist, issue 1386).
"""

from xdist.scheduler import LoadScopeScheduling

# Each of these starts a shop, once: one worker takes them all, and takes them first,
# because they take longest.
SHOPS = ("tests/journeys/", "tests/faults/", "tests/shop/test_demo_command.py")


def starts_a_shop(nodeid: str) -> bool:
    return nodeid.startswith(SHOPS)


class Sharing(LoadScopeScheduling):
    """Keep the tests of a file together, and those that share a shop."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        shops = (shop for shop in SHOPS if nodeid.startswith(shop))
        return next(shops, nodeid.partition("::")[0])
