"""Texts of people, as machines want them: plain, in one line, and short."""

import re
from html import unescape
from itertools import accumulate
from unicodedata import east_asian_width

import nh3

# What search engines show of a description. Chinese characters are twice as wide.
SHOWN = 155
# Nobody reads further, and no text may make a page slow.
LONGEST = 10_000
ENDS_A_LINE = re.compile(r"</(?:p|li|h\d|div|td|th|blockquote)\s*>|<br\s*/?>", re.I)
ELLIPSIS = "…"
# What no XML file can hold, and a database can.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def speakable(text: str) -> str:
    """The text without what no XML file can hold."""
    return UNSPEAKABLE.sub("", text)


def plain(markup: str | None) -> str:
    """The words alone, those of two paragraphs apart."""
    lines = ENDS_A_LINE.sub(" ", (markup or "")[:LONGEST])
    return " ".join(unescape(nh3.clean(lines, tags=set())).split())


def cut(text: str, width: int = SHOWN) -> str:
    """Begin `text`, and end at a word; Chinese has one at each character."""
    if _width(text[: width + 1]) <= width:
        return text
    widths = accumulate(map(_width, text[:width]))
    begun = text[: sum(taken < width for taken in widths)]
    rest = text[len(begun) :]
    if not (_stands_alone(begun[-1:]) or _stands_alone(rest[:1])):
        begun = begun[: _last_end_of_a_word(begun)] or begun
    return begun.rstrip(" ,.;:，。；：、—–-") + ELLIPSIS


def _last_end_of_a_word(text: str) -> int:
    places = range(len(text), 0, -1)
    return next((place for place in places if _stands_alone(text[place - 1])), 0)


def _stands_alone(letter: str) -> bool:
    return letter.isspace() or _width(letter) > 1


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
