"""The demo catalogue as it is written in `catalogue/*.toml`, and more of the like.

Everything here is invented for the demo. A ware's marks are what its attributes
say: attribute code → key in options.toml, or the words themselves.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "catalogue"
SHELVES = (
    "pantry",
    "tea",
    "coffee",
    "sweets",
    "kitchen",
    "tableware",
    "textiles",
    "care",
    "stationery",
    "garden",
)
PREFIX = "DEMO-"
MARKS = ("colour", "size", "amount", "origin", "material")


@dataclass(frozen=True)
class Words:
    """The same text in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, kw_only=True)
class Variant:
    sku: str
    price: Decimal
    stock: int
    marks: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Ware:
    """A product; one with variants is bought as one of them."""

    sku: str
    part: str
    title: Words
    about: Words
    vat: Decimal
    points_share: int
    price: Decimal
    stock: int
    marks: Mapping[str, str]
    picture: Mapping[str, str]
    tint: str
    variants: tuple[Variant, ...] = ()
    pictured_as: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    slug: str
    title: Words


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A category with its parts and its wares."""

    slug: str
    tint: str
    title: Words
    about: Words
    parts: tuple[Part, ...]
    wares: tuple[Ware, ...] = field(repr=False)


@cache
def options() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """What attributes can say: attribute code → key → `en`, `zh` (and `hex`)."""
    return tomllib.loads((FILES / "options.toml").read_text())


@cache
def shelves() -> tuple[Shelf, ...]:
    return tuple(
        _shelf(tomllib.loads((FILES / f"{name}.toml").read_text())) for name in SHELVES
    )


def wares(count: int, *, seed: int) -> Iterator[Ware]:
    """Yield `count` wares: the hand-written ones first, then combinations of them."""
    written = [ware for shelf in shelves() for ware in shelf.wares]
    yield from islice(written, count)
    for number in range(len(written), count):
        yield _invented(written, number, seed)


def _shelf(page: Mapping[str, Any]) -> Shelf:
    return Shelf(
        slug=page["slug"],
        tint=page["tint"],
        title=Words(**page["name"]),
        about=Words(**page["about"]),
        parts=tuple(
            Part(slug=part["slug"], title=Words(part["en"], part["zh"]))
            for part in page["parts"]
        ),
        wares=tuple(
            _ware(page, entry, f"{PREFIX}{page['code']}-{number:02}")
            for number, entry in enumerate(page["product"], start=1)
        ),
    )


def _ware(page: Mapping[str, Any], entry: Mapping[str, Any], sku: str) -> Ware:
    part = next(part for part in page["parts"] if part["slug"] == entry["in"])
    variants = tuple(
        Variant(
            sku=f"{sku}-{number}",
            price=Decimal(variant.get("price") or entry["price"]),
            stock=variant["stock"],
            marks=_marks(variant),
        )
        for number, variant in enumerate(entry.get("variants", ()), start=1)
    )
    return Ware(
        sku=sku,
        part=part["slug"],
        title=Words(entry["en"], entry["zh"]),
        about=Words(**entry["about"]),
        vat=Decimal(part.get("vat", page["vat"])),
        points_share=entry.get("points_share", 100),
        price=Decimal(entry.get("price") or entry["variants"][0]["price"]),
        stock=entry.get("stock", 0),
        marks=_marks(entry),
        picture=entry["picture"],
        tint=page["tint"],
        variants=variants,
        pictured_as=sku,
    )


def _marks(entry: Mapping[str, Any]) -> Mapping[str, str]:
    return {code: str(entry[code]) for code in MARKS if code in entry}


# -- More of the like, for catalogues of any size -----------------------------------

MANNERS = (
    Words("Small-Batch", "小批"),
    Words("Old-Style", "老式"),
    Words("Everyday", "日常"),
    Words("Winter", "冬日"),
    Words("Summer", "夏日"),
    Words("Reserve", "珍藏"),
    Words("Village", "乡间"),
    Words("Harbour", "港口"),
    Words("Early", "早市"),
    Words("Quiet", "静好"),
    Words("Plain", "素简"),
    Words("Mountain", "山野"),
)
MAKERS = (
    Words("Hof Lindau", "林道农庄"),
    Words("Maison Perrin", "佩兰工坊"),
    Words("Two Bridges", "双桥"),
    Words("North Quay", "北码头"),
    Words("Casa Moura", "莫拉之家"),
    Words("Studio Aki", "秋工坊"),
    Words("Brook & Daughters", "溪畔母女"),
    Words("Atelier Sund", "松德工房"),
    Words("Red Barn", "红谷仓"),
    Words("Half Moon", "半月"),
    Words("Orchard Lane", "果园巷"),
    Words("Stone Mill", "石磨坊"),
)


def _invented(written: list[Ware], number: int, seed: int) -> Ware:
    """A ware made of the parts of others; the same number gives the same ware."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311  no secret
    model = written[number % len(written)]
    turn = number // len(written)
    manner = MANNERS[turn % len(MANNERS)]
    maker = MAKERS[(turn // len(MANNERS) + turn) % len(MAKERS)]
    series = turn // (len(MANNERS) * len(MAKERS))
    suffix = f" No. {series + 1}" if series else ""
    cents = int(model.price * chance.randint(80, 125)) // 10 * 10
    marks = dict(model.variants[0].marks) if model.variants else {}
    return replace(
        model,
        sku=f"{PREFIX}X{number:06}",
        title=Words(
            f"{manner.en} {model.title.en}, {maker.en}{suffix}",
            f"{maker.zh}·{manner.zh}{model.title.zh}{suffix}",
        ),
        price=max(Decimal("1.20"), Decimal(cents) / 100),
        stock=chance.choice((0, 2, *range(10, 200, 10))),
        marks={**model.marks, **marks},
        variants=(),
    )
