"""Take the pictures of the demo's wares, once, into the media folder."""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image

from shop.demo.still_life import Picture, compose, family
from shop.demo.wares import Ware, options
from shop.pictures import renditions

FOLDER = "products/demo"
QUALITY = 86


@dataclass(frozen=True)
class Shot:
    """One picture: where it is kept, and how it is taken."""

    name: str
    take: Callable[[], Image.Image]


def colours_of(ware: Ware) -> list[str]:
    """The colours a ware comes in, in the order of its variants."""
    named = (variant.marks.get("colour", "") for variant in ware.variants)
    return list(dict.fromkeys(colour for colour in named if colour))


def main_picture(ware: Ware) -> str:
    return f"{FOLDER}/{ware.pictured_as.lower()}.webp"


def colour_picture(ware: Ware, colour: str) -> str:
    """The picture of a ware in `colour`; the first colour is on the main one."""
    first = [*colours_of(ware), colour][0]
    if colour == first:
        return main_picture(ware)
    return f"{FOLDER}/{ware.pictured_as.lower()}-{colour}.webp"


def family_picture(ware: Ware) -> str:
    return f"{FOLDER}/{ware.pictured_as.lower()}-all.webp"


def pictures_of(ware: Ware) -> list[str]:
    """The pictures of a ware itself; its variants have theirs."""
    many = len(colours_of(ware)) > 1
    return [main_picture(ware), *([family_picture(ware)] if many else [])]


def shots(ware: Ware) -> Iterator[Shot]:
    """Everything to photograph of one ware."""
    seed = zlib.crc32(ware.sku.encode())
    colours = colours_of(ware)
    specs = {colour: _spec(ware, colour) for colour in colours}
    first = specs[colours[0]] if colours else _spec(ware, "")
    yield Shot(main_picture(ware), partial(compose, first, seed=seed))
    for colour in colours[1:]:
        name = colour_picture(ware, colour)
        yield Shot(name, partial(compose, specs[colour], seed=seed))
    if len(colours) > 1:
        yield Shot(family_picture(ware), partial(family, list(specs.values())))


def photograph(wares: Iterable[Ware], *, advance: Callable[[], None]) -> int:
    """Take what is missing, on all processors; return how many pictures were."""
    missing = []
    for shot in (shot for ware in wares for shot in shots(ware)):
        if default_storage.exists(shot.name):
            advance()
        else:
            missing.append(shot)
    with ThreadPoolExecutor() as studio:
        for _taken in studio.map(_take, missing):
            advance()
    return len(missing)


def _take(shot: Shot) -> None:
    file = io.BytesIO()
    shot.take().save(file, "WEBP", quality=QUALITY, method=2)
    default_storage.save(shot.name, ContentFile(file.getvalue()))
    renditions.make(shot.name)
    # Each thread of the studio has a connection of its own, if any.
    connection.close()


def _spec(ware: Ware, colour: str) -> Picture:
    chosen: Mapping[str, str] = {**ware.picture}
    named = colour or chosen.get("colour", "white")
    shade = options()["colour"].get(named, {}).get("hex", named)
    dye = shade if colour and "object" in chosen else chosen.get("dye", "")
    return Picture(**{**chosen, "tint": ware.tint, "colour": shade, "dye": dye})
