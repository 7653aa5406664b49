"""What words of a search mean besides, by the synonyms that staff have written."""

from collections.abc import Iterable, Sequence

from shop.freshness.epochs import kept
from shop.search.asking import words_of
from shop.search.models import Synonym
from shop.search.words import key, written

LONGEST = 4


def meant_besides(
    words: Sequence[str], *wholes: tuple[str, ...]
) -> dict[str, list[tuple[str, ...]]]:
    """Return what the words mean besides, by the key of one or some of them in a row.

    Of the `wholes` each is taken as one.
    """
    keys = {
        key_of(words[at : at + size])
        for size in range(1, LONGEST + 1)
        for at in range(len(words) - size + 1)
    }.union(map(key_of, wholes))
    known = kept("synonyms", _read)
    return {one: known[one] for one in keys if one in known}


def key_of(words: Iterable[str]) -> str:
    """Return what words in a row are known by."""
    return key(written(words))


def _read() -> dict[str, list[tuple[str, ...]]]:
    """All that staff have written, by what each is known by."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for synonym in Synonym.objects.order_by("pk"):
        others = [*synonym.means, *(synonym.words if synonym.is_mutual else ())]
        said = [(key(text), tuple(words_of(text))) for text in others]
        for one in synonym.keys:
            found.setdefault(one, []).extend(
                words for known, words in said if words and known != one
            )
    return found
