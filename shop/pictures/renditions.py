"""Product pictures in the sizes that pages show, under names known without a query.

`products/tea.png` becomes `products/tea.png.card.webp`, and so on: one file per
alias of `THUMBNAIL_ALIASES`, made once by a worker or in bulk by the seeder.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from easy_thumbnails.files import get_thumbnailer
from easy_thumbnails.source_generators import pil_image
from PIL import Image

from shop.pictures import naming

ALIASES: dict[str, dict] = settings.THUMBNAIL_ALIASES[""]
# What a page may choose from, by the alias it asks for: narrowest first.
CHOICES = {
    "thumb": ("thumb",),
    "card": ("card", "card-wide"),
    "large": ("card-wide", "large"),
}
name_of = naming.name_of
_seen: set[str] = set()
_SEEN_AT_MOST = 100_000


def width_of(alias: str) -> int:
    return ALIASES[alias]["size"][0]


def exists(name: str) -> bool:
    """Say whether a rendition is there; what was seen once is not asked again."""
    if name in _seen:
        return True
    found = default_storage.exists(name)
    if found and len(_seen) < _SEEN_AT_MOST:
        _seen.add(name)
    return found


def made(source: str, alias: str) -> tuple[tuple[str, str], ...]:
    """Return what is there for `alias`, as (alias, name), narrowest first."""
    names = [(choice, name_of(source, choice)) for choice in CHOICES[alias]]
    return tuple(one for one in names if exists(one[1]))


def forget() -> None:
    """Look at the storage again: for a process that changes it behind our back."""
    _seen.clear()


def make(source: str) -> None:
    """Make every rendition of the picture stored as `source`; repeating is harmless."""
    thumbnailer = get_thumbnailer(default_storage, source)
    thumbnailer.source_generators = [_opened_once()]
    for alias, size in ALIASES.items():
        thumbnailer.get_thumbnail({**size, "ALIAS": alias})


def _opened_once() -> Callable[..., Image.Image]:
    """Decode the picture for the first rendition; the others are made of the same."""
    opened: list[Image.Image] = []

    def open_picture(file: Any, **options: Any) -> Image.Image:
        if not opened:
            opened.append(pil_image(file, **options))
        return opened[0]

    return open_picture
