"""Which documents a meaning finds, and in which order: one question, one score."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from math import log
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Ln

from shop.search import looking_up
from shop.search.contents import ABOUT, CODE, KIND, TITLE
from shop.search.meaning import Meaning, Nearness, Slot

# What a lexeme counts in a description, in what is said of the goods, in their title,
# and where it says what they are.
WEIGHTS = (0.05, 0.25, 0.5, 1.0)
NEARNESS = {
    Nearness.LITERAL: 1.0,
    Nearness.SAME: 0.7,
    Nearness.NEAR: 0.4,
}
CODE_IS, CODE_BEGINS = 20.0, 10.0
TITLE_IS = 4.0
# For each word: all in the title; there side by side; found at all where not all are,
# more for rare ones. Above all of these stands what has every word.
IN_TITLE, IN_A_ROW, HAS_ONE = 0.3, 0.3, 1.5
IS_FIRST = 100.0
# What sells tips the scale between equals.
SOLD = 0.005
LEXEME = re.compile(r"'[^']*'(?!:)")


class Written(SearchQuery):
    """A query as PostgreSQL writes it: lexemes in quotes, taken as they are."""

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        [value] = self.source_expressions[-1:]
        sql, params = compiler.compile(value)
        return f"{sql}::tsquery", params


def written(query: str) -> Written:
    return Written(query, search_type="raw")


def every(slots: Iterable[Slot]) -> str:
    return " & ".join(f"({slot.query})" for slot in slots)


def any_of(slots: Iterable[Slot]) -> str:
    return " | ".join(slot.query for slot in slots)


def strongly(query: str, weights: str = KIND + TITLE + ABOUT) -> str:
    """The same question, asked of nothing but what has these weights."""
    return f"({LEXEME.sub(lambda lexeme: f'{lexeme[0]}:{weights}', query)})"


def matches(query: str, meaning: Meaning) -> Q:
    """What the query finds, or the code begins; without what is not wanted."""
    found = Q(words=written(query)) if query else Q(pk__in=[])
    if code := meaning.asked.code:
        found |= Q(words=written(f"'{CODE}{code}':*"))
    for unwanted in meaning.unwanted:
        found &= ~Q(words=written(unwanted))
    return found


def score(meaning: Meaning, *, first: str) -> Combinable:
    """How well a document answers.

    What `first` asks for stands above all else; it is empty where each document has all
    of the words.
    """
    slots = meaning.found
    terms: list[Combinable] = [Ln(Cast(F("sold") + 1, FloatField())) * SOLD]
    for nearness, factor in NEARNESS.items():
        lexemes = _lexemes(slots, nearness)
        if lexemes:
            query = written(" | ".join(f"'{lexeme}'" for lexeme in lexemes))
            rank = SearchRank(F("words"), query, weights=list(WEIGHTS))
            terms.append(rank * (factor * len(lexemes)))
    terms.append(_if(Q(titles__contains=[meaning.asked.folded]), Value(TITLE_IS)))
    together = _together(slots) if len(slots) > 1 else Value(0.0)
    terms.append(_first_and_others(first, slots, together) if first else together)
    if code := f"'{CODE}{meaning.asked.code}'" if meaning.asked.code else "":
        whole = _if(Q(words=written(code)), Value(CODE_IS))
        terms.append(_if(Q(words=written(f"{code}:*")), Value(CODE_BEGINS) + whole))
    return _sum(terms)


def _together(slots: Sequence[Slot]) -> Combinable:
    """More for those that have all of it in their title, and there in a row."""
    ways = [slot.ways[0] for slot in slots]
    titled = [strongly(way.query, KIND + TITLE) for way in ways]
    in_a_row = _if(Q(words=written(" <-> ".join(titled))), Value(IN_A_ROW * len(slots)))
    in_title = Value(IN_TITLE * len(slots)) + in_a_row
    return _if(Q(words=written(" & ".join(titled))), in_title)


def _first_and_others(
    first: str, slots: Sequence[Slot], together: Combinable
) -> Combinable:
    """What stands first, and of the others each by the words that it has.

    Of "wool socks" the socks are what is looked for: fewer goods are called so. What
    stands first has them all, where it is asked for as strongly: of thousands nothing
    is looked at twice.
    """
    queries = [strongly(slot.query) for slot in slots]
    counts = looking_up.counts(queries)
    most = max(counts.values())
    weights = {
        query: HAS_ONE * (1 + (log(most / counts[query]) if counts[query] else 0.0))
        for query in queries
    }
    by_rarity = _sum(
        [_if(Q(words=written(query)), Value(weights[query])) for query in queries]
    )
    if first == strongly(every(slots)):
        has_all = Value(IS_FIRST + sum(weights[query] for query in queries))
        return _if(Q(words=written(first)), has_all + together, otherwise=by_rarity)
    return _if(Q(words=written(first)), Value(IS_FIRST) + together) + by_rarity


def _lexemes(slots: Iterable[Slot], nearness: Nearness) -> list[str]:
    """The lexemes that count so much; a literal one counts only once, as that."""
    closer = {
        lexeme
        for slot in slots
        for way in slot.ways
        if way.nearness < nearness
        for lexeme in way.lexemes
    }
    own = (
        lexeme
        for slot in slots
        for way in slot.ways
        if way.nearness == nearness
        for lexeme in way.lexemes
    )
    return [lexeme for lexeme in dict.fromkeys(own) if lexeme not in closer]


def _if(
    condition: Q, value: Combinable, *, otherwise: Combinable | float = 0.0
) -> Combinable:
    return Case(When(condition, value), default=otherwise, output_field=FloatField())


def _sum(terms: Sequence[Combinable]) -> Combinable:
    return reduce(add, terms)
