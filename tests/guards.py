"""Take away what guards a table, for who makes its rows wrong on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def without_guard(owner: psycopg.Connection, function: str) -> Iterator[None]:
    """Let a trigger's function pass everything.

    The function is replaced, not the trigger: that waits for nobody.
    """
    (before,) = owner.execute(
        "SELECT pg_get_functiondef(%s::regproc)", [function]
    ).fetchone()
    owner.execute(f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RETURN NEW; END $$
    """)
    try:
        yield
    finally:
        owner.execute(before)
