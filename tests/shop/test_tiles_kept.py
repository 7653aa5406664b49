"""What lists show is kept exact by whatever hand changes the goods."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from oscar.apps.catalogue.models import AttributeOption, AttributeOptionGroup

from shop.forks.catalogue.models import (
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductImage,
)
from shop.forks.partner.models import StockRecord
from shop.orders import stock
from shop.storefront.keeping_tiles import differences, rebuild
from shop.storefront.models import KeptTile, Touched
from shop.storefront.tiles import FEW_LEFT
from tests.factories import (
    make_basket,
    make_category,
    make_product,
    make_product_class,
    make_stock,
    make_variant,
    place,
)

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.fixture
def goods() -> list[Product]:
    """A cup, and a towel in two sizes, one of which is not shown; and what they say."""
    cup = make_product("8.00", title="Cup", categories=["home"], stock=9)
    towel = make_product(title="Towel", categories=["home"])
    small, hidden = make_variant(towel, "5.00"), make_variant(towel, "3.00")
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    ProductImage.objects.create(product=cup, original="cup.webp", display_order=1)
    kind = cup.product_class
    group = AttributeOptionGroup.objects.create(name="Colours")
    blue, _red = (
        AttributeOption.objects.create(group=group, option=name)
        for name in ("Blue", "Red")
    )
    made = {
        code: ProductAttribute.objects.create(
            product_class=kind, code=code, name=code, type=type, option_group=group
        )
        for code, type in (
            ("colour", "option"),
            ("also", "multi_option"),
            ("washable", "boolean"),
            ("pages", "integer"),
        )
    }
    say = ProductAttributeValue.objects.create
    say(product=small, attribute=made["colour"], value_option=blue)
    say(product=cup, attribute=made["also"]).value_multi_option.add(blue)
    say(product=cup, attribute=made["washable"], value_boolean=True)
    say(product=cup, attribute=made["pages"], value_integer=12)
    return [cup, towel, small, hidden]


def kept(product: Product) -> KeptTile:
    return KeptTile.objects.get(product_id=product.pk)


def test_a_tile_says_what_a_list_shows_of_goods(goods):
    cup, towel, *_variants = goods
    home, blue = make_category("home"), AttributeOption.objects.get(option="Blue")

    assert kept(cup).price == Decimal("8.00")
    assert kept(cup).picture == "cup.webp"
    assert kept(cup).can_be_added
    assert kept(cup).marks == sorted(
        [
            f"in:{home.pk}",
            f"kind:{cup.product_class_id}",
            "stock:1",
            f"is-also:{blue.pk}",
            "is-washable:1",
            "is-pages:12",
        ]
    )
    assert kept(towel).price == Decimal("5.00")
    assert not kept(towel).is_from
    assert not kept(towel).can_be_added
    assert f"is-colour:{blue.pk}" in kept(towel).marks


def test_few_left_means_the_same_to_pages_and_to_tiles():
    few = make_product(title="Few", stock=FEW_LEFT)
    more = make_product(title="More", stock=FEW_LEFT + 1)

    assert kept(few).pieces_left == FEW_LEFT
    assert kept(more).pieces_left is None


# Each by the door it comes through, and the trigger that hears of it.
CHANGES: dict[
    str, tuple[str, Callable[[Product, Product, Product, Product], object]]
] = {
    "a form": (
        "product_changed",
        lambda cup, *_: (setattr(cup, "title", "Mug"), cup.save()),
    ),
    "a new product": ("product_changed", lambda *_: make_product(title="Spoon")),
    "bulk": (
        "product_changed",
        lambda *_: Product.objects.update(slug="all-alike"),
    ),
    "not public": (
        "product_changed",
        lambda cup, *_: sql(
            "UPDATE catalogue_product SET is_public = false WHERE id = %s", cup.pk
        ),
    ),
    "a variant shown": (
        "product_changed",
        lambda cup, towel, small, hidden: Product.objects.filter(pk=hidden.pk).update(
            is_public=True
        ),
    ),
    "a variant of another": (
        "product_changed",
        lambda cup, towel, small, hidden: Product.objects.filter(pk=small.pk).update(
            parent=make_product(title="Blanket", structure="parent")
        ),
    ),
    "deleted": ("product_changed", lambda cup, *_: cup.delete()),
    "a variant deleted": ("product_changed", lambda c, t, small, *_: small.delete()),
    "Chinese": (
        "product_changed",
        lambda cup, *_: Product.objects.filter(pk=cup.pk).update(title_zh_hans="杯"),
    ),
    "a price": (
        "stock_changed",
        lambda cup, *_: cup.stockrecords.update(price=Decimal("9.00")),
    ),
    "no price": ("stock_changed", lambda cup, *_: cup.stockrecords.update(price=None)),
    "a variant's price": (
        "stock_changed",
        lambda cup, towel, small, *_: small.stockrecords.update(price=Decimal("1.00")),
    ),
    "few left": (
        "stock_changed",
        lambda cup, *_: cup.stockrecords.update(num_in_stock=3),
    ),
    "an order": (
        "stock_changed",
        lambda cup, *_: place(make_basket([(cup, 5)])),
    ),
    "a return": (
        "stock_changed",
        lambda cup, *_: (
            cup.stockrecords.update(num_in_stock=0),
            stock.put_back({cup.stockrecords.get().pk: 2}),
        ),
    ),
    "a first stock record": (
        "part_changed",
        lambda cup, towel, *_: make_stock(
            Product.objects.create(parent=towel, structure="child", slug="big"),
            "0.50",
            1,
        ),
    ),
    "no stock record": (
        "part_changed",
        lambda cup, *_: StockRecord.objects.filter(product=cup).delete(),
    ),
    "a category": (
        "part_changed",
        lambda cup, *_: cup.categories.add(make_category("tea")),
    ),
    "no category": ("part_changed", lambda cup, *_: cup.categories.clear()),
    "a category deleted": (
        "part_changed",
        lambda *_: sql("DELETE FROM catalogue_productcategory"),
    ),
    "a picture": (
        "part_changed",
        lambda cup, *_: ProductImage.objects.create(
            product=cup, original="first.webp", display_order=0
        ),
    ),
    "another picture": (
        "part_changed",
        lambda cup, *_: cup.images.update(original="other.webp"),
    ),
    "no picture": ("part_changed", lambda cup, *_: cup.images.all().delete()),
    "an attribute's value": (
        "part_changed",
        lambda *_: ProductAttributeValue.objects.filter(value_integer=12).update(
            value_integer=13
        ),
    ),
    "no value": (
        "part_changed",
        lambda *_: ProductAttributeValue.objects.filter(value_integer=12).delete(),
    ),
    "one option more": (
        "several_changed",
        lambda cup, *_: ProductAttributeValue.objects.get(
            attribute__code="also"
        ).value_multi_option.add(AttributeOption.objects.get(option="Red")),
    ),
    "one option less": (
        "several_changed",
        lambda cup, *_: ProductAttributeValue.objects.get(
            attribute__code="also"
        ).value_multi_option.clear(),
    ),
    "an attribute's code": (
        "attribute_changed",
        lambda *_: ProductAttribute.objects.filter(code="pages").update(code="sheets"),
    ),
    "a class that is not counted": (
        "kind_changed",
        lambda cup, *_: (
            cup.stockrecords.update(num_in_stock=0),
            type(cup.product_class).objects.update(track_stock=False),
        ),
    ),
    "another class": (
        "product_changed",
        lambda cup, *_: Product.objects.filter(pk=cup.pk).update(
            product_class=make_product_class(7)
        ),
    ),
}


@pytest.mark.parametrize("door", CHANGES)
def test_every_door_keeps_the_tiles(goods, door):
    CHANGES[door][1](*goods)

    assert differences() == []
    assert not Touched.objects.exists()


@pytest.fixture
def deaf(request, owner_connection: psycopg.Connection) -> Iterator[None]:
    """The function of a trigger that hears nothing any more."""
    function = f"storefront_{request.param}"
    (before,) = owner_connection.execute(
        "SELECT pg_get_functiondef(%s::regproc)", [function]
    ).fetchone()
    owner_connection.execute(f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RETURN NULL; END $$
    """)
    yield
    owner_connection.execute(before)


