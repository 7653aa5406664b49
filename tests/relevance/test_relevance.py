"""The demo's goods are found by what shoppers type: nDCG@10, graded by hand."""

from datetime import UTC, datetime
from statistics import mean

import pytest

from shop.demo import shelving, taxes
from shop.demo.synonyms import say_what_words_mean
from shop.demo.wares import shelves, wares
from shop.search.documents import index_all
from tests.factories import make_staff
from tests.relevance import judging

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
GOOD = 0.9
# Where nothing is wanted.
HARDLY_ANYTHING = 3
QUERIES = list(judging.queries())


@pytest.fixture(scope="module")
def scores(module_db):
    taxes.write_rates()
    written = sum(len(shelf.wares) for shelf in shelves())
    shelving.stock_shelves(
        wares(written, seed=7), at=NOW, seed=7, advance=lambda count: None
    )
    index_all()
    say_what_words_mean(by=make_staff("shop_search.change_synonym"), at=NOW)
    return judging.judge(QUERIES)


def worst(scores: dict[str, float]) -> list[tuple[float, str]]:
    return sorted((round(score, 2), asked) for asked, score in scores.items())[:15]


@pytest.mark.parametrize("language", judging.LANGUAGES.values())
def test_what_is_wanted_stands_first(scores, language):
    own = {
        asked: score for asked, score in scores.items() if asked.startswith(language)
    }

    assert len(QUERIES) >= 120
    assert mean(own.values()) >= GOOD, worst(own)


def test_little_is_shown_where_nothing_is_wanted(scores):
    unwanted = {query.id: judging.found(query) for query in QUERIES if not query.wanted}

    assert unwanted
    assert max(map(len, unwanted.values())) <= HARDLY_ANYTHING, unwanted


def test_a_bad_order_is_not_good_enough(scores, monkeypatch):
    """The control: the same answers the other way round fail."""
    shown = judging.found
    monkeypatch.setattr(judging, "found", lambda query: shown(query)[::-1])

    assert mean(judging.judge(QUERIES).values()) < GOOD
