"""Which goods a list shows: what can be chosen, what is chosen, in which order."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.storefront.categories import Shelf, Tree
from shop.storefront.counting import LISTED, PRICE_STEPS, Tally, nth
from shop.storefront.models import KeptTile
from shop.storefront.offers import Offers
from shop.storefront.tiles import ANY, in_language, listed
from shop.storefront.wanted import Ends, Wanted

PER_PAGE = 20
# Nobody reads on; whoever asks for the ten-thousandth page makes the database count.
MOST_PAGES = 50
# What an attribute says is chosen by `is-` and its code.
SAID = "is-"
ORDERS = {
    "": _("Newest first"),
    "price": _("Price, low to high"),
    "-price": _("Price, high to low"),
    "name": pgettext_lazy("of a thing", "Name"),
}


@dataclass(frozen=True)
class Choice:
    """What is chosen, as (facet, value), always in the same order."""

    values: tuple[tuple[str, str], ...] = ()
    order: str = ""

    @classmethod
    def read(
        cls,
        asked: QueryDict,
        known: Mapping[str, list[str]],
        *,
        orders: Collection[str] = ORDERS,
    ) -> "Choice":
        """Read what a visitor asked for; what is not `known` counts as not asked."""
        wanted = {facet: set(asked.getlist(facet)) for facet in known if facet in asked}
        order = asked.get("sort", "")
        return cls(
            values=_in_order(
                (facet, value)
                for facet, values in wanted.items()
                for value in known[facet]
                if value in values
            ),
            order=order if order in orders else "",
        )

    def of(self, facet: str) -> list[str]:
        return [value for name, value in self.values if name == facet]

    @property
    def facets(self) -> list[str]:
        return list(dict.fromkeys(facet for facet, _value in self.values))

    @property
    def of_variants(self) -> list[str]:
        return [facet for facet in self.facets if is_of_variants(facet)]

    def wanted(self, *, beside: Wanted = ANY) -> Wanted:
        """What the variant is to be that a card shows, and what a search said of it.

        To be in stock alone tells nobody which one.
        """
        steps = self.of("price")
        if not (steps or beside or any(f.startswith(SAID) for f in self.facets)):
            return ANY
        marks = [of for of in _marks(self) if not of[0].startswith("price:")]
        prices = [Ends(*_ends(int(step))) for step in steps]
        return replace(beside, marks=marks, prices=prices)

    def without(self, facet: str) -> "Choice":
        return replace(self, values=tuple(v for v in self.values if v[0] != facet))

    def turned(self, facet: str, value: str) -> "Choice":
        """The same with one thing chosen, or not chosen where it was."""
        one = (facet, value)
        others = [other for other in self.values if other != one]
        if len(others) == len(self.values):
            others.append(one)
        return replace(self, values=_in_order(others))

    def query(self, *, beside: tuple[tuple[str, str], ...] = ()) -> str:
        """The one way to write this choice into an address."""
        order = [("sort", self.order)] if self.order else []
        return f"?{urlencode([*beside, *self.values, *order])}"


def _in_order(values: Iterator[tuple[str, str]] | list) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(set(values), key=lambda one: (one[0], int(one[1]))))


@dataclass(frozen=True)
class Stall:
    """The goods of a list before anything is chosen: a category's, or `among` some."""

    tree: Tree
    tally: Tally
    offers: Offers
    shelf: Shelf | None = None
    among: int | None = None

    @cached_property
    def known(self) -> Mapping[str, list[str]]:
        """What can be chosen, by facet."""
        said = {
            facet: values
            for facet, values in self.tally.values.items()
            if facet.startswith(SAID)
        }
        return {
            "in": [str(shelf.id) for shelf in self.shelves],
            **said,
            "price": [str(step) for step in range(len(PRICE_STEPS) + 1)],
            "stock": ["1"],
            "offers": ["1"],
        }

    @property
    def shelves(self) -> list[Shelf]:
        """The categories among which one can choose: those right below."""
        return self.tree.below(self.shelf) if self.shelf else self.tree.roots

    def rows(self, choice: Choice) -> QuerySet[KeptTile]:
        """The chosen goods, in the chosen order."""
        rows = listed()
        if self.shelf:
            rows = rows.filter(marks__overlap=self._marks("in", str(self.shelf.id)))
        for facet in choice.facets:
            rows = rows.filter(self._matching(facet, choice.of(facet)))
        return rows.filter(_of_one_variant(choice)).order_by(*_fields(choice.order))

    def counts(self, choice: Choice) -> Mapping[str, Mapping[str, int]]:
        """How many goods each value would show, beside what is chosen of others."""
        return {
            facet: self._counts(facet, values, choice.without(facet))
            for facet, values in self.known.items()
        }

    def count(self, choice: Choice) -> int:
        return self.chosen(choice).bit_count()

    @cached_property
    def goods(self) -> int:
        goods = self.tally.goods.get(LISTED, 0)
        if self.shelf:
            goods &= self._of("in", str(self.shelf.id))
        return goods if self.among is None else goods & self.among

    def _counts(
        self, facet: str, values: list[str], others: Choice
    ) -> Mapping[str, int]:
        if not others.of_variants or not is_of_variants(facet):
            within = self.chosen(others)
            return {
                value: (within & self._of(facet, value)).bit_count() for value in values
            }
        within = self._roughly(others)
        rest = self.tally.by_variant(_marks(others))
        return {
            value: (within & self._with(f"{facet}:{value}", rest)).bit_count()
            for value in values
        }

    def _with(self, mark: str, rest: list[int]) -> int:
        """The goods of which one variant has a mark beside the `rest`."""
        alone, *variants = rest
        held = alone & self.tally.of([mark])
        for number, goods in enumerate(variants, 1):
            if goods:
                held |= goods & self.tally.of(nth([mark], number))
        return held

    def chosen(self, choice: Choice) -> int:
        """The goods that have all that is chosen, as bits."""
        goods = self._roughly(choice)
        if len(choice.of_variants) > 1:
            goods &= reduce(or_, self.tally.by_variant(_marks(choice)))
        return goods

    def _roughly(self, choice: Choice) -> int:
        """The goods that have all that is chosen, in one variant or in several."""
        chosen = (
            reduce(or_, (self._of(facet, value) for value in choice.of(facet)))
            for facet in choice.facets
        )
        return _all(self.goods, *chosen)

    def _of(self, facet: str, value: str) -> int:
        if facet == "offers":
            return self.on_offer
        return self.tally.of(self._marks(facet, value))

    @cached_property
    def on_offer(self) -> int:
        """The goods of the shop that an open offer singles out."""
        return self.offers.goods(self.tally)

    def _marks(self, facet: str, value: str) -> list[str]:
        if facet == "in":
            shelf = self.tree.by_id[int(value)]
            return [f"in:{pk}" for pk in self.tree.ids_under(shelf.path)]
        return [f"{facet}:{value}"]

    def _matching(self, facet: str, values: list[str]) -> Q:
        if facet == "price":
            return reduce(or_, (_within(int(step)) for step in values))
        if facet == "offers":
            return self.offers.matches()
        marks = chain.from_iterable(self._marks(facet, value) for value in values)
        return Q(marks__overlap=list(marks))


