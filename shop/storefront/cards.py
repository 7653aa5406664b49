"""Product cards, made once for all who are shown the same (docs/adr/0041)."""

from collections.abc import Hashable, Iterable
from threading import Lock

from cachetools import LRUCache
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shop.pictures import renditions
from shop.storefront.tiles import Tile

# Each takes some three kilobytes of a process.
MOST = 2_000
# Stands for the address of the list that a card is in. No title has this sign, and one
# that had would only name that address.
HERE = "\ue000"

_kept: LRUCache[Hashable, str] = LRUCache(MOST)
_lock = Lock()


def cards(
    tiles: Iterable[Tile], *, is_member: bool, here: str, eager: bool, hide: str
) -> SafeString:
    """Return the cards of a list at the address `here`, the first one `eager`.

    A card depends on nothing but what is named here. So nothing makes a kept one wrong:
    other goods, another price, another rule or a picture that has been made meanwhile
    are another card.
    """
    made = [
        _card(tile, is_member=is_member, eager=eager and not nth, hide=hide)
        for nth, tile in enumerate(tiles)
    ]
    html = "".join(made).replace(HERE, escape(here))
    return mark_safe(html)  # noqa: S308  a template's, and what stands in it is escaped


def _card(tile: Tile, **shows: bool | str) -> str:
    pictures = renditions.made(tile.picture, "card") if tile.picture else ()
    key = (tile, pictures, get_language(), *shows.values())
    with _lock:
        html = _kept.get(key)
    if html is None:
        shown = {"tile": tile, "here": HERE, **shows}
        html = render_to_string("components/product_card.html", shown)
        with _lock:
            _kept[key] = html
    return html
