"""Pages for browsing read a few rows a product, never every row for each of them."""

import pytest
from django.db import connection
from django.db.models import Max
from django.test import Client

from shop.forks.catalogue.models import Product
from shop.search.documents import index_all
from shop.storefront import counting
from shop.storefront.counting import tally
from shop.storefront.kept_pages import pages
from shop.storefront.models import KeptTile
from tests.faults.town import eventually
from tests.plans.goods import fill_shelves
from tests.plans.reading import rows_read, statements_of

PRODUCTS = 3000
# A row counts at each node of a plan that it passes: 3 is the most that any of these
# needs.
ROWS_A_PRODUCT = 5
# The page of one product, and what is bought, do not grow with the shop.
ROWS_OF_A_FEW = 4000
LISTS = [
    "",
    "sort=price",
    "sort=-price",
    "sort=name",
    "price=0",
    "price=1",
    "price=3",
    "stock=1",
    "offers=1",
    "stock=1&price=1&sort=price",
    "page=50",
]
# What machines ask for reads each product once, or few of them.
FILES = {
    "/sitemap.xml": 6 * PRODUCTS,
    "/en/sitemap-pages.xml": 6 * PRODUCTS,
    "/en/sitemap-categories.xml": 12 * PRODUCTS,
    "/en/sitemap-products-0.xml": 6 * PRODUCTS,
    "/en/new.atom": ROWS_OF_A_FEW,
}


@pytest.fixture
def goods(committed_db, owner_connection) -> list[Product]:
    return fill_shelves(owner_connection, products=PRODUCTS)


def test_no_page_reads_every_row_for_each_product(goods):
    shelf = goods[0].categories.get().get_absolute_url()
    lists = [f"{path}?{asked}" for path in ("/en/catalogue/", shelf) for asked in LISTS]
    bounds = dict.fromkeys(lists, ROWS_A_PRODUCT * PRODUCTS) | {
        goods[0].get_absolute_url(): ROWS_OF_A_FEW,
        goods[1].get_absolute_url(): ROWS_OF_A_FEW,
        **FILES,
    }
    Client().get("/en/")  # what a process reads once

    read = {
        (path, statement.sql): statement.rows_read
        for path in bounds
        for statement in statements_of(lambda path=path: Client().get(path))
    }

    assert not {asked: rows for asked, rows in read.items() if rows > bounds[asked[0]]}


def test_what_is_bought_is_counted_from_the_latest_lines(goods):
    Client().get("/en/")
    pages.forget()

    read = [
        statement.rows_read
        for statement in statements_of(lambda: Client().get("/en/"))
        if '"order_line"' in statement.sql
    ]

    # Asked of the products, it is 14 rows for each of them and all lines besides.
    assert 0 < max(read) < 8 * PRODUCTS


def all_before_have_ended() -> bool:
    """Whether nobody else is at work since before the goods were written.

    Or each list would ask for all of them again: tests beside these share the server.
    """
    newest = KeptTile.objects.aggregate(last=Max("changed_in"))["last"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0] > newest


def test_a_list_reads_its_tiles_and_counts_what_was_written_since(goods):
    """Whatever is chosen: the rows of the page by an index, no product, no stock."""
    assert eventually(all_before_have_ended)
    Client().get("/en/catalogue/")

    read = statements_of(lambda: Client().get("/en/catalogue/?stock=1&page=3"))

    tables = {"catalogue_product", "partner_stockrecord", "catalogue_productimage"}
    assert not [
        one.sql for one in read if any(f'"{name}"' in one.sql for name in tables)
    ]
    [tiles] = [one for one in read if 'FROM "storefront_tile"' in one.sql]
    assert tiles.rows_read < PRODUCTS
    asked = {"steps": list(counting.PRICE_STEPS), "as_of": tally().as_of}
    assert rows_read(counting.READ, asked) < 20


def test_a_search_asks_once_for_what_is_found(goods, owner_connection):
    """Ranked for the page and counted for the facets, without a look at a tile."""
    index_all()
    owner_connection.execute(
        "VACUUM ANALYZE storefront_tile, shop_search_searchdocument"
    )
    path = "/en/search/?q=product&price=1"
    Client().get(path)

    read = statements_of(lambda: Client().get(f"{path}&page=2"))

    [found] = [one for one in read if "searchdocument" in one.sql]
    assert "storefront_tile" not in found.scanned
    assert PRODUCTS < found.rows_read < 6 * PRODUCTS
    # The epoch, what is found, the tiles of the page.
    assert len(read) == 3
