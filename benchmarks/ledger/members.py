"""Members with a past, as many as needed.

The engine makes the past of one member. Every other member gets a copy of its rows,
posting after posting as they would have come, with the foreign keys and triggers put
aside while that lasts. What stands then is held against `ledger.differences`.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from shop.embedded.postgres import SUPERUSER, Postgres

# What a posting leaves in other tables, and the column with its number.
WITH_ITS_POSTING = {
    "loyalty_lot": "number",
    "loyalty_movement": "version",
    "loyalty_hold": "version",
}

# What has happened, each by a request.
_ORDER = """
SELECT ledger.accrue(1, {points}, '{order}', {at},
    '{{"code": "order-earned", "params": {{"base": "36.40", "rule": 1,
        "order": "{order}", "currency": "EUR", "excluded": "0.00",
        "rounding": "down", "points_per_unit": "1"}}}}',
    NULL, {at} + interval '2 years', true, 1)"""
_DELIVERY = """
SELECT ledger.schedule(1, '{order}', '{order}', {at},
    '{{"code": "scheduled-at-delivery", "params": {{"order": "{order}",
        "delivered_on": "2026-01-05", "days": 14}}}}',
    {at} + interval '14 days', {at} + interval '2 years')"""
_HOLD = """
SELECT ledger.hold(1, 20, '{order}', {at},
    '{{"code": "held-for-order", "params": {{"order": "{order}"}}}}',
    {at} + interval '1 hour')"""
_CAPTURE = """
SELECT ledger.capture(1, '{order}', {at},
    '{{"code": "redeemed-on-order", "params": {{"order": "{order}",
        "currency": "EUR", "discount": "0.20"}}}}')"""
_RELEASE = """
SELECT ledger.release(1, '{order}', {at},
    '{{"code": "released", "params": {{"order": "{order}"}}}}')"""


def _gift(points: int, *, at: str, expires: str) -> str:
    return f"""
SELECT ledger.accrue(1, {points}, 'gift of ' || {expires}, {at},
    '{{"code": "welcome", "params": {{}}}}', NULL, {expires}, false, NULL)"""


def _days_ago(days: int) -> str:
    return f"date_trunc('day', now()) - interval '{days} days'"


# Three lots. Nobody plans for a table that is empty: so there was a hold, too.
WITH_POINTS = [
    _gift(1_000_000, at="now() - interval '1 day'", expires=f"now() + {years}")
    for years in ("interval '1 year'", "interval '2 years'", "interval '3 years'")
] + [
    _HOLD.format(order="100003", at=_days_ago(0)),
    _RELEASE.format(order="100003", at=_days_ago(0)),
]

# Two orders: the points of the first pay for the second, whose points are to come.
# A third was not carried out. Ten postings.
TEN_POSTINGS = [
    _ORDER.format(points=500_000, order="100001", at=_days_ago(60)),
    _DELIVERY.format(order="100001", at=_days_ago(57)),
    f"SELECT ledger.book_due(ARRAY[1], {_days_ago(40)})",
    _HOLD.format(order="100002", at=_days_ago(30)),
    _CAPTURE.format(order="100002", at=_days_ago(30)),
    _ORDER.format(points=36, order="100002", at=_days_ago(30)),
    _DELIVERY.format(order="100002", at=_days_ago(10)),
    _HOLD.format(order="100003", at=_days_ago(9)),
    _RELEASE.format(order="100003", at=_days_ago(9)),
    _ORDER.format(points=48, order="100004", at=_days_ago(1)),
]

# One lot that matures on 1 February 2026; one each that expires in March and April.
WITH_DATES = [
    _ORDER.format(points=36, order="100001", at="timestamptz '2026-01-01'"),
    """
    SELECT ledger.schedule(1, '100001', '100001', '2026-01-02',
        '{"code": "welcome", "params": {}}', '2026-02-01', '2030-01-01')""",
    _gift(50, at="'2026-01-02'", expires="'2026-03-01'"),
    _gift(50, at="'2026-01-02'", expires="'2026-04-01'"),
]
POSTINGS_WITH_DATES = 4


def fill(server: Postgres, database: str, members: int, history: Sequence[str]) -> None:
    """Enrol members 1 to `members`, each with that history."""
    with server.connect(database=database, role=SUPERUSER) as connection:
        connection.execute(
            "INSERT INTO users_user (id, password, is_superuser, email, first_name,"
            " last_name, is_staff, is_active, date_joined, language)"
            " SELECT n, '!', false, 'member' || n || '@members.example', '', '', false,"
            " true, now(), 'en' FROM generate_series(1, %s) n",
            [members],
        )
        connection.execute("SELECT ledger.enrol(1, '2026-01-01')")
        for request in history:
            connection.execute(request)
        connection.execute("SET session_replication_role = replica")
        copies = _Copies(connection, members)
        # Nobody else has any yet.
        postings = len(connection.execute("SELECT FROM loyalty_posting").fetchall())
        for version in range(1, postings + 1):
            copies.of_posting(version)
            for table, counter in WITH_ITS_POSTING.items():
                copies.of_rows(table, counter, version)
        copies.of_account(postings)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


class _Copies:
    """Rows of the first member, made again for each of the others."""

    def __init__(self, connection: Connection[Any], members: int):
        self.connection = connection
        self.everyone = f"generate_series(2, {members}) AS member"

    def of_rows(self, table: str, counter: str, number: int) -> None:
        values = ", ".join(self._values(table))
        self.connection.execute(
            f"INSERT INTO {table} SELECT {values} FROM {table} t, {self.everyone}"
            f" WHERE t.account_id = 1 AND t.{counter} = {number} ORDER BY member"
        )

    def of_posting(self, version: int) -> None:
        """Each continues the chain of its own account."""
        values = self._values("loyalty_posting", hash="NULL")
        chained = self._values(
            "loyalty_posting",
            hash=f"ledger.posting_hash(coalesce(before.hash, ''),"
            f" ROW({', '.join(values)})::loyalty_posting, moved.bytes)",
        )
        self.connection.execute(
            f"INSERT INTO loyalty_posting SELECT {', '.join(chained)}"
            f" FROM loyalty_posting t CROSS JOIN {self.everyone}"
            " LEFT JOIN loyalty_posting before"
            f" ON before.account_id = member AND before.version = {version - 1}"
            " CROSS JOIN (SELECT coalesce(string_agg(ledger.movement_bytes("
            " src, dst, points, lot_number), '' ORDER BY seq), '') AS bytes"
            f" FROM loyalty_movement WHERE account_id = 1 AND version = {version}"
            " ) moved"
            f" WHERE t.account_id = 1 AND t.version = {version} ORDER BY member"
        )

    def of_account(self, last: int) -> None:
        values = ", ".join(self._values("loyalty_account", head="final.hash"))
        self.connection.execute(
            f"INSERT INTO loyalty_account SELECT {values}"
            f" FROM loyalty_account t CROSS JOIN {self.everyone}"
            " JOIN loyalty_posting final"
            f" ON final.account_id = member AND final.version = {last}"
            " WHERE t.account_id = 1 ORDER BY member"
        )

    def _values(self, table: str, **others: str) -> list[str]:
        """The table's columns in their order, with another account's key."""
        columns = self.connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        )
        instead = {"account_id": "member"} | others
        return [instead.get(name, f"t.{name}") for (name,) in columns]
