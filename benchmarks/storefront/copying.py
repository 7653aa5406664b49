"""The goods of this shop, put into Oscar's tables: the same rows, where it has them."""

from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]
TABLES = (
    "address_country",
    "catalogue_productclass",
    "catalogue_attributeoptiongroup",
    "catalogue_attributeoption",
    "catalogue_productattribute",
    "catalogue_category",
    "catalogue_product",
    "catalogue_productcategory",
    "catalogue_productattributevalue",
    "partner_partner",
    "partner_stockrecord",
    "offer_range",
    "offer_range_included_categories",
    "offer_condition",
    "offer_benefit",
    "offer_conditionaloffer",
)
# Points are an offer, which Oscar has not.
ONLY = {
    "offer_condition": "proxy_class IS NULL OR proxy_class = ''",
    "offer_benefit": "proxy_class IS NULL OR proxy_class = ''",
    "offer_conditionaloffer": "benefit_id IN (SELECT id FROM offer_benefit"
    " WHERE proxy_class IS NULL OR proxy_class = '')",
}
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position
"""
FORWARD = """
SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))
"""


def copy_goods(ours: Connection, theirs: Connection) -> None:
    """Both are connections of the superuser; Oscar's tables are there, and empty."""
    theirs.execute("SET session_replication_role = replica")
    for table in TABLES:
        _copy(table, ours, theirs)
    theirs.execute("VACUUM ANALYZE")


def _copy(table: str, ours: Connection, theirs: Connection) -> None:
    theirs.execute(f'TRUNCATE "{table}" CASCADE')
    columns = _columns(theirs, table)
    common = ", ".join(f'"{one}"' for one in _columns(ours, table) if one in columns)
    rows = f"SELECT {common} FROM {table} WHERE {ONLY.get(table, 'true')}"
    with (
        ours.cursor().copy(f"COPY ({rows}) TO STDOUT") as read,
        theirs.cursor().copy(f"COPY {table} ({common}) FROM STDIN") as written,
    ):
        for piece in read:
            written.write(piece)
    if "id" in columns:
        theirs.execute(FORWARD.format(table=table))


def _columns(connection: Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute(COLUMNS, [table]).fetchall()]
