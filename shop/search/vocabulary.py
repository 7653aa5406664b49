"""The words that documents have, learned when they are written."""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection, transaction

from shop.search.models import Reading, Word
from shop.search.readings import initials, readings
from shop.search.words import CONFIGURATIONS, is_han

LONGEST_WORD = 40
STEMS = " || ".join(
    f"tsvector_to_array(to_tsvector('{configuration}', word))"
    for configuration in sorted(set(CONFIGURATIONS.values()))
)
LEARN = f"""
    INSERT INTO shop_search_word (word, stems, letters, is_strong, documents)
    SELECT word, CASE WHEN letters > 0 THEN {STEMS} ELSE '{{}}' END,
        letters, is_strong, 1
    FROM unnest(%s::text[], %s::smallint[], %s::boolean[])
        AS learned (word, letters, is_strong)
    ON CONFLICT (word) DO UPDATE SET is_strong = true
        WHERE excluded.is_strong AND NOT shop_search_word.is_strong
    RETURNING word
"""  # noqa: S608  only names of this file are put in
COUNT = """
    UPDATE shop_search_word AS kept SET documents = counted.documents
    FROM unnest(%s::text[], %s::int[]) AS counted (word, documents)
    WHERE kept.word = counted.word AND kept.documents <> counted.documents
"""


@transaction.atomic
def learn(*, strong: Collection[str], weak: Collection[str]) -> None:
    """Know these words from now on; those known already cost nothing more."""
    wanted = {word: word in strong for word in {*strong, *weak} if _is_kept(word)}
    known = dict(
        Word.objects.filter(pk__in=wanted).values_list("pk", "is_strong").iterator()
    )
    # In one order, so that two who learn the same do not wait for each other.
    new = sorted(
        word
        for word, is_strong in wanted.items()
        if word not in known or (is_strong and not known[word])
    )
    if not new:
        return
    letters = [0 if is_han(word) else len(word) for word in new]
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [new, letters, [wanted[word] for word in new]])
    Reading.objects.bulk_create(_readings(new), ignore_conflicts=True)


@transaction.atomic
def count(found: Mapping[str, int]) -> None:
    """Note how many documents have each word, and forget those that none has."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(found), list(found.values())])
    gone = set(Word.objects.values_list("pk", flat=True)) - found.keys()
    Word.objects.filter(pk__in=gone).delete()


def _is_kept(word: str) -> bool:
    return len(word) <= LONGEST_WORD and not word.isdigit()


def _readings(words: Iterable[str]) -> Iterable[Reading]:
    for word in filter(is_han, words):
        whole = readings(word)
        short = [text for text in initials(word) if text not in whole]
        for texts, is_whole in ((whole, True), (short, False)):
            for text in texts:
                yield Reading(word_id=word, reading=text, is_whole=is_whole)
