"""The goods that a campaign is about: as staff name them, and as they are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.html import strip_tags

from loyalty.typed import line
from shop.forks.catalogue.models import Category, Product, marks_of
from shop.forks.dashboard.bilingual import in_every_language
from shop.inventory import levels
from shop.inventory.levels import Level

# So many names are offered to choose from while one types.
MOST_OFFERED = 300
MOST_SLOW = 10


class NoSuchProduct(ValueError):
    """Nothing that can be bought has the number or the title `args[0]`."""


@dataclass(frozen=True)
class Goods:
    """Categories by their code, and products by their key, as they are called now.

    Read once, whatever the number of campaigns that name them.
    """

    products: Iterable[int] = ()

    @cached_property
    def categories(self) -> list[Category]:
        return list(Category.objects.order_by("path"))

    @cached_property
    def category_names(self) -> dict[str, str]:
        return {one.code: one.name for one in self.categories}

    @cached_property
    def product_names(self) -> dict[int, str]:
        named = _known().filter(pk__in=set(self.products))
        return {product.pk: str(product.name) for product in named}

    def called(self, labels: Iterable[str], products: Iterable[int]) -> list[str]:
        """What goods are called; those that are gone by what they were known by."""
        known = self.category_names
        return [known.get(code, code) for code in labels] + [
            self.product_names.get(key, f"#{key}") for key in products
        ]


def category_choices(*, kept: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Every category, those below others indented, and those `kept` that are gone."""
    known = [
        (category.code, "– " * (category.depth - 1) + category.name)
        for category in Goods().categories
    ]
    codes = {code for code, _name in known}
    return known + [(code, code) for code in kept if code not in codes]


def numbers_of(products: Sequence[int]) -> list[str]:
    """What products are typed in by: their article number, else their title."""
    found = {product.pk: product for product in _known().filter(pk__in=products)}
    return [_number(found[key]) for key in products if key in found]


def read_products(typed: str) -> list[Product]:
    """Return the goods with this article number or title; of a product its variants.

    Raises NoSuchProduct.
    """
    words = line(typed)
    by_title = Q()
    for title in in_every_language("title"):
        by_title |= Q(**{f"{title}__iexact": words})
    by_number = Q(stockrecords__partner_sku__iexact=words) | Q(upc__iexact=words)
    named = Product.objects.filter(by_number | by_title)
    found = list(_known().filter(pk__in=named.values("pk")))
    parents = [product for product in found if product.is_parent]
    bought = [product for product in found if not product.is_parent]
    if parents:
        bought += _known().filter(parent__in=parents)
    if not bought:
        raise NoSuchProduct(typed)
    return bought


def offered() -> list[tuple[str, str]]:
    """Some goods to choose from while one types: their number and what it is."""
    goods = _known().exclude(structure=Product.PARENT).order_by("-pk")
    return [
        (_number(product), strip_tags(str(product.name)))
        for product in goods[:MOST_OFFERED]
    ]


def slow(*, now: datetime) -> list[str]:
    """The article numbers of what nobody bought lately, the most in stock first."""
    lying = levels.goods(level=Level.ALL, at=now).filter(sold=0, available__gt=0)
    by_stock = lying.order_by("-available", "pk")
    return list(by_stock.values_list("partner_sku", flat=True)[:MOST_SLOW])


def _number(product: Product) -> str:
    records = product.stockrecords.all()
    return str((records[0].partner_sku if records else "") or product.title)


def _known() -> QuerySet[Product]:
    goods = Product.objects.select_related("parent").prefetch_related("stockrecords")
    return goods.annotate(marks=marks_of("pk"))
