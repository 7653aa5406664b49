"""Give the application's role what it may do, and no more, after every migrate."""

from pathlib import Path
from typing import Any

from django.db import connections

RIGHTS = Path(__file__).with_name("rights.sql")


def set_after_migrate(*, using: str, **_signal: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(RIGHTS.read_text())
