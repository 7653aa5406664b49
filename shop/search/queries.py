"""Finding products by words: one question, best answers first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import cached_property

from shop.forks.catalogue.models import Product
from shop.freshness.epochs import kept_of_many
from shop.search import looking_up, matching
from shop.search.asking import Asked, read
from shop.search.contents import CODE, code_of
from shop.search.meaning import Meaning, Slot, meaning_of
from shop.search.models import SearchDocument
from shop.search.naming import named
from shop.storefront.counting import received
from shop.storefront.wanted import Wanted

# So few that have all words are not enough to choose from.
FEW = 3
# What a search means is kept of so many at a time.
SEARCHES = 500
# Of what is found, those that lists show, by the places that goods are counted by. By
# itself (OFFSET 0) each is scored before all are sorted, and no words go along.
PLACES = """SELECT string_agg(int4send(tile.place), ''::bytea{order})
    FROM ({found} OFFSET 0) AS found
    JOIN storefront_tile AS tile
        ON tile.product_id = found.product_id AND tile.is_listed
"""
BEST_FIRST = " ORDER BY found.score DESC, found.product_id DESC"
# Suggestions look at so many of what matches a word just begun, and no further.
LOOKED_AT = 1000


@dataclass(frozen=True)
class Found:
    """What a search finds.

    `matching` is in no order, for whoever narrows it down or counts; `documents` are
    the same, best first. `with_all` is how many have all of the words, which is what
    `first` asks for, where they are so few that others stand below them. `is_number` is
    whether goods have what was typed as their number, `is_mentioned` whether nothing is
    called so, and it is only read in descriptions.
    """

    matching: QuerySet[SearchDocument]
    meaning: Meaning
    with_all: int | None = None
    first: str = ""
    is_number: bool = False
    is_mentioned: bool = False

    @property
    def documents(self) -> QuerySet[SearchDocument]:
        return self.ranked(self.matching)

    @property
    def has_all(self) -> bool:
        return self.with_all != 0

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
        return self._scored(some).order_by("-score", "-product_id")

    def places(self, *, ranked: bool) -> Sequence[int]:
        """The places of all that is found and listed, in one question and one value.

        Best first where `ranked`, else in no order, which costs less.
        """
        found = self._scored(self.matching) if ranked else self.matching
        columns = ("product_id", "score") if ranked else ("product_id",)
        try:
            sql, params = found.order_by().values(*columns).query.sql_with_params()
        except EmptyResultSet:  # nothing is asked for
            return ()
        order = BEST_FIRST if ranked else ""
        with connection.cursor() as cursor:
            cursor.execute(PLACES.format(found=sql, order=order), params)
            [sent] = cursor.fetchone()
        return received(bytes(sent or b""))

    def _scored(self, some: QuerySet[SearchDocument]) -> QuerySet[Any]:
        return some.annotate(score=self._score)

    @cached_property
    def wanted(self) -> Wanted:
        """Which variants are asked for: by their number, or by what is said of them."""
        if self.is_number:
            return Wanted(ids=variants_called(self.meaning.asked))
        return Wanted(named=named(self.meaning))

    @cached_property
    def _score(self) -> Combinable:
        """How rare its words are is counted for it, once."""
        return matching.score(self.meaning, first=self.first)


def find(typed: str, *, language: str, literally: bool = False) -> Found:
    """Find products that have every word of what was typed.

    Where only a few do, those that have some of the words stand below them. Misspelt
    words are taken for the closest that there are. All but `literally`.

    What it means is found out once, until something changes that a search finds.
    """
    return kept_of_many(
        "searches",
        (typed, language, literally),
        lambda: _find(typed, language=language, literally=literally),
        most=SEARCHES,
    )


def _find(typed: str, *, language: str, literally: bool) -> Found:
    asked = read(typed)
    is_number, begins_one = _numbers(asked)
    if not begins_one:
        asked = replace(asked, code="")  # looked for in no document
    meaning = meaning_of(asked, language=language, literally=literally)
    if is_number or (begins_one and (asked.is_code or not meaning.found)):
        # Nothing is said of words that they do not have.
        meaning = replace(meaning, slots=())
        return Found(_documents("", meaning), meaning, is_number=is_number)
    slots = meaning.found
    if literally or asked.is_code:
        every = "" if meaning.left_out else matching.every(slots)
        return Found(_documents(every, meaning), meaning)
    if len(slots) < 2:
        return _with_one(slots, meaning)
    return _with_most_of(slots, meaning)


def _with_one(slots: Sequence[Slot], meaning: Meaning) -> Found:
    """What has the one word that is left, or any number that begins so."""
    every = matching.every(slots)
    found = _documents(every, meaning)
    if not slots or meaning.left_out or meaning.instead:
        return Found(found, meaning)
    strongly = _documents(matching.strongly(every), meaning)
    return Found(found, meaning, is_mentioned=not strongly.exists())


def _with_most_of(slots: Sequence[Slot], meaning: Meaning) -> Found:
    found = _documents(matching.every(slots), meaning)
    # What says a word only in its description is hardly what is looked for.
    every = matching.every(slots)
    strongly = matching.strongly(every)
    with_all = len(_documents(strongly, meaning).values_list("pk")[:FEW])
    if with_all == FEW:
        return Found(found, meaning)
    some = _documents(matching.any_of(slots), meaning)
    if with_all:
        return Found(some, meaning, with_all, first=strongly)
    # What many only say in their description tells nothing: white tea in a mug.
    if (anywhere := found.count()) >= FEW:
        return Found(some, meaning, first=strongly)
    return Found(some, meaning, anywhere, first=every)


def _numbers(asked: Asked) -> tuple[bool, bool]:
    """Whether goods have what was typed as their number, and whether it begins one."""
    if not asked.code:
        return False, False
    whole = f"'{CODE}{asked.code}'"
    there = looking_up.has([whole, f"{whole}:*"])
    return whole in there, bool(there)


def _documents(query: str, meaning: Meaning) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(matching.matches(query, meaning))


def suggest(typed: str, *, language: str, limit: int) -> list[int]:
    """Return the ids of products for words still being typed, best first.

    Of what a beginning finds only so much is looked at, whatever the shop's size.
    """
    asked = read(typed)
    meaning = meaning_of(asked, language=language, is_begun=True)
    found = _documents(matching.every(meaning.found), meaning)
    some = SearchDocument.objects.filter(pk__in=found.values("pk")[:LOOKED_AT])
    ranked = Found(some, meaning).documents
    return list(ranked.values_list("product_id", flat=True)[:limit])


def variants_called(asked: Asked) -> frozenset[int]:
    """Return the ids of the variants that have exactly this number."""
    if not asked.code:
        return frozenset()
    whole = Q(words=matching.written(f"'{CODE}{asked.code}'"))
    found = SearchDocument.objects.filter(whole).values("product")
    variants = Product.objects.public().filter(parent__in=found).order_by()
    numbered = variants.values_list("pk", "upc", "stockrecords__partner_sku")
    return frozenset(
        pk
        for pk, *numbers in numbered
        if asked.code in [code_of(number or "") for number in numbers]
    )


def popular(limit: int) -> list[int]:
    """Return the ids of the products that were sold most often lately."""
    found = SearchDocument.objects.filter(sold__gt=0).order_by("-sold", "-product_id")
    return list(found.values_list("product_id", flat=True)[:limit])
