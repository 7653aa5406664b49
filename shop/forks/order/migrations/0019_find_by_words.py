"""Staff find orders by parts of words: of goods, article numbers, names, postcodes.

Django asks for them in upper case. `CREATE EXTENSION` costs nothing where it is there.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

INDEXES = {
    "order_line_searched": ("order_line", ("title", "partner_sku")),
    "order_address_searched": (
        "order_shippingaddress",
        ("first_name", "last_name", "postcode"),
    ),
}


def indexes():
    for name, (table, columns) in INDEXES.items():
        words = ", ".join(f"upper({column}) gin_trgm_ops" for column in columns)
        yield migrations.RunSQL(
            f"CREATE INDEX {name} ON {table} USING gin ({words})",
            f"DROP INDEX {name}",
        )


class Migration(migrations.Migration):
    dependencies = [("order", "0018_keep_what_is_used")]

    operations = [TrigramExtension(), *indexes()]
