"""Questions to the words that documents have: what is known, begun, misspelt, read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from django.db import connection
from django.db.models import F

from shop.search.models import Reading, Word
from shop.search.readings import readings
from shop.search.spelling import (
    ONE_FROM,
    can_mean,
    distance,
    may_differ,
    neighbours_changed,
)
from shop.search.vocabulary import STEMS
from shop.search.words import is_han, pairs

KNOWN = f"""
    SELECT asked.word, asked.stems, count(kept.word) > 0,
        coalesce(bool_or(kept.is_strong), false)
    FROM (SELECT word, {STEMS} AS stems FROM unnest(%s::text[]) AS given (word)) asked
    LEFT JOIN shop_search_word kept ON kept.stems && asked.stems AND kept.letters > 0
    GROUP BY asked.word, asked.stems
"""  # noqa: S608  only names of this file are put in
# A swap counts as two here, and is looked at again.
SPELT = """
    SELECT word, is_strong, documents FROM shop_search_word
    WHERE letters > 0 AND letters BETWEEN %(letters)s - %(most)s
        AND %(letters)s + %(most)s
        AND levenshtein_less_equal(word, %(typed)s, %(most)s + 1) <= %(most)s + 1
"""
# Of short ones too many are close.
READ_LIKE = """
    SELECT read.word_id, read.reading, word.documents
    FROM shop_search_reading read JOIN shop_search_word word ON word.word = read.word_id
    WHERE read.is_whole AND word.is_strong
        AND length(read.reading) BETWEEN greatest(5, length(%(typed)s) - %(most)s)
            AND length(%(typed)s) + %(most)s
        AND levenshtein_less_equal(read.reading, %(typed)s, %(most)s + 1)
            <= %(most)s + 1
"""
# Beyond so many it makes no difference how many there are.
COUNTED_TO = 1000
COUNT = f"""
    SELECT lexeme, (SELECT count(*) FROM (
        SELECT FROM shop_search_searchdocument WHERE words @@ lexeme::tsquery
        LIMIT {COUNTED_TO}) counted)
    FROM unnest(%s::text[]) AS asked (lexeme)
"""  # noqa: S608  only a number of this file is put in
HAS = """
    SELECT lexeme FROM unnest(%s::text[]) AS asked (lexeme)
    WHERE EXISTS (SELECT FROM shop_search_searchdocument WHERE words @@ lexeme::tsquery)
"""
# A word begun, or a sound, can be so many others at most.
MOST = 8
MOST_COMBINED = 4
LONGEST_INITIALS = 5
SMALL = "zi"
# From so many letters on a word that is only read in descriptions may be meant.
WEAK_FROM = 7


@dataclass(frozen=True)
class Known:
    """A Latin word by its stems: none where it says nothing by itself."""

    stems: tuple[str, ...]
    is_known: bool
    is_strong: bool


def known(words: Collection[str]) -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(words)])
        return {
            word: Known(tuple(stems), is_known, is_strong)
            for word, stems, is_known, is_strong in cursor.fetchall()
        }


def queries(words: Collection[str]) -> dict[str, str]:
    """Return how PostgreSQL is asked for each of the words."""
    stems = known([word for word in words if not is_han(word)])
    return {
        word: in_a_row(word) if is_han(word) else any_stem(stems[word].stems or (word,))
        for word in words
    }


def in_a_row(run: str) -> str:
    """Ask for a run of Chinese characters."""
    return " <-> ".join(f"'{pair}'" for pair in pairs(run))


def any_stem(stems: Iterable[str]) -> str:
    return " | ".join(f"'{stem}'" for stem in stems)


def strong(words: Collection[str]) -> set[str]:
    """Those of the words that are more than read in a description."""
    found = Word.objects.filter(pk__in=list(words), is_strong=True)
    return set(found.values_list("pk", flat=True))


def has(queries: Collection[str]) -> set[str]:
    """Those of the queries, as PostgreSQL writes them, that find any document."""
    with connection.cursor() as cursor:
        cursor.execute(HAS, [list(queries)])
        return {query for (query,) in cursor.fetchall()}


def counts(queries: Collection[str]) -> dict[str, int]:
    """How many documents each of the queries finds, as far as it matters."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(queries)])
        return dict(cursor.fetchall())


def begun_with(text: str, *, most: int = MOST) -> list[str]:
    """Return the words that begin so, the most frequent first."""
    found = Word.objects.filter(word__startswith=text, is_strong=True)
    found = found.exclude(letters__gt=0, stems=[])  # the, to, for
    return list(found.order_by("-documents", "pk").values_list("pk", flat=True)[:most])


