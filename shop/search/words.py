"""Texts as they are searched: folded to the plainest form, and cut into words.

What is asked goes the same way as what is searched, so that both meet. PostgreSQL
stems Latin words. Chinese has no spaces: it is searched by each two neighbouring
characters, which finds any part of a name, and cut into words where words are needed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from importlib.resources import files

import rjieba
from django.utils.html import strip_tags

# How PostgreSQL stems the Latin words of each language; in Chinese texts they are
# mostly English.
CONFIGURATIONS = {"en": "english", "zh-hans": "english"}

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
WORD = re.compile(rf"[{HAN}]+|[a-z]+|\d+|[^\W\d_{HAN}a-z]+")
IS_HAN = re.compile(rf"[{HAN}]+")
# What Unicode does not take apart into a letter and its accent, and apostrophes.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
APART = str.maketrans(LETTERS | dict.fromkeys("'’ʼ`´", ""))
# Plurals that a stemmer does not bring together with their singular.
PLURALS = {
    "calves": "calf",
    "children": "child",
    "feet": "foot",
    "geese": "goose",
    "halves": "half",
    "knives": "knife",
    "leaves": "leaf",
    "loaves": "loaf",
    "men": "man",
    "mice": "mouse",
    "scarves": "scarf",
    "shelves": "shelf",
    "teeth": "tooth",
    "women": "woman",
}


def load() -> None:
    """Read the dictionaries, before a server forks and not at the first search."""
    rjieba.cut("茶")
    _simplified()


def plain(html: str) -> str:
    """Return the words of some HTML."""
    return unescape(strip_tags(html.replace("<", " <"))).strip()


def fold(text: str) -> str:
    """Return `text` without case, accents, wide letters and Traditional characters."""
    if text.isascii():
        return text.lower().translate(APART)
    lower = unicodedata.normalize("NFKC", text).lower().translate(APART)
    apart = unicodedata.normalize("NFD", lower.translate(_simplified()))
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text`, folded; Chinese in whole runs."""
    found = WORD.findall(fold(text))
    return [PLURALS.get(word, word) for word in found]


def is_han(word: str) -> bool:
    return IS_HAN.fullmatch(word) is not None


def cut(run: str) -> list[str]:
    """Cut a run of Chinese characters into words."""
    return rjieba.cut(run)


def words_within(run: str) -> Iterator[str]:
    """The words of a run of Chinese characters, those within longer ones too."""
    yield from rjieba.cut_for_search(run)


def pairs(run: str) -> list[str]:
    """Return each two neighbouring characters, or the only one."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def key(text: str) -> str:
    """Return what names that mean the same have in common: number, case, blanks."""
    return " ".join(
        word if is_han(word) else word.removesuffix("s") for word in tokens(text)
    )


@cache
def _simplified() -> dict[int, str]:
    """The Simplified form of each Traditional character, by OpenCC's table."""
    table = files("opencc_purepy") / "dicts" / "TSCharacters.txt"
    rows = (row.split() for row in table.read_text("utf-8").splitlines())
    return {ord(row[0]): row[1] for row in rows if len(row) > 1}


def written(words: Iterable[str]) -> str:
    """Return words in a row, as people write them: Chinese ones without a blank."""
    text = ""
    for word in words:
        joins = text and is_han(text[-1]) and is_han(word[:1])
        text += word if joins or not text else f" {word}"
    return text
