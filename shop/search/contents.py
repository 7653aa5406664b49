"""What is searched of one product: its words by how much they say about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.utils import translation

from shop.forks.catalogue.models import Category, Product
from shop.search.chinese import kinds
from shop.search.heads import heads
from shop.search.words import (
    CONFIGURATIONS,
    fold,
    is_han,
    key,
    pairs,
    plain,
    tokens,
    words_within,
)

# What the thing is; what it is called; what is said of it; what else there is to read.
KIND, TITLE, ABOUT, TEXT = WEIGHTS = "ABCD"
# Where a single character of longer Chinese counts. A tea towel (茶巾) is no tea,
# and in a description it says nothing.
SINGLY = (TITLE, ABOUT)
# The attribute that names a maker is as good as a part of the title.
BRAND = "brand"
# Signs before a lexeme that is no word: the name of a category as a whole, a kind that
# it names, and a code.
CATEGORY, SORT, CODE = "#", "@", "="
LONGEST_TEXT = 8_000
# A lexeme has so many places at most, and no place lies behind the last one.
LAST_PLACE = 16_000


@dataclass
class Contents:
    """`latin`: configuration and weight → words that PostgreSQL stems."""

    product_id: int
    titles: list[str] = field(default_factory=list)
    latin: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    lexemes: list[tuple[str, int, str]] = field(default_factory=list)
    strong: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    place: int = 1

    def add(self, text: str, weight: str, language: str) -> None:
        """Add a text; each run of Chinese is taken apart, all else goes as it is."""
        for chinese, run in groupby(tokens(text[:LONGEST_TEXT]), key=is_han):
            if chinese:
                for word in run:
                    self._add_chinese(word, weight)
            else:
                self._add_latin(list(run), weight, CONFIGURATIONS[language])

    def add_whole(self, sign: str, text: str, weight: str) -> None:
        """Add something that is found as a whole or not at all."""
        if text:
            self._put(sign + text, weight)

    def _add_latin(self, words: list[str], weight: str, configuration: str) -> None:
        self.latin.setdefault((configuration, weight), []).extend(words)
        (self.weak if weight == TEXT else self.strong).update(words)

    def _add_chinese(self, run: str, weight: str) -> None:
        for place, pair in enumerate(pairs(run), start=self.place):
            self._put(pair, weight, place)
            if weight in SINGLY and len(pair) > 1:
                self._put(pair[0], weight, place)
        if weight in SINGLY:
            self._put(run[-1], weight, self.place + len(run) - 1)
        if weight != TEXT:
            self.strong.update(words_within(run))
        # No phrase goes on from one text to the next.
        self.place += len(run) + 1

    def _put(self, lexeme: str, weight: str, place: int = 0) -> None:
        place = min(place or self.place, LAST_PLACE)
        self.lexemes.append((lexeme, place, weight))

    def vector(self) -> str:
        """Write the lexemes as PostgreSQL reads them."""
        return " ".join(
            f"'{lexeme}':{place}{weight}" for lexeme, place, weight in self.lexemes
        )


def contents_of(product: Product, shelves: Mapping[str, Category]) -> Contents:
    """Collect the words of a product, in every language of the shop.

    `shelves` are all categories that can be seen, by their path.
    """
    found = Contents(product_id=product.pk)
    said: set[tuple[str, str]] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for text, weight in _texts(product, shelves):
                # A text that is missing in a language is that of another one.
                if (text, weight) not in said:
                    said.add((text, weight))
                    found.add(text, weight, language)
            found.titles.append(fold(product.title or ""))
            for shelf in _above(product, shelves):
                found.add_whole(CATEGORY, key(shelf.name), KIND)
                for kind in sorted(kinds(shelf.name)):
                    found.add_whole(SORT, kind, KIND)
    for code in _codes(product):
        found.add_whole(CODE, code, TEXT)
    return found


def code_of(text: str) -> str:
    """Return an article number or barcode without blanks and dashes, folded."""
    return "".join(tokens(text))


def _texts(
    product: Product, shelves: Mapping[str, Category]
) -> Iterator[tuple[str, str]]:
    title = product.title or ""
    yield title, TITLE
    for head in heads(title):
        yield head, KIND
    for owner in _owners(product):
        if owner is not product and owner.title:
            yield owner.title, ABOUT
        for value in owner.attribute_values.all():
            is_brand = value.attribute.code == BRAND
            yield str(value.value_as_text), TITLE if is_brand else ABOUT
    for shelf in _above(product, shelves):
        yield shelf.name, ABOUT
    yield plain(product.description or ""), TEXT


def _owners(product: Product) -> list[Product]:
    """The product, and the variants of it that can be seen."""
    return [product, *(one for one in product.children.all() if one.is_public)]


def _codes(product: Product) -> set[str]:
    codes = {owner.upc or "" for owner in _owners(product)}
    codes |= {
        record.partner_sku
        for owner in _owners(product)
        for record in owner.stockrecords.all()
    }
    return {code_of(code) for code in codes}


def _above(product: Product, shelves: Mapping[str, Category]) -> Iterable[Category]:
    """The categories the product is in, and all that these are in themselves."""
    paths = {
        shelf.path[:length]
        for shelf in product.categories.all()
        for length in range(shelf.steplen, len(shelf.path) + 1, shelf.steplen)
    }
    return [shelves[path] for path in sorted(paths) if path in shelves]
