"""Fill a migrated database: 20,000 products, 200,000 orders, 50,000 members.

The stories are told by the shop's use cases (`telling`) and copied by PostgreSQL
(`copying`), with keys and triggers looking away; the books still balance
(`test_filling`). It takes less than a minute.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.utils import timezone

from shop.documents.models import Series
from shop.forks.catalogue.models import AttributeOption, Category
from shop.forks.offer.models import Range
from shop.forks.order.models import Order
from shop.users.models import User
from tests.factories import (
    make_basket,
    make_carrier,
    make_country,
    make_member,
    make_offer,
    make_order_desk,
)
from tests.plans.sized import telling
from tests.plans.sized.copying import FACTOR, Books, Copies, Story
from tests.plans.sized.telling import CHINESE, KIND, NOUN, NUMBER, SKU

HERE = Path(__file__).parent
# Orders lie over so long: a few are still to come, and a shop that is kept for a week
# has orders of today every day. What is delivered was ordered a month before its points
# matured, so the ledger ends earlier.
PAST = timedelta(days=330)
SPREAD = "(nth::float8 / {count}) * interval '337 days'"
# Recorded when it happened: what is told is all recorded today.
IN_ORDER = (
    "CREATE INDEX in_order ON loyalty_posting (recorded_at)",
    "CLUSTER loyalty_posting USING in_order",
    "DROP INDEX in_order",
)
PROMISED = """
UPDATE partner_stockrecord s SET num_allocated = l.pieces, num_in_stock = 50 + l.pieces
FROM (SELECT stockrecord_id, sum(num_allocated) AS pieces FROM order_line
    WHERE num_allocated > 0 GROUP BY 1) l
