"""Searches that found nothing: counted, so that staff can say what was meant.

Nothing of the person is kept, and no words that may be somebody's (ADR 33).
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, Sum

from shop.search.asking import clean
from shop.search.models import Miss
from shop.search.words import fold, key

# Who asks nonsense fills no table: what a day keeps at most, and for how long.
MOST_A_DAY = 500
KEPT_FOR = timedelta(days=90)
MOST_SHOWN = 1_000
LONGEST = 40
MOST_WORDS = 5
# So many figures may be somebody's number.
MOST_FIGURES = 4
NOTE = """
    INSERT INTO shop_search_miss AS noted (day, words, times)
    SELECT %(day)s, %(words)s, 1
    WHERE EXISTS (
            SELECT FROM shop_search_miss WHERE day = %(day)s AND words = %(words)s)
        OR %(most)s > (SELECT count(*) FROM shop_search_miss WHERE day = %(day)s)
    ON CONFLICT (day, words) DO UPDATE SET times = noted.times + 1
"""


def normalised(words: str) -> str:
    """Return a search as it is counted; nothing where it might tell of somebody."""
    text = " ".join(fold(clean(words)).split())
    figures = sum(map(str.isdigit, text))
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS or "@" in text:
        return ""
    return text if figures <= MOST_FIGURES and any(map(str.isalpha, text)) else ""


def note(*, words: str, day: date) -> None:
    """Count a search that found nothing, unless the day has been told enough."""
    if text := normalised(words):
        with connection.cursor() as cursor:
            cursor.execute(NOTE, {"day": day, "words": text, "most": MOST_A_DAY})


def missed(*, containing: str = "") -> list[Any]:
    """What was looked for in vain, most often first: words, times in all, last day.

    As many as somebody may go through.
    """
    noted = Miss.objects.filter(words__contains=fold(containing)).values("words")
    counted = noted.annotate(total=Sum("times"), last=Max("day"))
    rows = counted.values_list("words", "total", "last", named=True)
    return list(rows.order_by("-total", "words")[:MOST_SHOWN])


def forget(*, on: date) -> None:
    """Forget what was looked for so long ago that nobody asks any more."""
    Miss.objects.filter(day__lt=on - KEPT_FOR).delete()


def settle(words: Collection[str]) -> None:
    """Take what a synonym has seen to off the list."""
    keys = {key(word) for word in words}
    seen_to = {
        text
        for text in Miss.objects.values_list("words", flat=True).distinct()
        if key(text) in keys
    }
    Miss.objects.filter(words__in=seen_to).delete()
