"""The rows behind the lists as a whole; tiles.sql keeps each of them by itself."""

from django.db import connection


def rebuild() -> int:
    """Write all rows anew that are not as they must be, and say how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT storefront_keep_all()")
        [written] = cursor.fetchone()
    return written


def differences() -> list[int]:
    """Return the products whose rows are not as they must be: none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT storefront_differences()")
        return [product_id for (product_id,) in cursor.fetchall()]
