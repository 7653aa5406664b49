"""What Chinese words are made of: pure."""

import re

from shop.search.words import is_han

# They make two characters of a word that is one: 杯子 is 杯, 茶叶 is 茶, 大米 is 米.
ENDINGS = ("子", "儿", "叶")
BEGINNINGS = ("大", "小")
# 锅具 are 锅; 碗与盘 are 碗, and 盘.
KIND = re.compile(r"([^子具])[子具]?")
AND = re.compile("[与和、]")


def stem(word: str) -> str:
    """Return the word without what only makes it longer; nothing where that is all."""
    if len(word) > 1 and word.endswith(ENDINGS):
        return word[:-1]
    if len(word) == 2 and word.startswith(BEGINNINGS):
        return word[1]
    return ""


def kinds(category: str) -> set[str]:
    """Return the characters that a category says its goods are of: 水杯 is a 杯 too."""
    named = map(KIND.fullmatch, AND.split(category))
    return {name[1] for name in named if name and is_han(name[1])}


def joined(pieces: list[str]) -> list[str]:
    """Put back to its word what a dictionary cut off it: 花盆 and 子, 小 and 碗."""
    words: list[str] = []
    for piece in pieces:
        before = words[-1] if words else ""
        is_ending = bool(before) and piece in ENDINGS
        if is_ending or (before in BEGINNINGS and len(piece) == 1):
            words[-1] += piece
        else:
            words.append(piece)
    return words
