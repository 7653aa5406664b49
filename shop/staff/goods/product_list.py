"""All goods: each product once, with its variants counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.baskets.contents import picture_of, tint_of
from shop.catalogue.facts import TITLES
from shop.components.numbers import figure, money
from shop.forks.catalogue.models import Category, Product, ProductImage
from shop.forks.partner.models import StockRecord
from shop.staff.goods.desk import PRODUCTS
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Day
from shop.staff.shell.filters import Choice, Filter, Words
from shop.staff.shell.lists import Nothing, StaffList

IN_STOCK = Q(num_in_stock__gt=F("num_allocated")) | Q(
    num_in_stock__gt=0, num_allocated=None
)

# What pages and files tell of goods, read for many at once.
TOLD = ("categories", "stockrecords", "children", "children__stockrecords")


@dataclass(frozen=True)
class Row:
    """One product as the list shows it."""

    product: Any

    @cached_property
    def image(self) -> ProductImage | None:
        return picture_of(self.product)

    @property
    def tint(self) -> str:
        return tint_of(self.product)

    @cached_property
    def stock(self) -> list[StockRecord]:
        """What it is sold from: its own, or that of each variant."""
        goods = (
            self.product.children.all() if self.product.is_parent else [self.product]
        )
        first = (list(one.stockrecords.all())[:1] for one in goods)
        return [record for records in first for record in records]

    @property
    def prices(self) -> list[Decimal]:
        return sorted({one.price for one in self.stock if one.price is not None})

    @property
    def is_counted(self) -> bool:
        return self.product.product_class.track_stock

    @property
    def available(self) -> int:
        return sum(max(0, one.net_stock_level) for one in self.stock)

    @property
    def numbers(self) -> str:
        return ", ".join(one.partner_sku for one in self.stock if one.partner_sku)

    @property
    def shelves(self) -> str:
        return ", ".join(one.name for one in self.product.categories.all())


def price(row: Row) -> str:
    if not row.prices:
        return cells.NOTHING
    cheapest = money(row.prices[0])
    if len(row.prices) == 1:
        return cells.nowrap(cheapest)
    return cells.nowrap(_now("from %(price)s") % {"price": cheapest})


def stock(row: Row) -> Any:
    if not row.is_counted:
        return cells.quiet(_now("not counted"))
    if row.available:
        return figure(row.available)
    return cells.badge(_now("Sold out"), "danger")


def state(row: Row) -> str:
    if row.product.is_public:
        return cells.badge(_now("On sale"), "success")
    return cells.badge(_now("Draft"), "neutral")


def state_code(row: Row) -> str:
    return "public" if row.product.is_public else "draft"


def variants(row: Row) -> str:
    number = len(row.product.children.all())
    if not number:
        return ""
    return ngettext("%(number)s variant", "%(number)s variants", number) % {
        "number": figure(number)
    }


@dataclass(frozen=True)
class OnShelf(Filter):
    """Goods of a category, or of one below it."""

    def fields(self) -> dict[str, forms.Field]:
        shelves = Category.objects.order_by("path")
        choices = [(one.code, "– " * (one.depth - 1) + one.name) for one in shelves]
        return {
            "category": forms.ChoiceField(
                label=_("Category"),
                required=False,
                choices=[("", _("All")), *choices],
            )
        }

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        if not (code := asked.get("category")):
            return found
        shelf = Category.objects.filter(code=code).values_list("path", flat=True)
        shelved = Product.categories.through.objects.filter(
            category__path__startswith=shelf[0]
        )
        return found.filter(pk__in=shelved.values("product"))


@dataclass(frozen=True)
class Stock(Choice):
    """What can be bought, or what is sold out: a product by any of its variants."""

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        chosen = asked.get(self.name)
        if not chosen:
            return found
        there = StockRecord.objects.filter(IN_STOCK)
        own = Exists(there.filter(product=OuterRef("pk")))
        of_variant = Exists(
            there.filter(product__parent=OuterRef("pk"), product__is_public=True)
        )
        counted = found.filter(product_class__track_stock=True)
        if chosen == "some":
            return counted.filter(own | of_variant)
        return counted.filter(~own, ~of_variant)


def numbered(word: str) -> Iterable[QuerySet]:
    """Goods by the number of their own, or of a variant."""
    records = StockRecord.objects.filter(partner_sku__icontains=word)
    yield records.filter(product__parent=None).values("product")
    yield records.exclude(product__parent=None).values("product__parent")
    coded = Product.objects.filter(upc__icontains=word)
    yield coded.filter(parent=None).values("pk")
    yield coded.exclude(parent=None).values("parent")


STATE = Column(_("State"), state_code, shown=state)


class ProductList(StaffList):
    name = "products"
    title = _("Products")
    permissions = PRODUCTS.permissions
    template = "staff/goods/products.html"
    order = "-pk"
    columns = (
        Column(
            _("Product"),
            "product",
            template="staff/goods/_product_row.html",
            heads=True,
        ),
        STATE,
        Column(_("Price with VAT"), "prices", shown=price, css="end"),
        Column(_("Can be sold"), "available", shown=stock, css="end"),
        Column(_("Categories"), "shelves"),
    )
    file_columns = (
        Column(_("Article number"), "numbers"),
        *(
            Column(label, f"product.{name}")
            for name, label in zip(
                TITLES, (_("Title (English)"), _("Title (Chinese)")), strict=True
            )
        ),
        STATE,
        Column(_("Price with VAT"), lambda row: next(iter(row.prices), None)),
        Column(_("Can be sold"), "available"),
        Column(_("Categories"), "shelves"),
        Day(_("Added"), "product.date_created"),
    )
    filters = (
        Words(_("Name, article number or barcode"), (*TITLES,), elsewhere=numbered),
        OnShelf(),
        Choice(
            "state",
            _("State"),
            (("public", _("On sale")), ("draft", _("Drafts"))),
            all=_("On sale or not"),
        ),
        Stock(
            "stock",
            _("Stock"),
            (("some", _("Can be bought")), ("none", _("Sold out"))),
            all=_("Any stock"),
        ),
    )
    empty = Nothing(
        title=_("No products"),
        text=_("Try another word, or fewer choices."),
    )

    def rows(self) -> QuerySet[Product]:
        found = Product.objects.filter(parent=None).select_related("product_class")
        found = found.prefetch_related("images").order_by("-pk")
        if state := self.asked.get("state"):
            found = found.filter(is_public=state == "public")
        return found

    def prepared(self, rows: list[Any]) -> list[Row]:
        prefetch_related_objects(rows, *TOLD)
        return [Row(product) for product in rows]
