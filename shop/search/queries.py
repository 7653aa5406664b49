"""Finding products by words: one question, best answers first."""

from dataclasses import dataclass

from django.db.models import QuerySet

from shop.search import matching
from shop.search.asking import read
from shop.search.meaning import Meaning, meaning_of
from shop.search.models import SearchDocument

# Suggestions look at so many of what matches a word just begun, and no further.
LOOKED_AT = 1000


@dataclass(frozen=True)
class Found:
    """What a search finds.

    `matching` is in no order, for whoever narrows it down or counts; `documents` are
    the same, best first. `has_all` is false where nothing has all of the words.
    """

    matching: QuerySet[SearchDocument]
    meaning: Meaning
    has_all: bool = True

    @property
    def documents(self) -> QuerySet[SearchDocument]:
        return self.ranked(self.matching)

    @property
    def is_close(self) -> bool:
        """Whether it is not quite what was asked for."""
        meaning = self.meaning
        guessed = any(slot.is_guess for slot in meaning.found)
        return bool(not self.has_all or meaning.left_out or meaning.instead or guessed)

    @property
    def left_out(self) -> str:
        """The words that no goods have, and nothing like them."""
        return ", ".join(self.meaning.left_out)

    def ranked(self, some: QuerySet[SearchDocument]) -> QuerySet[SearchDocument]:
        """Put some of what matches in order: what was narrowed down."""
        score = matching.score(self.meaning, is_whole=self.has_all)
        return some.annotate(score=score).order_by("-score", "-product_id")


def find(typed: str, *, language: str, literally: bool = False) -> Found:
    """Find products that have every word of what was typed, or else most of them.

    Misspelt words are taken for the closest that there are, unless `literally`.
    """
    meaning = meaning_of(read(typed), language=language, literally=literally)
    slots = meaning.found
    every = matching.matches(matching.every(slots), meaning)
    found = SearchDocument.objects.filter(every)
    strict = literally or meaning.asked.is_code
    if len(slots) < 2 or strict or found.exists():
        has_all = not (strict and meaning.left_out)
        return Found(found if has_all else _code_only(meaning), meaning)
    some = matching.matches(matching.any_of(slots), meaning)
    return Found(SearchDocument.objects.filter(some), meaning, has_all=False)


def _code_only(meaning: Meaning) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(matching.matches("", meaning))


def suggest(typed: str, *, language: str, limit: int) -> list[int]:
    """Return the ids of products for words still being typed, best first.

    Of what a beginning finds only so much is looked at, whatever the shop's size.
    """
    asked = read(typed)
    meaning = meaning_of(asked, language=language, is_begun=True)
    query = matching.every(meaning.found)
    found = SearchDocument.objects.filter(matching.matches(query, meaning))
    some = SearchDocument.objects.filter(pk__in=found.values("pk")[:LOOKED_AT])
    ranked = Found(some, meaning).documents
    return list(ranked.values_list("product_id", flat=True)[:limit])


def popular(limit: int) -> list[int]:
    """Return the ids of the products that were sold most often lately."""
    found = SearchDocument.objects.order_by("-sold", "-product_id")
    return list(found.values_list("product_id", flat=True)[:limit])
