"""What somebody wants to be without: pure. 无咖啡因 and "no caffeine" are one thing.

Taken literally, "caffeine free" would find caffeine, and towels that are lint-free.
"""

from collections.abc import Sequence

from shop.search.words import is_han

WITHOUT = frozenset({"without", "no", "sans", "无", "不含", "不加", "没有", "零"})
NOT, HAS = "不", ("含", "加")
FREE, OF = "free", ("of", "from")
# What is free of charge lacks nothing.
COSTS_NOTHING = frozenset({"delivery", "shipping", "postage", "returns", "gift"})
# How goods say so; PostgreSQL does not know an English "no".
SAID = {True: ("无", "不含"), False: ("without",)}


def apart(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words, and apart from them those that stand for what is not wanted."""
    kept: list[str] = []
    lacking: list[str] = []
    at = 0
    while at < len(words):
        word, rest = words[at], words[at + 1 :]
        at += 1
        if rest and word in WITHOUT:
            lacking.append(rest[0])
            at += 1
        elif len(rest) > 1 and (
            (word == NOT and rest[0] in HAS) or (word == FREE and rest[0] in OF)
        ):
            lacking.append(rest[1])
            at += 2
        elif word != FREE:
            kept.append(word)
        elif kept and not (rest and rest[0] in COSTS_NOTHING):
            lacking.append(kept.pop())
    return (kept, lacking) if kept or lacking else (list(words), [])


def named(word: str) -> tuple[str, ...]:
    """Return the one way to write that it is without."""
    return (f"无{word}",) if is_han(word) else (word, FREE)