WHERE l.stockrecord_id = s.id
"""
ENOUGH = "UPDATE partner_stockrecord SET num_in_stock = 10000"
# Words are the search's own, whoever has them.
WORDS = "shop_search_word"
WORD_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%'
"""
SHELVES = 24
COLOURS = 8
GOODS = {
    NOUN: "pg_temp.noun(nth)",
    NOUN.lower(): "pg_temp.stem(pg_temp.noun(nth))",
    KIND: "pg_temp.kind(nth / 40)",
    KIND.lower(): "pg_temp.stem(pg_temp.kind(nth / 40))",
    NUMBER: "nth::text",
    NUMBER.lower(): "nth::text",
    CHINESE: "pg_temp.chinese(nth)",
}


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many of each; the busy member is one of the members."""

    products: int = 20_000
    members: int = 50_000
    orders: int = 200_000
    busy: int = 2_000
    # Of the guests' orders: what is not delivered, or was not to be.
    waiting: int = 300
    cancelled: int = 4_000
    sent_back: int = 1_000

    @property
    def guests(self) -> int:
        """Delivered orders of guests: members but the busy one have two each."""
        others = 3 * self.waiting + self.cancelled + self.sent_back
        return self.orders - 2 * (self.members - 1) - self.busy - others


class Filling:
    """A database as it is being filled by its superuser."""

    def __init__(self, connection: psycopg.Connection, size: Size):
        self.connection = connection
        self.size = size
        self.books = Books(connection)
        self.began_at = timezone.now() - PAST
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '256MB'")
        connection.execute((HERE / "words.sql").read_text())

    def fill(self) -> None:
        self._copied(self._tell_and_copy)

    def fill_goods(self, *, offers: int) -> None:
        """The goods alone, enough of each; so many offers, on shelves apart."""

        def tell_and_copy() -> None:
            make_country("DE")
            shelves = self._fill_shelves()
            for shelf in [one for one in shelves if one.depth > 1][:offers]:
                self._offer_on(shelf, exclusive=True)
            self.connection.execute(ENOUGH)

        self._copied(tell_and_copy)

    def _copied(self, tell_and_copy: Callable[[], None]) -> None:
        """It takes less to make an index of words when all of them are there."""
        indexes = self.connection.execute(WORD_INDEXES).fetchall()
        for name, _made in indexes:
            self.connection.execute(f"DROP INDEX {name}")
        tell_and_copy()
        self.books.forward()
        for _name, made in indexes:
            self.connection.execute(made)
        self._lay_in_order()
        # Or PostgreSQL would take the tables for empty, and read them for each row.
        self.connection.execute("ANALYZE")
        call_command("rebuild_tiles", stdout=StringIO())
        self.connection.execute("VACUUM ANALYZE")

    def _lay_in_order(self) -> None:
        """What happened together lies together, as if it had been written then."""
        for statement in IN_ORDER:
            self.connection.execute(statement)

    def _tell_and_copy(self) -> None:
        make_country("DE")
        make_carrier()
        self.clerk = make_order_desk()
        # Whoever makes people later begins to count anew.
        User.objects.filter(pk=self.clerk.pk).update(email="clerk@nonpareil.example")
        for shelf in self._fill_shelves()[:3]:
            self._offer_on(shelf)
        self._sell_to_members()
        self._sell_to_one(User.objects.get(email="busy@nonpareil.example"))
        self._sell_to_guests()
        self._put_into_baskets()
        self.connection.execute(PROMISED)

    # -- Goods ----------------------------------------------------------------------

    def _fill_shelves(self) -> list[Category]:
        shelves = telling.shelves(SHELVES)
        with self.books.told() as alone:
            self.goods = telling.goods_alone()
        with self.books.told() as many:
            telling.goods_with_variants()
        telling.goods_of_many_names()
        more = [
            AttributeOption.objects.create(
                group=AttributeOption.objects.get(option="Blue").group,
                option=f"Colour {number}",
                option_zh_hans=f"颜色{number}",
            ).pk
            for number in range(COLOURS)
        ]
        columns = {
            ("catalogue_productcategory", "category_id"): _one_of(
                [shelf.pk for shelf in shelves]
            ),
            ("partner_stockrecord", "price"): "4 + (nth * 37 % 9600) / 100.0",
            ("partner_stockrecord", "num_in_stock"): "nth * 7 % 40",
        }
        self.alone = self.size.products * 2 // 3
        goods = ("catalogue_category", "catalogue_givencode", "catalogue_productclass")
        attributes = (
            "catalogue_attributeoptiongroup",
            "catalogue_attributeoption",
            "catalogue_productattribute",
            "partner_partner",
            "tax_rate",
            "tax_taxcategory",
            WORDS,
            "shop_search_reading",
        )
        self._copy(
            Story({WORDS: [row for row in alone.rows.pop(WORDS) if _is_own(row)]}),
            Copies(count=self.alone, marks=GOODS),
        )
        for story, count, colour in (
            (alone, self.alone, _one_of(more)),
            (many, self.size.products - self.alone, "t.value_option_id"),
        ):
            coloured = {("catalogue_productattributevalue", "value_option_id"): colour}
            self._copy(
                story.without(*goods, *attributes),
                Copies(count=count, marks=GOODS, columns=columns | coloured),
            )
        return shelves

    def _offer_on(self, shelf: Category, **fields: Any) -> None:
        offer = make_offer("Percentage", 10, **fields)
        some = Range.objects.create(name=shelf.name)
        some.included_categories.add(shelf)
        type(offer.condition).objects.filter(pk=offer.condition_id).update(range=some)
        type(offer.benefit).objects.filter(pk=offer.benefit_id).update(range=some)

    # -- Orders ---------------------------------------------------------------------

    def _sell_to_members(self) -> None:
        make_member(email="busy@nonpareil.example", at=self.began_at)
        with self.books.told() as story:
            member = make_member(email="member@nonpareil.example", at=self.began_at)
            orders = [
                telling.delivered(
                    telling.ordered(
                        [self.goods],
                        owner=member,
                        quantity=quantity,
                        points=points,
                        at=self.began_at + timedelta(days=day),
                    ),
                    by=self.clerk,
                )
                for day, quantity, points in ((0, 12, 0), (30, 3, 100))
            ]
        names = {
            ("users_user", "first_name"): "pg_temp.first_name(nth)",
            ("users_user", "last_name"): "pg_temp.last_name(nth)",
        }
        self._copy_orders(
            story, orders, letter="A", count=self.size.members - 2, columns=names
        )

    def _sell_to_one(self, member: User) -> None:
        """So many orders of one member, each earning points."""
        before = member.loyalty_account
        with self.books.told() as story:
            order = telling.delivered(
                telling.ordered([self.goods], owner=member, at=self.began_at),
                by=self.clerk,
            )
        after = type(before).objects.get(pk=before.pk)
        step = after.version - before.version
        on = {
            (f"loyalty_{table}", column): f"t.{column} + nth * {step}"
            for table, column in (
                ("posting", "version"),
                ("posting", "related_version"),
                ("movement", "version"),
                ("movement", "lot_number"),
                ("lot", "number"),
            )
        } | {
            ("loyalty_posting", f"{name}_after"): f"t.{name}_after + nth *"
            f" {getattr(after, name) - getattr(before, name)}"
            for name in ("available", "pending", "held", "owed")
        }
        # What becomes of a lot is known by its number, anything else by the order's.
        on["loyalty_posting", "reference"] = (
            f"CASE WHEN t.reference ~ '^[0-9]+$'"
            f" THEN (t.reference::bigint + nth * {step})::text"
            f" ELSE replace(t.reference, '{order.number}',"
            " pg_temp.number('B0', nth)) END"
        )
        self._copy_orders(
            story, [order], letter="B", count=self.size.busy - 1, columns=on
        )

    def _sell_to_guests(self) -> None:
        size, clerk, at = self.size, self.clerk, self.began_at
        lately = "(1 - nth::float8 / 1000) * interval '330 days'"

        def paid(order: Order) -> Order:
            return telling.paid(order, by=clerk, at=at)

        def shipped(order: Order) -> Order:
            return telling.shipped(paid(order), by=clerk, at=at)

        for letter, tell, count, later in (
            ("G", lambda order: telling.delivered(order, by=clerk), size.guests, ""),
            ("C", lambda order: telling.cancelled(order, by=clerk), size.cancelled, ""),
            ("R", lambda order: telling.sent_back(order, by=clerk), size.sent_back, ""),
            ("W", lambda order: order, size.waiting, lately),
            ("P", paid, size.waiting, lately),
            ("S", shipped, size.waiting, lately),
        ):
            with self.books.told() as story:
                order = tell(telling.ordered([self.goods], at=at))
            self._copy_orders(
                story, [order], letter=letter, count=count - 1, later=later
            )

    def _put_into_baskets(self) -> None:
        """Of those who have not decided."""
        with self.books.told() as story:
            make_basket([(self.goods, 1)])
        count = self.size.waiting * 10
        stock = self.goods.stockrecords.get().pk
        nth = f"(1 + nth % {self.alone})"
        columns = {
            ("basket_line", "product_id"): f"{self.goods.pk * FACTOR} + {nth}",
            ("basket_line", "stockrecord_id"): f"{stock * FACTOR} + {nth}",
        }
        self._copy(story, Copies(count=count, marks={}, columns=columns))

    def _copy_orders(
        self,
        story: Story,
        orders: list[Order],
        *,
        letter: str,
        count: int,
        columns: Mapping[tuple[str, str], str] | None = None,
        later: str = "",
    ) -> None:
        marks = {
            order.number: f"pg_temp.number('{letter}{place}', nth)"
            for place, order in enumerate(orders)
        } | {
            "member@nonpareil.example": "'m' || nth || '@members.example'",
            "guest@nonpareil.example": "'g' || nth || '@guests.example'",
        }
        for place, asked in enumerate(story.rows.get("returns_returnrequest", ())):
            marks[asked["number"]] = f"pg_temp.number('{letter}{9 - place}', nth)"
        parcels = "'RR' || lpad((nth * 7919 % 1000000)::text, 6, '0') || t.id || 'DE'"
        nth = f"(1 + (nth * 7919 + t.id * 31) % {self.alone})"
        stock = self.goods.stockrecords.get().pk
        spread = later or SPREAD.format(count=count)
        sold = {
            ("order_order", "basket_id"): "NULL",
            ("order_shippingaddress", "first_name"): "pg_temp.first_name(nth / 3)",
            ("order_shippingaddress", "last_name"): "pg_temp.last_name(nth)",
            ("order_shippingaddress", "postcode"): "pg_temp.postcode(nth)",
            ("order_line", "product_id"): f"{self.goods.pk * FACTOR} + {nth}",
            ("order_line", "stockrecord_id"): f"{stock * FACTOR} + {nth}",
            ("order_line", "title"): f"pg_temp.title({nth})",
            ("order_line", "partner_sku"): f"'{SKU}' || {nth} || '-A'",
            ("delivery_parcel", "number"): parcels,
            ("loyalty_posting", "recorded_at"): f"t.occurred_at + {spread}",
            ("returns_returnrequest", "drop_off_code"): "lpad(nth::text, 8, 'D')",
            # What papers and mails say takes most of the room, and no list reads it.
            ("documents_document", "content"): "'{}'::jsonb",
            ("outbox_message", "state"): "CASE nth % 2000 WHEN 0 THEN 'failed'"
            " ELSE 'sent' END",
            ("outbox_message", "context"): _numbered("t.context ->> 'number'", marks),
            **self._numbers(story, count),
        }
        told = Copies(
            count=count, marks=marks, columns=sold | dict(columns or {}), later=spread
        )
        self._copy(story.without("basket_basket", "basket_line"), told)

    def _copy(self, story: Story, copies: Copies) -> None:
        """The postings come last: they are chained over their movements."""
        postings = "loyalty_posting"
        self.books.copy(story.without(postings), copies)
        if postings in story.rows:
            self.connection.execute(f"CREATE TEMP TABLE copied (LIKE {postings})")
            self.books.copy_table(postings, story, copies, into="pg_temp.copied")
            self.connection.execute((HERE / "ledger.sql").read_text())

    def _numbers(self, story: Story, count: int) -> dict[tuple[str, str], str]:
        """Numbers for documents, in their series and without gaps."""
        numbers, names = [], []
        for row in story.rows.get("documents_document", ()):
            series = Series.objects.get(pk=row["series_id"])
            number = f"nth + {series.next_number - 1}"
            numbers.append(f"WHEN {row['id']} THEN {number}")
            printed = f"'{series.prefix}' || lpad(({number})::text, 6, '0')"
            names.append(f"WHEN {row['id']} THEN {printed}")
            self.connection.execute(
                "UPDATE documents_series SET next_number = next_number + %s"
                " WHERE id = %s",
                [count, series.pk],
            )
        if not numbers:
            return {}
        return {
            ("documents_document", "number"): f"CASE t.id {' '.join(numbers)} END",
            ("documents_document", "name"): f"CASE t.id {' '.join(names)} END",
        }


def _is_own(word: Mapping[str, str]) -> bool:
    """Whether only these goods have the word, as its copies only theirs."""
    return NUMBER.lower() in word["word"]


def _numbered(number: str, marks: Mapping[str, str]) -> str:
    for mark, value in marks.items():
        number = f"replace({number}, '{mark}', {value})"
    return f"jsonb_build_object('number', {number})"


def _one_of(keys: Iterable[int]) -> str:
    keys = list(keys)
    return f"(ARRAY{keys})[1 + nth % {len(keys)}]"