# What these change comes through another door as well: the stock of the goods.
HEARD_TWICE = {"a new product", "a variant deleted"}


@pytest.mark.parametrize(
    ("deaf", "door"),
    [
        (trigger, door)
        for door, (trigger, _change) in CHANGES.items()
        if door not in HEARD_TWICE
    ],
    indirect=["deaf"],
)
def test_without_its_trigger_a_door_leaves_them_wrong(deaf, goods, door):
    """The control: what the test above looks at is what each trigger does."""
    rebuild()

    CHANGES[door][1](*goods)

    assert differences() != []
    assert rebuild() > 0
    assert differences() == []


def test_an_order_that_tells_shoppers_nothing_writes_no_tile(goods):
    cup, _towel, small, _hidden = goods
    cup.stockrecords.update(num_in_stock=900)
    sql("UPDATE storefront_tile SET changed_in = 0")

    place(make_basket([(cup, 4), (small, 6)]))

    assert set(KeptTile.objects.values_list("changed_in", flat=True)) == {0}


def test_many_changes_in_any_order_leave_them_exact(goods):
    chance = random.Random(30)  # noqa: S311  no secret
    make_product(title="Spoon")

    for _turn in range(60):
        product = chance.choice(list(Product.objects.all()))
        chance.choice(
            [
                lambda one: one.stockrecords.update(
                    num_in_stock=chance.randrange(9), num_allocated=0
                ),
                lambda one: one.stockrecords.update(price=chance.randrange(1, 9)),
                lambda one: Product.objects.filter(pk=one.pk).update(
                    is_public=chance.random() < 0.7
                ),
                lambda one: one.categories.set(
                    [make_category(chance.choice(["tea", "home", "food"]))]
                ),
                lambda one: ProductImage.objects.create(
                    product=one, original=f"{chance.random()}.webp", display_order=0
                ),
                lambda one: one.images.all().delete(),
                lambda one: Product.objects.filter(pk=one.pk).update(
                    title_en=chance.choice(["", "A", "B"]), title_zh_hans="甲"
                ),
            ]
        )(product)
        assert differences() == []


def test_the_command_writes_them_anew_and_says_where_they_differ(goods, capsys):
    call_command("rebuild_tiles", "--check")
    KeptTile.objects.filter(title_en="Cup").update(title_en="Pot")

    with pytest.raises(CommandError, match="1 tiles differ"):
        call_command("rebuild_tiles", "--check")
    call_command("rebuild_tiles")

    assert capsys.readouterr().out.splitlines() == [
        "All tiles are what they must be.",
        "1 tiles written anew.",
    ]


def test_a_name_is_put_in_order_by_its_signs_alone():
    """Reading all 21,000 syllables for each name, a row took ten milliseconds."""
    with connection.cursor() as cursor:

        def read() -> int:
            cursor.execute(
                "SELECT pg_stat_get_xact_tuples_returned("
                "'storefront_syllable'::regclass)"
            )
            return cursor.fetchone()[0]

        before = read()
        cursor.execute("SELECT storefront_sorted('旅途的茶碗')")
        assert cursor.fetchone()[0].startswith("lv tu de cha wan ")
        assert read() - before <= 5
