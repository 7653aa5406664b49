"""Many changes become one: the epoch stays what it is, and is read as quickly."""

from django.db import connection

PRUNE = """
WITH gone AS (DELETE FROM freshness_change RETURNING mark)
INSERT INTO freshness_change (mark)
SELECT bit_xor(mark) FROM gone HAVING count(*) > 0
"""


def prune(*, most: int) -> bool:
    """Put all changes together if there are more than `most` of them.

    One statement, so nobody sees the marks twice or not at all. Of two at once the
    second finds the rows of the first gone, and puts together what else it deleted.
    Changes that are not committed yet stay rows of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM freshness_change OFFSET %s)", [most])
        [there_are] = cursor.fetchone()
        if there_are:
            cursor.execute(PRUNE)
    return bool(there_are)
