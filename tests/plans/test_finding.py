"""F22: looking for orders takes indexes, not every line, address and parcel."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import make_basket, make_product, make_staff, place
from tests.plans.reading import statements_of

ORDERS = 20_000
# Every line and every address once: what a search must not read. Of so few orders the
# orders themselves may be gone through, for each place that a word can stand in; how it
# is with many is held by test_pages.py.
ROWS_AN_ORDER = 1.5
WORDS = ("SKU-19999", "29998", "Namec4ca", "JD014912")
MORE = """
INSERT INTO {table} ({columns}) SELECT {values}
FROM {table}, generate_series(1, %s) AS nth WHERE {table}.id = %s
"""


def multiply(table, pk, **changed):
    """Copies of one row, with some of its columns made of their number."""
    with connection.cursor() as cursor:
        names = [
            column.name
            for column in connection.introspection.get_table_description(cursor, table)
            if column.name != "id"
        ]
        values = [changed.get(name, f"{table}.{name}") for name in names]
        cursor.execute(
            MORE.format(
                table=table, columns=", ".join(names), values=", ".join(values)
            ),
            [ORDERS, pk],
        )


@pytest.fixture
def clerk(committed_db, owner_connection):
    order = place(make_basket([(make_product(title="Cup"), 1)]))
    address, line = order.shipping_address, order.lines.get()
    multiply(
        "order_shippingaddress",
        address.pk,
        postcode="(10000 + nth)::text",
        last_name="'Name' || md5(nth::text)",
    )
    multiply(
        "order_order",
        order.pk,
        number="'T' || nth",
        shipping_address_id=f"{address.pk} + nth",
        payment_due_at="NULL",
        basket_id="NULL",
    )
    multiply(
        "order_line",
        line.pk,
        order_id=f"{order.pk} + nth",
        partner_sku="'SKU-' || nth",
        title="md5(nth::text)",
    )
    owner_connection.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(make_staff("order.view_order"))
    return client


def most_rows(clerk, words):
    url = reverse("staff:orders")
    read = statements_of(lambda: clerk.get(url, {"text": words}))
    return max(statement.rows_read for statement in read)


def test_no_search_reads_every_line_or_address(clerk, owner_connection):
    clerk.get(reverse("staff:orders"))

    with_indexes = [most_rows(clerk, words) for words in WORDS]
    # The control: without them each search goes through all of them.
    owner_connection.execute("DROP INDEX order_line_searched, order_address_searched")
    without = [most_rows(clerk, words) for words in WORDS]

    spared = [more - few for few, more in zip(with_indexes, without, strict=True)]
    assert min(spared) > ROWS_AN_ORDER * ORDERS, (with_indexes, without)
