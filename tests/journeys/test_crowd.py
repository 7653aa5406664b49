"""A small crowd, as `make load` lets in a large one."""

from django.utils import timezone
from rich.console import Console

from tests.factories import announce_gifts
from tests.load.rush import rush
from tests.servers.live import LiveShop


def test_a_crowd_breaks_nothing(live_shop: LiveShop):
    """S01, S02, L08: they buy what runs out, regret it, and press buttons twice."""
    with live_shop.database():
        announce_gifts(at=timezone.now())  # of members that other journeys made
        broken = rush(
            home=live_shop.url,
            folder=live_shop.programs.directory,
            manage=lambda book: (0, live_shop.manage(book)),
            shoppers=12,
            seconds=25,
            pause=0.3,
            seed=1,
            console=Console(),
        )

    assert broken == []
