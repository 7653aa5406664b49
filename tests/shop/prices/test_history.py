"""Every price that goods have had is noted, by whatever door it came."""

from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from shop.forks.partner.models import StockRecord
from shop.prices.models import PriceChange
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea():
    return make_product("9.80")


def history(product):
    noted = PriceChange.objects.filter(product_id=product.pk).order_by("pk")
    return [change.price for change in noted]


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_new_price_and_each_later_one(tea):
    record = tea.stockrecords.get()
    record.price = Decimal("8.00")
    record.save()
    StockRecord.objects.filter(pk=record.pk).update(price=7)
    run("UPDATE partner_stockrecord SET price = price - 1 WHERE id = %s", record.pk)
    record.refresh_from_db()
    record.price = 5
    StockRecord.objects.bulk_update([record], ["price"])

    assert history(tea) == [Decimal("9.80"), 8, 7, 6, 5]


def test_what_sells_notes_nothing(tea):
    StockRecord.objects.update(num_in_stock=F("num_in_stock") - 1)
    StockRecord.objects.update(price=F("price"))

    assert history(tea) == [Decimal("9.80")]


def test_what_is_no_longer_sold_has_no_price(tea):
    tea.stockrecords.all().delete()

    assert history(tea) == [Decimal("9.80"), None]


@pytest.mark.parametrize(
    "forged",
    [
        "INSERT INTO prices_pricechange"
        " (stockrecord_id, product_id, price, currency, changed_at)"
        " VALUES (1, 1, 99, 'EUR', now() - interval '40 days')",
        "UPDATE prices_pricechange SET price = 99",
        "DELETE FROM prices_pricechange",
        "TRUNCATE prices_pricechange",
    ],
)
def test_nobody_writes_another_history(tea, forged):
    with pytest.raises(DatabaseError), transaction.atomic():
        run(forged)

    assert history(tea) == [Decimal("9.80")]


def test_not_even_the_owner_does(owner_connection):
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        owner_connection.transaction(),
    ):
        owner_connection.execute(
            "INSERT INTO prices_pricechange"
            " (stockrecord_id, product_id, price, currency, changed_at)"
            " VALUES (1, 1, 99, 'EUR', now())"
        )
