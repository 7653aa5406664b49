"""Tiles stay exact while several change the goods, and nobody waits in a circle.

They are written when a transaction commits, each row locked before what it is made of
is read. Controls: written at once, staff and a checkout wait for each other; without
the lock, who comes second writes what was there before the first.
"""

from threading import Event

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from shop.forks.catalogue.models import Product
from shop.forks.partner.models import StockRecord
from shop.storefront.keeping_tiles import differences, rebuild
from tests.concurrency.race import race
from tests.factories import make_product, make_variant
from tests.servers import tiles

pytestmark = pytest.mark.concurrency
LOCK = """PERFORM FROM storefront_tile t WHERE t.product_id = ANY (wanted)
    ORDER BY t.product_id FOR NO KEY UPDATE;"""


@pytest.fixture
def cup(committed_db, owner_connection) -> Product:
    owner_connection.execute(tiles.AT_COMMIT)
    return make_product(title="Cup", stock=1)


def sell_out(product: Product) -> None:
    StockRecord.objects.filter(product=product).update(num_in_stock=0)


def staff_and_a_checkout(cup: Product) -> list[object]:
    """Both change a tile, and then staff what the checkout has changed before."""
    named, sold = Event(), Event()

    def staff() -> None:
        with transaction.atomic():
            Product.objects.filter(pk=cup.pk).update(title_en="Mug")
            named.set()
            sold.wait(2)
            cup.stockrecords.update(price=7)

    def checkout() -> None:
        with transaction.atomic():
            StockRecord.objects.select_for_update(no_key=True).get(product=cup)
            named.wait(2)
            sold.set()
            sell_out(cup)

    return race([staff, checkout])


def test_staff_and_a_checkout_do_not_wait_in_a_circle(cup):
    assert staff_and_a_checkout(cup) == [None, None]
    assert differences() == []


def test_written_at_once_they_do(cup, owner_connection):
    owner_connection.execute(tiles.AT_ONCE)

    outcome = staff_and_a_checkout(cup)

    assert [type(one) for one in outcome if one] == [OperationalError]
    assert "deadlock" in str(next(filter(None, outcome)))


def two_variants_sold_out(cup: Product) -> None:
    """The second comes while the first has written the tile and not yet committed."""
    small, large = make_variant(cup, stock=1), make_variant(cup, stock=1)
    written = Event()

    def first() -> None:
        with transaction.atomic():
            sell_out(small)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            written.set()
            Event().wait(0.3)

    def second() -> None:
        written.wait(2)
        sell_out(large)

    assert race([first, second]) == [None, None]


def test_two_changes_of_one_tile_both_count(cup):
    two_variants_sold_out(cup)

    assert differences() == []


def test_without_the_lock_one_is_lost(cup, owner_connection):
    (keep,) = owner_connection.execute(
        "SELECT pg_get_functiondef('storefront_keep'::regproc)"
    ).fetchone()
    assert LOCK in keep
    owner_connection.execute(keep.replace(LOCK, ""))

    two_variants_sold_out(cup)

    assert differences() == [cup.pk]
    assert rebuild() == 1
