"""Finding products by words; close spellings where no word matches."""

from dataclasses import dataclass

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db.models import F, Q, QuerySet

from shop.search.models import SearchDocument
from shop.search.words import CONFIGURATIONS, for_index, segmented

LONGEST = 100
CLOSE_ENOUGH = 0.35


@dataclass(frozen=True)
class Found:
    """The documents that match, best first; `is_close` if only by spelling."""

    documents: QuerySet[SearchDocument]
    is_close: bool


def clean(asked: str) -> str:
    """Return what a visitor typed, as far as it is searched."""
    return " ".join(asked.replace("\x00", " ").split())[:LONGEST]


def find(asked: str, *, language: str) -> Found:
    """Find products whose documents carry every word of `asked`."""
    words = clean(asked)
    documents = _documents(language)
    if not words:
        return Found(documents.none(), is_close=False)
    matching = _ranked(documents, _query(words, language))
    if matching.exists():
        return Found(matching, is_close=False)
    return Found(_alike(documents, words), is_close=True)


def suggest(asked: str, *, language: str, limit: int) -> list[int]:
    """Return the ids of products for words still being typed, best first."""
    words = clean(asked)
    if not words:
        return []
    documents = _documents(language)
    matching = _ranked(documents, _query(words, language) | _beginning(words))
    found = matching.values_list("product_id", flat=True)[:limit]
    return list(found) or list(
        _alike(documents, words).values_list("product_id", flat=True)[:limit]
    )


def _documents(language: str) -> QuerySet[SearchDocument]:
    known = language if language in CONFIGURATIONS else "en"
    return SearchDocument.objects.filter(language=known, product__is_public=True)


def _query(words: str, language: str) -> SearchQuery:
    """Every word, as this language writes it, or as the other one does."""
    query = None
    for one, configuration in CONFIGURATIONS.items():
        kind = "websearch" if one == "en" else "plain"
        text = for_index(words, one)
        if not text:
            continue
        part = SearchQuery(text, config=configuration, search_type=kind)
        query = part if query is None else query | part
    return query


def _beginning(words: str) -> SearchQuery:
    """Words of which the last is only begun: `'green' & 'te':*`."""
    parts = ["".join(filter(str.isalnum, part)) for part in segmented(words).split()]
    terms = [f"'{part}'" for part in parts if part] or ["''"]
    return SearchQuery(
        " & ".join([*terms[:-1], f"{terms[-1]}:*"]), config="simple", search_type="raw"
    )


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
