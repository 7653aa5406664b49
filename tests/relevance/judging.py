"""How good the answers of the search are: graded answers, scored by ir-measures."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import ir_measures
from ir_measures import nDCG

from shop.demo.wares import PREFIX
from shop.search.models import SearchDocument
from shop.search.queries import find

QUERIES = Path(__file__).with_name("queries.toml")
LANGUAGES = {"en": "en", "zh": "zh-hans"}
GRADES = {"best": 3, "good": 2, "fair": 1}
MEASURE = nDCG @ 10
SHOWN = 10


@dataclass(frozen=True)
class Query:
    """`wanted`: article number or pattern → grade; without any nothing is wanted."""

    asked: str
    language: str
    wanted: Mapping[str, int]

    @property
    def id(self) -> str:
        return f"{self.language} {self.asked}"

    def grade(self, number: str) -> int:
        grades = (g for pattern, g in self.wanted.items() if fnmatch(number, pattern))
        return max(grades, default=0)


def queries(path: Path = QUERIES) -> Iterator[Query]:
    """Read the graded queries of a file."""
    page = tomllib.loads(path.read_text())
    for section, language in LANGUAGES.items():
        for row in page.get(section, ()):
            wanted = {
                PREFIX + number: grade
                for name, grade in GRADES.items()
                for number in row.get(name, ())
            }
            yield Query(row["asked"], language, wanted)


def found(query: Query) -> list[str]:
    """The article numbers that are shown first."""
    documents = find(query.asked, language=query.language).documents
    return list(documents.values_list("product__upc", flat=True)[:SHOWN])


def judge(asked: Iterable[Query]) -> dict[str, float]:
    """Score each query that something is wanted of, by its id."""
    numbers = list(SearchDocument.objects.values_list("product__upc", flat=True))
    graded = [query for query in asked if query.wanted]
    wanted = {
        query.id: {number: query.grade(number) for number in numbers}
        for query in graded
    }
    shown = {query.id: _run(found(query)) for query in graded}
    scored = ir_measures.iter_calc([MEASURE], wanted, shown)
    return dict.fromkeys(wanted, 0.0) | {one.query_id: one.value for one in scored}


def _run(numbers: Sequence[str]) -> dict[str, float]:
    return {number: 1 / place for place, number in enumerate(numbers, start=1)}
