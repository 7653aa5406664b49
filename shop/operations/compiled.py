"""Queries that a process builds and compiles once, to ask them for other keys.

Building and compiling a query with many joins takes Django ten times as long as
PostgreSQL takes to answer it.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.utils.translation import get_language

Row = TypeVar("Row", bound=Model)
# Stands for the key while the query is compiled; no row has it, nor the text of it.
SOME_KEY = -1_928_374_655
_STANDING_IN = (SOME_KEY, str(SOME_KEY))


class Compiled(Generic[Row]):
    """`build` makes the query for a key, and does nothing else with it.

    What the key narrows down has to come from `filter`. Prefetches are not read.
    """

    def __init__(self, build: Callable[[Any], QuerySet[Row]]) -> None:
        self._build = build
        self._by_language: dict[str | None, Any] = {}

    def rows(self, key: int | str) -> list[Row]:
        """Ask for the rows of a key."""
        language = get_language()  # names of columns may be those of a language
        if language not in self._by_language:
            self._by_language[language] = self._compile()
        queryset, known, sql, params = self._by_language[language]
        compiler = queryset.query.get_compiler(connection=connection)
        compiler.__dict__.update(known)
        asked = tuple(key if value in _STANDING_IN else value for value in params)
        compiler.as_sql = lambda *_how, **_more: (sql, asked)
        return list(ModelIterable(_as_asked_with(compiler)))

    def _compile(self) -> tuple[Any, dict[str, Any], str, tuple[Any, ...]]:
        queryset = self._build(SOME_KEY)
        compiler: Any = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known = {
            name: getattr(compiler, name)
            for name in (
                "select",
                "klass_info",
                "annotation_col_map",
                "col_count",
                "has_extra_select",
            )
        }
        return queryset, known, sql, params


def _as_asked_with(compiler: Any) -> Any:
    """A stand-in for the queryset, which the compiler is all it is asked for."""
    return SimpleNamespace(
        db=connection.alias,
        query=SimpleNamespace(get_compiler=lambda **_using: compiler),
        _known_related_objects={},
    )
