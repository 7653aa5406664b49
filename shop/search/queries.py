"""Finding products by words; close spellings where no word matches."""

from dataclasses import dataclass

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db.models import F, Q, QuerySet

from loyalty.typed import plain
from shop.search.models import SearchDocument
from shop.search.words import CONFIGURATIONS, characters, segmented

LONGEST = 100
CLOSE_ENOUGH = 0.35


@dataclass(frozen=True)
class Found:
    """The documents that match, best first; `is_close` if only by spelling."""

    documents: QuerySet[SearchDocument]
    is_close: bool


def clean(asked: str) -> str:
    """Return what a visitor typed, as far as it is searched."""
    return plain(asked)[:LONGEST].strip()


def find(asked: str, *, language: str) -> Found:
    """Find products whose documents carry every word of `asked`."""
    words = clean(asked)
    documents = _documents(language)
    if not words:
        return Found(documents.none(), is_close=False)
    matching = _ranked(documents, _query(words))
    if matching.exists():
        return Found(matching, is_close=False)
    return Found(_alike(documents, words), is_close=True)


def suggest(asked: str, *, language: str, limit: int) -> list[int]:
    """Return the ids of products for words still being typed, best first."""
    words = clean(asked)
    if not words:
        return []
    documents = _documents(language)
    matching = _ranked(documents, _begun(words))
    found = matching.values_list("product_id", flat=True)[:limit]
    return list(found) or list(
        _alike(documents, words).values_list("product_id", flat=True)[:limit]
    )


def _documents(language: str) -> QuerySet[SearchDocument]:
    known = language if language in CONFIGURATIONS else "en"
    return SearchDocument.objects.filter(language=known, product__is_public=True)


def _query(words: str) -> SearchQuery:
    """Every word, in either language, or the Chinese characters in a row."""
    query = SearchQuery(words, config="english", search_type="websearch")
    query |= SearchQuery(segmented(words), config="simple", search_type="plain")
    if row := characters(words):
        query |= SearchQuery(row, config="simple", search_type="phrase")
    return query


def _begun(words: str) -> SearchQuery:
    """The same, or words of which the last is only begun: `'green' & 'te':*`."""
    parts = ["".join(filter(str.isalnum, part)) for part in segmented(words).split()]
    terms = [f"'{part}'" for part in parts if part]
    if not terms:
        return _query(words)
    begun = " & ".join([*terms[:-1], f"{terms[-1]}:*"])
    return _query(words) | SearchQuery(begun, config="simple", search_type="raw")


def _ranked(
    documents: QuerySet[SearchDocument], query: SearchQuery
) -> QuerySet[SearchDocument]:
    return (
        documents.filter(words=query)
        .annotate(rank=SearchRank(F("words"), query))
        .order_by("-rank", "product_id")
    )


def _alike(documents: QuerySet[SearchDocument], words: str) -> QuerySet[SearchDocument]:
    return (
        documents.filter(
            Q(title__trigram_word_similar=words) | Q(title__icontains=words)
        )
        .annotate(likeness=TrigramWordSimilarity(words, "title"))
        .order_by("-likeness", "product_id")
    )
