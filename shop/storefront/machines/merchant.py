"""Goods in the words of Google's Merchant Center: plain values in, XML out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from shop.storefront.machines.structured import KNOWN_MARKS, Fact, gtin
from shop.storefront.machines.texts import speakable

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
"""
TAIL = "</channel>\n</rss>\n"
# What its columns hold.
LONGEST_TITLE, LONGEST_TEXT, MOST_PICTURES = 150, 5_000, 10
# As the programme and its one tier are to be called in the Merchant Center's settings.
PROGRAMME, TIER = "points", "member"


@dataclass(frozen=True)
class Item:
    """Something with a price; of variants, `group` is the product they are of."""

    key: str
    price: Decimal
    currency: str
    is_available: bool
    title: str = ""
    description: str = ""
    url: str = ""
    earns: int = 0
    group: str = ""
    barcode: str | None = ""
    pictures: Sequence[str] = ()
    shelves: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    grams: int = 0


def channel(*, title: str, url: str, about: str) -> str:
    """How a file begins."""
    return HEAD + "".join(
        _tag(name, value)
        for name, value in (("title", title), ("link", url), ("description", about))
    )


def item(one: Item) -> str:
    first, *others = one.pictures or [""]
    number = gtin(one.barcode)
    tags = [
        ("g:id", one.key),
        ("g:item_group_id", one.group),
        ("g:title", one.title[:LONGEST_TITLE]),
        ("g:description", (one.description or one.title)[:LONGEST_TEXT]),
        ("g:link", one.url),
        ("g:image_link", first),
        *(("g:additional_image_link", url) for url in others[:MOST_PICTURES]),
        ("g:availability", "in_stock" if one.is_available else "out_of_stock"),
        ("g:price", f"{one.price:.2f} {one.currency}"),
        ("g:gtin", number),
        ("g:identifier_exists", "" if number else "no"),
        ("g:product_type", " > ".join(one.shelves)),
        ("g:shipping_weight", f"{one.grams} g" if one.grams else ""),
        *_known(one.facts),
    ]
    lines = "".join(_tag(name, value) for name, value in tags if value)
    return f"<item>\n{lines}{_points(one)}</item>\n"


def _known(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    said = {KNOWN_MARKS.get(fact.code.lower()): fact.value for fact in facts}
    return ((f"g:{name}", value) for name, value in said.items() if name)


def _points(one: Item) -> str:
    """What members earn: a number of points, which is no price and no cashback."""
    if one.earns <= 0 or not one.is_available:
        return ""
    told = {
        "g:program_label": PROGRAMME,
        "g:tier_label": TIER,
        "g:loyalty_points": str(one.earns),
    }
    lines = "".join(_tag(name, value) for name, value in told.items())
    return f"<g:loyalty_program>\n{lines}</g:loyalty_program>\n"


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(speakable(value))}</{name}>\n"
