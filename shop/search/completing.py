"""Words that go on from one still being typed, and whether a name does."""

from shop.search import looking_up
from shop.search.asking import read
from shop.search.meaning import meaning_of
from shop.search.readings import initials, readings
from shop.search.words import fold, is_han, tokens


def complete(typed: str, *, language: str, limit: int) -> list[str]:
    """Return what the last word may become, with the words before it.

    Only what finds something is worth offering.
    """
    asked = read(typed)
    if not asked.words:
        return []
    *before, last = asked.words
    others = [word for word in _going_on(last, language) if word != last]
    if not before:
        return others[:limit]
    earlier = meaning_of(read(before[-1]), language=language).found
    if not earlier:
        return []
    side_by_side = {
        word: f"({earlier[0].ways[0].query}) <-> ({query})"
        for word, query in looking_up.queries(others).items()
    }
    there = looking_up.has(list(side_by_side.values()))
    start = asked.typed[: -len(last)]
    return [start + word for word in others if side_by_side[word] in there][:limit]


def goes_on(typed: str, name: str) -> bool:
    """Say whether a name has what was typed at the beginning of one of its words.

    A Chinese name has it anywhere, and is typed in Latin letters too.
    """
    text = fold(typed).strip()
    if not text:
        return False
    words = tokens(name)
    if any(map(is_han, words)):
        if is_han(text):
            return any(text in word for word in words)
        ways = [way for word in words for way in (*readings(word), *initials(word))]
        return text.isascii() and any(way.startswith(text) for way in ways)
    return f" {text}" in f" {' '.join(words)}"


def _going_on(last: str, language: str) -> list[str]:
    words = looking_up.begun_with(last)
    if is_han(last) or (words and language == "en"):
        return words
    return [*looking_up.reading_on(last), *words][: looking_up.MOST]