def _all(*goods: int) -> int:
    return reduce(and_, goods)


def is_of_variants(facet: str) -> bool:
    """Whether it says something of a variant, and not of all the product."""
    return facet in ("price", "stock") or facet.startswith(SAID)


def _marks(choice: Choice) -> list[list[str]]:
    """The marks of variants that are chosen, by their facets."""
    return [
        [f"{facet}:{value}" for value in choice.of(facet)]
        for facet in choice.of_variants
    ]


def _of_one_variant(choice: Choice) -> Q:
    """The goods of which one and the same variant has all that is chosen of it."""
    if len(choice.of_variants) < 2:
        return Q()
    fits = " && ".join(
        f"({' || '.join(_said(facet, value) for value in choice.of(facet))})"
        for facet in choice.of_variants
    )
    return Q(variants__isnull=True) | Q(_Has(F("variants"), Value(f"$[*] ? ({fits})")))


class _Has(Func):
    template = "jsonb_path_exists(%(expressions)s::jsonpath)"
    output_field = BooleanField()


def _said(facet: str, value: str) -> str:
    """What a variant must be, as PostgreSQL reads it (jsonpath)."""
    if facet != "price":
        return f"@.marks[*] == {json.dumps(f'{facet}:{value}')}"
    low, high = _ends(int(value))
    ends = [f"@.price >= {low}"] + ([f"@.price < {high}"] if high else [])
    return f"({' && '.join(ends)})"


def _ends(step: int) -> tuple[Decimal, Decimal | None]:
    return (Decimal(0), *PRICE_STEPS)[step], (*PRICE_STEPS, None)[step]


def _within(step: int) -> Q:
    """The prices of a step: a variant's, where there are any."""
    low, high = _ends(step)
    alone = Q(variants__isnull=True, price__gte=low)
    one = Q(_Has(F("variants"), Value(f"$[*] ? ({_said('price', str(step))})")))
    # `price` is that of the cheapest.
    return (alone | one) & (Q(price__lt=high) if high else Q(price__isnull=False))


def _fields(order: str) -> tuple:
    """What a list is ordered by; goods without a price come last either way."""
    newest = ("-created_at", "-product_id")
    return {
        "": newest,
        "new": newest,
        "price": ("price", "product_id"),
        "-price": (F("price").desc(nulls_last=True), "product_id"),
        "name": (in_language("sorted"), "product_id"),
    }[order]


class Pages(Paginator):
    """The first pages of a list whose length is known."""

    def __init__(self, rows: Any, *, count: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = count
        self.rows = rows

    @property
    def num_pages(self) -> int:
        return max(1, min(-(-self.count // self.per_page), MOST_PAGES))

    def get_page(self, number: Any) -> Page:
        """That page, or the first where nothing is called so."""
        try:
            return self.page(number or 1)
        except InvalidPage:
            return self.page(1)

    def is_beyond(self, asked: str | None) -> bool:
        """Whether this page would come after the last one."""
        try:
            return int(asked or 1) > self.num_pages
        except ValueError:  # no number, or one of thousands of digits
            return False

    def rows_of(self, page: Page) -> Any:
        first = page.start_index() - 1
        return self.rows[first : first + self.per_page]

    @property
    def most(self) -> int:
        """How many can be leafed through."""
        return MOST_PAGES * self.per_page

    @property
    def has_more(self) -> bool:
        return self.count > self.most


def orders(
    choice: Choice, names: Mapping[str, object] = ORDERS
) -> list[tuple[str, str, bool]]:
    """Return (value, label, is chosen) of every order a list can have."""
    return [(value, str(name), value == choice.order) for value, name in names.items()]
