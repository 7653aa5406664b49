"""What a search says of variants: the colour of "blue mug"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shop.freshness.epochs import kept
from shop.search import looking_up
from shop.search.asking import words_of
from shop.search.meaning import Meaning
from shop.search.words import is_han, pairs
from shop.storefront.said import attributes


@dataclass(frozen=True)
class Option:
    """What an attribute can say, in one language, as documents are searched for it."""

    facet: str
    mark: str
    lexemes: frozenset[str]


def named(meaning: Meaning) -> list[frozenset[str]]:
    """Return the marks that the words of a search name, those of one facet together.

    All words of what an attribute says must be there: "blue" is not "dark blue".
    """
    lexemes = {
        lexeme for slot in meaning.found for way in slot.ways for lexeme in way.lexemes
    }
    options = kept("options by lexeme", _options)
    found: dict[str, set[str]] = {}
    for lexeme in lexemes & options.keys():
        for option in options[lexeme]:
            if option.lexemes <= lexemes:
                found.setdefault(option.facet, set()).add(option.mark)
    return [frozenset(marks) for marks in found.values()]


def _options() -> Mapping[str, list[Option]]:
    """All options by each of their lexemes; those of all words in one query."""
    texts = [
        (attribute.facet, f"{attribute.facet}:{pk}", words_of(text))
        for attribute in attributes()
        for pk, said in attribute.options.items()
        for text in said.values()
        if text
    ]
    stems = looking_up.known(
        list({word for *_, words in texts for word in words if not is_han(word)})
    )
    found: dict[str, list[Option]] = {}
    for facet, mark, words in texts:
        option = Option(facet, mark, frozenset(_lexemes(words, stems)))
        for lexeme in option.lexemes:
            found.setdefault(lexeme, []).append(option)
    return found


def _lexemes(
    words: Iterable[str], stems: Mapping[str, looking_up.Known]
) -> Iterable[str]:
    for word in words:
        yield from pairs(word) if is_han(word) else stems[word].stems
