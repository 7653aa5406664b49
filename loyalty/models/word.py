"""The kind of column that words out of a fixed set are kept in."""

from typing import Any

from django.db import models


def word(**options: Any) -> models.CharField:
    """A short word out of a fixed set; compared byte by byte."""
    return models.CharField(max_length=12, db_collation="C", **options)
