"""Rows of a statement whose tables are functions of the ledger."""

from typing import Any

from django.db import connection


def rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
