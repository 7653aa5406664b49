"""What a list can be narrowed down by, with how many goods each choice would show.

Links, so that it works without a script: each turns one thing on or off, and leads to
the one address of what is then chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from shop.components.numbers import money
from shop.storefront.counting import PRICE_STEPS
from shop.storefront.listing import Choice, Stall
from shop.storefront.said import Mark, Word, said

# The most of one facet are behind a click, if there are a good many, and the rarest of
# very many are not there at all: a search finds them.
SHOWN, A_GOOD_MANY, MOST = 7, 10, 40


@dataclass(frozen=True)
class Value:
    """`full` says what it is of as well: where it stands alone."""

    facet: str
    slug: str
    label: str
    full: str
    url: str
    active: bool
    count: int


@dataclass(frozen=True)
class Facet:
    label: str
    values: list[Value]

    @property
    def first(self) -> list[Value]:
        return self.values[: self._shown]

    @property
    def rest(self) -> list[Value]:
        return self.values[self._shown :]

    @property
    def _shown(self) -> int:
        return SHOWN if len(self.values) > A_GOOD_MANY else A_GOOD_MANY

    @property
    def is_open(self) -> bool:
        """Whether something is chosen of what is behind the click."""
        return any(value.active for value in self.rest)


@dataclass(frozen=True)
class Facets:
    """Those of a list, what is chosen of them, and the address of nothing chosen."""

    facets: list[Facet]
    chosen: list[Value]
    without: str


def facets_of(
    stall: Stall, choice: Choice, *, beside: tuple[tuple[str, str], ...] = ()
) -> Facets:
    """Return the facets of a list; the words of attributes are read once an epoch.

    `beside` is what else stands in the address, such as the words of a search.
    """
    counts = {
        (facet, value): count
        for facet, values in stall.counts(choice).items()
        for value, count in values.items()
        if count or (facet, value) in choice.values
    }
    facets = [
        Facet(
            label,
            [
                Value(
                    facet=word.mark[0],
                    slug="-".join(word.mark),
                    label=word.label,
                    full=word.full or word.label,
                    url=choice.turned(*word.mark).query(beside=beside),
                    active=word.mark in choice.values,
                    count=counts[word.mark],
                )
                for word in _most(words, counts, choice)
            ],
        )
        for label, words in (*_own(stall), *said(counts))
    ]
    shown = stall.count(choice)
    return Facets(
        facets=[
            narrowing
            for facet in facets
            if _says_something(facet)
            and (narrowing := _narrowing(facet, choice, shown)).values
        ],
        chosen=[value for facet in facets for value in facet.values if value.active],
        without=Choice(order=choice.order).query(beside=beside),
    )


def _most(words: list[Word], counts: Mapping[Mark, int], choice: Choice) -> list[Word]:
    there = [word for word in words if word.mark in counts]
    return there[:MOST] + [w for w in there[MOST:] if w.mark in choice.values]


def _says_something(facet: Facet) -> bool:
    return len(facet.values) > 1 or any(value.active for value in facet.values)


def _narrowing(facet: Facet, choice: Choice, shown: int) -> Facet:
    """The facet without values that all that is `shown` has: they change nothing."""
    chosen = choice.facets
    return Facet(
        facet.label,
        [
            value
            for value in facet.values
            if value.count != shown or value.facet in chosen
        ],
    )


def _own(stall: Stall) -> Iterable[tuple[str, list[Word]]]:
    """What every list has: the shop's own words."""
    yield _("Category"), [Word(("in", str(one.id)), one.name) for one in stall.shelves]
    yield (
        _("Show only"),
        [Word(("stock", "1"), _("In stock")), Word(("offers", "1"), _("On offer"))],
    )
    prices = enumerate(_prices())
    yield _("Price"), [Word(("price", str(step)), label) for step, label in prices]


def _prices() -> list[str]:
    ends = [_price(step) for step in PRICE_STEPS]
    return [
        _("Under %(price)s") % {"price": ends[0]},
        *(f"{low} – {high}" for low, high in pairwise(ends)),
        _("%(price)s and more") % {"price": ends[-1]},
    ]


def _price(amount: object) -> str:
    """Write a round amount without its cents."""
    return money(str(amount)).removesuffix(".00")
