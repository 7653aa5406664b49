"""How Chinese words are typed in Latin letters: whole, or by their initials.

By a reading a word is found, never recognised: words of the same sound are as
different as any others, so what is found this way stands below what has the characters
themselves.
"""

import os
from functools import cache
from itertools import islice, product

# The readings of phrases cost a process 43 MiB. Without them a character has all of its
# own, and a word is found by any of them.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, pinyin

AT_MOST = 8
LONGEST_WORD = 8


def load() -> None:
    """Read the table, before a server forks and not at the first search."""
    readings("茶")


@cache
def _syllables(character: str) -> tuple[str, ...]:
    [found] = pinyin(character, style=Style.NORMAL, heteronym=True)
    syllables = (other for one in found for other in _spellings(one))
    return tuple(dict.fromkeys(syllables))


def _spellings(syllable: str) -> list[str]:
    """Who has no ü on the keyboard types v, or u."""
    return [syllable, syllable.replace("v", "u")] if "v" in syllable else [syllable]


def readings(word: str) -> list[str]:
    """Return how `word` is typed in full: 绿茶 is lvcha, or lucha."""
    if len(word) > LONGEST_WORD:
        return []
    each = [_syllables(character) for character in word]
    whole = ("".join(syllables) for syllables in product(*each))
    return list(dict.fromkeys(islice(whole, AT_MOST)))


def initials(word: str) -> list[str]:
    """Return the first letters of its syllables: 绿茶 is lc."""
    if not 1 < len(word) <= LONGEST_WORD:
        return []
    each = [
        dict.fromkeys(syllable[0] for syllable in _syllables(character))
        for character in word
    ]
    return list(islice(("".join(letters) for letters in product(*each)), AT_MOST))
