"""One odd row takes no page down, and none can be saved (F16, F17)."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from loyalty.campaigns.reading import in_force, standing_of
from shop.forks.catalogue.models import Category, Product
from shop.freshness.epochs import forget
from shop.staff.campaigns import campaign_pages
from shop.staff.campaigns.campaign_list import UNRECKONABLE, Row, state_cell
from shop.staff.campaigns.trial_forms import BasketForm
from tests.factories import (
    NOW,
    make_basket,
    make_category,
    make_product,
    make_variant,
    place,
)
from tests.loyalty.campaigns import running

GUARDS = {
    "catalogue_category": "category_has_an_address",
    "catalogue_product": "product_has_an_address",
    "partner_stockrecord": "stockrecord_price_not_negative",
    "basket_line": "basketline_has_pieces",
    "order_line": "line_has_pieces",
}


@pytest.mark.parametrize("slug", ["", "-", "--_", "a b", "a/b", "🎁"])
@pytest.mark.parametrize("make", [make_category, make_product])
def test_the_database_refuses_what_has_no_address(db, make, slug):
    kept = make()

    with pytest.raises(IntegrityError, match="has_an_address"), transaction.atomic():
        type(kept).objects.filter(pk=kept.pk).update(slug=slug)


@pytest.mark.parametrize("slug", ["tea", "绿茶", "thé-vert", "2", "_a-"])
@pytest.mark.parametrize("make", [make_category, make_product])
def test_any_letters_make_an_address(db, client, make, slug):
    kept = make()
    type(kept).objects.filter(pk=kept.pk).update(slug=slug)
    kept.refresh_from_db()

    assert client.get(kept.get_absolute_url()).status_code == 200


def test_a_slug_is_made_of_whatever_text_has_one(db):
    named = Category(name_en="🎁", name_zh_hans="礼物")
    Category.objects.add_root(instance=named)
    product = make_product(title="Gift")
    product.slug_en, product.title_en, product.title_zh_hans = "", "🎁", "礼物"
    product.save()
    variant = make_variant(product)
    variant.slug_en, variant.title_en = "", "☕"
    variant.save()

    assert (named.slug, product.slug) == ("礼物", "礼物")
    assert variant.slug == "礼物"


def migration(app: str, name: str):
    return import_module(f"shop.forks.{app}.migrations.{name}")


@pytest.fixture
def unguarded(committed_db, owner_connection):
    """A database in which anything can be saved."""
    for table, guard in GUARDS.items():
        owner_connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {guard}")


@pytest.fixture
def odd(unguarded) -> Product:
    """A product without an address in a category without one, which has another."""
    gifts = make_category("gifts")
    below = make_category("below-gifts", parent=gifts)
    make_category("tea")
    product = make_product(title="Oddity", categories=["gifts", "below-gifts", "tea"])
    Category.objects.filter(pk=gifts.pk).update(slug="", name="🎁", name_en="🎁")
    Product.objects.filter(pk=product.pk).update(slug="a/b")
    assert below.pk
    product.refresh_from_db()
    return product


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_leave_out_what_they_cannot_show(odd, language):
    client = Client()
    added = client.post(
        f"/{language}/basket/add/", {"product_id": odd.pk, "quantity": 1}
    )
    tea = make_category("tea")

    assert added.status_code == 302
    for path, status in {
        "": 200,
        "catalogue/": 200,
        f"catalogue/category/tea_{tea.pk}/": 200,
        f"catalogue/_{odd.pk}/": 200,
        f"catalogue/anything_{odd.pk}/": 301,
        "search/?q=oddity": 200,
        "search/suggestions/?q=odd": 200,
        "basket/": 200,
        "account/sign-in/": 200,
        "nowhere/": 404,
    }.items():
        page = client.get(f"/{language}/{path}")
        assert page.status_code == status, path
        assert "🎁" not in page.text, path
        assert "Below-Gifts" not in page.text, path
    assert f"catalogue/_{odd.pk}/" in client.get(f"/{language}/catalogue/").text


def test_what_was_saved_before_gets_an_address(odd):
    migration("catalogue", "0006_repair_slugs").repair(apps, None)

    slugs = Category.objects.order_by("path").values_list("slug", flat=True)
    gifts = Category.objects.get(name_en="🎁")
    assert list(slugs) == [f"category-{gifts.pk}", "below-gifts", "tea"]
    odd.refresh_from_db()
    assert odd.slug == f"product-{odd.pk}"


def test_prices_below_nothing_and_lines_without_pieces_go(unguarded):
    """F17"""
    odd, even = make_product("10.00"), make_product("12.00")
    order = place(make_basket([(odd, 1), (even, 2)]))
    waiting = make_basket([(odd, 1), (even, 2)])
    order.lines.filter(product=odd).update(quantity=0)
    waiting.lines.filter(product=odd).update(quantity=0)
    odd.stockrecords.update(price="-5.00")

    migration("partner", "0004_drop_negative_prices").drop(apps, None)
    migration("basket", "0003_drop_empty_lines").drop(apps, None)
    migration("order", "0009_drop_empty_lines").drop(apps, None)

    assert odd.stockrecords.get().price is None
    assert even.stockrecords.get().price == Decimal("12.00")
    assert [line.product for line in order.lines.all()] == [even]
    assert [line.product for line in waiting.lines.all()] == [even]


def test_every_number_of_every_table_is_one(db):
    """NaN is more than zero to a check: each column has one that knows better."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, a.attname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                AND a.attnum > 0 AND NOT a.attisdropped
                AND a.atttypid IN ('numeric'::regtype, 'float8'::regtype)
                AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid
                    AND k.conname = left(a.attname || '_is_a_number', 63))
            """
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("price", ["NaN", "-1"])
def test_a_price_is_a_number(db, price):
    record = make_product().stockrecords.get()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE partner_stockrecord SET price = %s::numeric WHERE id = %s",
            [price, record.pk],
        )


@pytest.fixture
def odd_campaign(committed_db, owner_connection):
    """Written before it was refused, beside one that is sound."""
    sound, odd = (
        running(since=NOW - timedelta(days=3)),
        running(since=NOW - timedelta(days=3), name_en="Odd week"),
    )
    owner_connection.execute(
        "ALTER TABLE loyalty_campaignversion DISABLE TRIGGER USER;"
        "ALTER TABLE loyalty_campaignversion DROP CONSTRAINT rate_is_a_number;"
    )
    owner_connection.execute(
        "UPDATE loyalty_campaignversion SET rate = 'NaN' WHERE id = %s", [odd.pk]
    )
    forget()
    return sound, odd


def test_a_campaign_that_cannot_be_reckoned_is_left_out(odd_campaign, client):
    """Its numbers take no page of the shop down, and staff are told."""
    sound, odd = odd_campaign
    make_product("10.00")

    assert [one.version for one in in_force(at=NOW)] == [sound.pk]
    for path in ("catalogue/", "points/how-it-works/", "basket/"):
        assert client.get(f"/en/{path}").status_code == 200, path
    (odd_stand,) = standing_of(campaign_id=odd.campaign_id, at=NOW)
    assert "Nobody can reckon by its numbers" in state_cell(
        Row(stand=odd_stand, holding=None, left=None, budget=None)
    )
    page = campaign_pages._figures(odd_stand, BasketForm(None), NOW)
    assert page == {"sentence": UNRECKONABLE}
