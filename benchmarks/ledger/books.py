"""Looking into a measured database: what was written, and that it adds up."""

from dataclasses import dataclass
from typing import Any

from shop.embedded.postgres import SUPERUSER, Postgres

# Accounts proved at once: what is sorted for them stays in memory.
PART = 20_000


class NotWhatWasAsked(Exception):
    """The work was not done as it should be, so its speed means nothing."""


@dataclass(frozen=True)
class Volume:
    """How large a database is, and how much log the server has written until now."""

    data: int
    log: int

    def __sub__(self, other: "Volume") -> "Volume":
        return Volume(self.data - other.data, self.log - other.log)


def volume(server: Postgres, database: str) -> Volume:
    data, log = _row(
        server,
        database,
        "SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
        "   WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace),"
        " pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')",
    )
    return Volume(int(data), int(log))


def postings(server: Postgres, database: str) -> int:
    return int(_row(server, database, "SELECT count(*) FROM loyalty_posting")[0])


def must_add_up(server: Postgres, database: str, *, expected: int) -> None:
    """Raises NotWhatWasAsked unless there are so many postings, and no difference."""
    found = _row(
        server,
        database,
        "SELECT (SELECT count(*) FROM loyalty_posting), (SELECT count(*)"
        " FROM generate_series(0, (SELECT max(account_id) FROM loyalty_account),"
        f"   {PART}) first, ledger.differences_within(first, first + {PART - 1}))",
    )
    if found != (expected, 0):
        raise NotWhatWasAsked(
            f"{database}: {found} postings and differences, not {(expected, 0)}"
        )


def _row(server: Postgres, database: str, query: str) -> tuple[Any, ...]:
    with server.connect(database=database, role=SUPERUSER) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row or ()