def reading_on(text: str) -> list[str]:
    """Return the Chinese words whose reading, in full or short, begins so."""
    found = Reading.objects.filter(reading__startswith=text, word__is_strong=True)
    words = found.order_by("-word__documents", "word").values_list("word", flat=True)
    return list(dict.fromkeys(words[: 3 * MOST]))[:MOST]


def spelt_like(typed: str) -> list[str]:
    """Return the words that were most probably meant, the closest only."""
    if len(typed) < ONE_FROM:
        found = Word.objects.filter(pk__in=neighbours_changed(typed), is_strong=True)
        return list(found.order_by("-documents").values_list("pk", flat=True))
    asked: dict[str, str | int] = {
        "letters": len(typed),
        "most": may_differ(typed),
        "typed": typed,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPELT, asked)
        rows = cursor.fetchall()
    # A letter is sooner doubled, or not doubled, than another one is written.
    close = [
        (
            distance(typed, word),
            set(typed) != set(word),
            not is_strong,
            -documents,
            word,
        )
        for word, is_strong, documents in rows
        if (is_strong or len(typed) >= WEAK_FROM) and can_mean(typed, word)
    ]
    least = min(close, default=(0,))[0]
    return [word for steps, *_, word in sorted(close) if steps == least][:MOST]


def parted(typed: str) -> tuple[str, str] | None:
    """Return two words that were written in one, if both are words of goods."""
    parts = [(typed[:at], typed[at:]) for at in range(3, len(typed) - 2)]
    words = strong({word for both in parts for word in both})
    return next((both for both in parts if words.issuperset(both)), None)


def read_as(typed: str) -> list[tuple[str, ...]]:
    """Return the Chinese words that are typed so, one after the other.

    In full, or by the initials of all of it: lvcha, or lc. 杯子 is 杯, so beizi is bei.
    """
    size = len(typed)
    bare = typed.removesuffix(SMALL)
    parts = {typed[a:b] for a in range(size) for b in range(a + 2, size + 1)}
    found = Reading.objects.filter(reading__in=parts).order_by("-word__documents", "pk")
    whole: dict[str, list[str]] = {}
    for reading, word, is_whole in found.values_list("reading", "word", "is_whole"):
        if is_whole or (reading == typed and size <= LONGEST_INITIALS):
            whole.setdefault(reading, []).append(word)
    if words := whole.get(typed) or whole.get(bare):
        return [(word,) for word in words[:MOST]]
    each = [whole[piece][:2] for piece in _covering(typed, whole.keys())]
    return list(product(*each))[:MOST_COMBINED] if each else []


def read_like(typed: str) -> list[str]:
    """Return the Chinese words whose reading in full was most probably meant."""
    if len(typed) < ONE_FROM:
        return []
    most = may_differ(typed)
    with connection.cursor() as cursor:
        cursor.execute(READ_LIKE, {"typed": typed, "most": most})
        rows = cursor.fetchall()
    close = [
        (distance(typed, reading), -documents, word)
        for word, reading, documents in rows
        if typed[0] == reading[0] and can_mean(typed, reading)
    ]
    least = min(close, default=(0,))[0]
    words = [word for steps, _, word in sorted(close) if steps == least]
    return list(dict.fromkeys(words))[:MOST]


def sounding_like(word: str) -> list[str]:
    """Return other words that sound the same, and are written so but for one character.

    One character alone sounds like too many.
    """
    if len(word) == 1:
        return []
    found = Word.objects.filter(
        readings__reading__in=readings(word), readings__is_whole=True, is_strong=True
    ).exclude(pk=word)
    words = found.order_by("-documents", "pk").values_list("pk", F("documents"))
    return list(
        dict.fromkeys(other for other, _ in words if _differ_by_one(word, other))
    )


def _differ_by_one(one: str, other: str) -> bool:
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and sum(a != b for a, b in pairs) == 1


def _covering(text: str, pieces: Iterable[str]) -> Sequence[str]:
    """The fewest pieces that make up the text, or none."""
    known = set(pieces)
    best: list[list[str] | None] = [[]] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            before, piece = best[start], text[start:end]
            if before is None or piece not in known:
                continue
            reached = best[end]
            if reached is None or len(before) + 1 < len(reached):
                best[end] = [*before, piece]
    return best[-1] or []
