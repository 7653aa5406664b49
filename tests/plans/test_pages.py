"""No page of a shop of size reads more than it may: plans and rows, no clock.

20,000 products, 200,000 orders, 50,000 members, one of them with 2,000 orders and as
many lots. What a page may is the same for all; EXCEPTIONS says which may more, and why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from loyalty import month_ends
from shop.rewards import expiring
from tests.plans import pages
from tests.plans.pages import STAFF, Page, Shop
from tests.plans.reading import statements_of
from tests.plans.sized.keeping import sized_shop
from tests.plans.visiting import Visit, Visitors

# More rows than these of one of them are not gone through from the first on.
SCANNED = 10_000


@dataclass(frozen=True)
class May:
    """What one page may: rows in one statement, statements, bytes, and whole tables."""

    rows: int = 30_000
    statements: int = 45
    size: int = 100_000
    scan: tuple[str, ...] = ()
    why: str = ""


GOODS = ("partner_stockrecord", "catalogue_product")
# The first that fits a page counts.
EXCEPTIONS: dict[str, May] = {
    r"^visitor .*/search/": May(
        rows=250_000,
        scan=("storefront_tile", "shop_search_searchdocument"),
        why="a word that many goods have is counted in all of them, for the facets",
    ),
    r"^staff .*/orders/\?text=": May(
        rows=1_500_000,
        scan=(*GOODS, "order_order", "order_line", "users_user"),
        why="a word that a tenth of all orders have: their keys are put together once",
    ),
    r"^staff .*/orders/\?order=-?(points|total)": May(
        rows=250_000,
        scan=("order_order",),
        why="sorted by what has no index: their keys are gone through once, no more",
    ),
    r"^staff .*/stock/(\?|$)": May(
        rows=400_000, scan=GOODS, why="goods are gone through once: there are few"
    ),
    r"^staff .*/products/(categories/)?(\?|$)": May(
        rows=400_000,
        scan=(*GOODS, "catalogue_productcategory"),
        why="the same; what is sold out is asked of each",
    ),
    r"^staff .*/staff/$": May(
        rows=150_000, scan=GOODS, why="what is low is counted, as above"
    ),
    r"^staff .*/returns/\?text": May(
        rows=100_000, scan=("users_user",), why="a guest's or a member's address"
    ),
    r"^staff .*/members/\?order=": May(
        rows=250_000, scan=("users_user",), why="sorted by a day; one has 2,000 lots"
    ),
    r"^staff .*/log/\?person": May(
        rows=1_000_000,
        scan=("audit_entry",),
        why="one clerk did everything here, which is more than half of the log",
    ),
    r"^staff .*/outstanding/": May(
        rows=210_000,
        scan=("loyalty_account",),
        why="all accounts are added up once, for what is outstanding now",
    ),
    r"^staff .*/file/": May(
        rows=4_000_000,
        scan=(
            *GOODS,
            "audit_entry",
            "catalogue_attributeoption",
            "catalogue_productattribute",
            "catalogue_productcategory",
            "loyalty_account",
            "loyalty_movement",
            "order_order",
            "order_shippingaddress",
            "outbox_message",
            "payments_payment",
            "payments_paymentattempt",
            "users_user",
        ),
        why="a file is everything that is asked for, sent while it is read",
    ),
    r"^staff .*/dashboard/": May(
        rows=400_000,
        statements=80,
        scan=(*GOODS, "catalogue_productcategory", "order_orderdiscount"),
        why="Oscar's pages, until there are own ones: they count all goods",
    ),
    r"^(member|staff .*/members/)": May(
        rows=150_000, why="2,000 lots are added up, and 6,000 postings looked through"
    ),
}


def may(page: Page) -> May:
    return next(
        (said for at, said in EXCEPTIONS.items() if re.search(at, str(page))), May()
    )


def too_much(visit: Visit) -> Iterator[str]:
    """What a page did beyond what it may."""
    limit = may(visit.page)
    if visit.status not in (200, 302) and not visit.page.path.endswith("/healthz"):
        yield f"answered {visit.status}"
    if visit.asked > limit.statements:
        yield f"{visit.asked} statements"
    if visit.size > limit.size:
        yield f"{visit.size} bytes"
    for statement in visit.statements:
        if statement.rows_read > limit.rows:
            yield f"{statement.rows_read} rows: {statement.sql[:300]}"
        for table, rows in statement.scanned.items():
            if rows > SCANNED and table not in limit.scan:
                yield f"{rows} rows of {table} one by one: {statement.sql[:300]}"


@pytest.fixture(scope="module")
def shop(django_db_setup, django_db_blocker) -> Iterator[Shop]:
    # What its stories tell was recorded a moment ago, not in somebody's transaction.
    nothing_under_way = patch.object(month_ends, "UNDER_WAY", timedelta(0))
    with (
        django_db_blocker.unblock(),
        sized_shop(),
        transaction.atomic(),
        nothing_under_way,
    ):
        month_ends.keep(at=timezone.now())  # as each night
        yield Shop.read()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visitors(shop) -> Visitors:
    return Visitors(shop.busy)


@pytest.mark.filterwarnings("ignore:Using Category")  # Oscar 4.2 on treebeard 7
@pytest.mark.parametrize("part", ["storefront", "own", "staff", "files", "dashboards"])
def test_no_page_reads_more_than_it_may(part, shop, visitors):
    found = [
        f"{page}: {wrong}"
        for page in list(getattr(pages, part)(shop))
        for wrong in too_much(visitors.visit(page))
    ]

    assert not found, "\n".join(found)


def test_a_page_that_does_without_indexes_is_noticed(shop, visitors):
    """The control: the same page, the same shop, and no index that serves it."""
    page = Page(STAFF, reverse("staff:orders", query={"status": "confirmed"}))
    with transaction.atomic():
        with_indexes = list(too_much(visitors.visit(page)))
        with connection.cursor() as cursor:
            for way in ("indexscan", "indexonlyscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} TO off")
        without = list(too_much(visitors.visit(page)))
        transaction.set_rollback(True)

    assert not with_indexes
    assert any("order_order one by one" in each for each in without)


def test_what_expires_soon_is_found_by_its_day(shop):
    """L29: each morning, of all lots only those whose last day comes."""
    now = timezone.now()
    asked = statements_of(lambda: list(expiring.due(days=expiring.LATE, at=now)))

    assert "loyalty_lot" not in {table for each in asked for table in each.scanned}
