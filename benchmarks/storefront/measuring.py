"""The cases: each side once in every round, one after the other."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from benchmarks.pages.webs import COMPRESSED, Web
from benchmarks.results import Comparison, Results, Series
from benchmarks.storefront import errands
from benchmarks.storefront.browser import Browser
from benchmarks.storefront.errands import Errand
from benchmarks.storefront.shops import Shop
from benchmarks.storefront.sizes import LINES, SHOPPERS, Shelves, Size

OSCAR, TRIVIAL, GUEST = "django-oscar 4.2", "a view that does nothing", "a guest"
# A cookie of ours makes a page one's own: nothing is kept of it.
UNKEPT = COMPRESSED | {"Cookie": "sessionid=nobodyswhatsoever"}
BASKET_COOKIE = "oscar_open_basket"
LISTED = 20
Side = Callable[[], float]


class NotTheSame(Exception):
    """A shop did not do what the figures would say it did."""


def in_turns(sides: Sequence[Side], *, rounds: int) -> list[Series]:
    found = [[side() for side in sides] for _round in range(rounds)]
    return [Series(values) for values in zip(*found, strict=True)]


class Cases:
    """What is asked of both shops at one size."""

    def __init__(
        self, ours: Shop, theirs: Shop, trivial: Web, shelves: Shelves, size: Size
    ):
        self.ours, self.theirs, self.trivial = ours, theirs, trivial
        self.shelves, self.size = shelves, size
        self.numbers = count()

    def measure(self) -> Results:
        results = self._pages()
        if self.shelves.searched:
            results += self._searches()
        if self.shelves.sold:
            results += self._basket()
            results += self._tenth_line()
            results += self._orders()
        return results

    def named(self, what: str) -> str:
        return f"{self.shelves.products:,} products: {what}"

    # -- Pages that anybody asks for ------------------------------------------------

    def _pages(self) -> Results:
        results = Results()
        pages = [
            ("product", self.ours.goods["product"], self.theirs.goods["product"], 3)
        ]
        if self.shelves.searched:
            _check_list(self.ours)
            _check_list(self.theirs)
            pages.append(("list", "/en/catalogue/", "/en/catalogue/", 30))
        for name, here, there, target in pages:
            unkept, kept, oscar, nothing = in_turns(
                [
                    self._rate(self.ours.web, here, UNKEPT),
                    self._rate(self.ours.web, here),
                    self._rate(self.theirs.web, there),
                    self._rate(self.trivial, "/"),
                ],
                rounds=self.size.rounds,
            )
            results.comparisons += [
                self._beside(OSCAR, f"{name}, made anew", unkept, oscar, target),
                self._beside(OSCAR, f"{name}, kept", kept, oscar),
                self._beside(TRIVIAL, f"{name}, kept", kept, nothing, 0.25),
            ]
        return results

    def _searches(self) -> Results:
        """Oscar is asked where Whoosh can answer: it has read English titles only.

        The first page of a search is kept as others are. A visitor gets that; made anew
        is what somebody with a basket gets, and whoever asks first.
        """
        results = Results()
        title = self.ours.goods["title"].lower().replace(" ", "+")
        words = (
            ("a common word", "teapot", 15),
            ("rare words", title, 15),
            ("a typo", "taepot", 15),
            ("Chinese", "%E8%8C%B6%E5%A3%B6", None),
        )
        for name, typed, target in words:
            path = f"/en/search/?q={typed}"
            other, beside = (
                (self._rate(self.theirs.web, path), OSCAR)
                if target
                else (self._rate(self.trivial, "/"), TRIVIAL)
            )
            unkept, kept, there = in_turns(
                [
                    self._rate(self.ours.web, path, UNKEPT),
                    self._rate(self.ours.web, path),
                    other,
                ],
                rounds=self.size.rounds,
            )
            what = f"search, {name}"
            results.comparisons += [
                self._beside(beside, f"{what}, made anew", unkept, there),
                self._beside(beside, f"{what}, kept", kept, there, target),
            ]
        return results

    def _rate(
        self, web: Web, path: str, headers: Mapping[str, str] = COMPRESSED
    ) -> Side:
        web.rate(path, seconds=self.size.seconds / 4)  # what a process does once
        return lambda: web.rate(path, seconds=self.size.seconds, headers=headers)

    # -- What shoppers do -----------------------------------------------------------

    def _basket(self) -> Results:
        sides = []
        for shop in (self.ours, self.theirs):
            [basket] = shop.ask("baskets", number=1, lines=LINES)
            cookie = COMPRESSED | {"Cookie": f"{BASKET_COOKIE}={basket}"}
            sides.append(self._rate(shop.web, "/en/basket/", cookie))
        here, there = in_turns(sides, rounds=self.size.rounds)
        what = f"basket of {LINES} lines, offers on all"
        return Results([self._beside(OSCAR, what, here, there, 15)])

    def _tenth_line(self) -> Results:
        here, there = in_turns(
            [
                self._done(self.ours, errands.add_here, self._baskets(self.ours, 150)),
                self._done(
                    self.theirs, errands.add_there, self._baskets(self.theirs, 30)
                ),
            ],
            rounds=self.size.rounds,
        )
        what = f"adding line {LINES}, and the page after it"
        return Results([self._beside(OSCAR, what, here, there, 15)])

    def _orders(self) -> Results:
        guests: Iterator[dict[str, str]] = iter(dict, None)
        members = self._members()
        here, there, points = in_turns(
            [
                self._done(self.ours, errands.order_here, guests),
                self._done(self.theirs, errands.order_there, guests),
                self._done(self.ours, errands.order_with_points, members),
            ],
            rounds=self.size.rounds,
        )
        what = f"checkout of a guest, {SHOPPERS} at once"
        with_points = f"checkout of a member with points, {SHOPPERS} at once"
        return Results(
            [
                self._beside(OSCAR, what, here, there, 8, unit="orders/s"),
                self._beside(GUEST, with_points, points, here, 0.85, unit="orders/s"),
            ]
        )

    def _baskets(self, shop: Shop, a_second: int) -> Iterator[dict[str, str]]:
        number = round(a_second * self.size.seconds * self.size.rounds) + SHOPPERS
        made = shop.ask("baskets", number=number, lines=LINES - 1)
        token = {"csrftoken": "t" * 32}
        return iter([token | {BASKET_COOKIE: basket} for basket in made])

    def _members(self) -> Iterator[dict[str, str]]:
        number = round(20 * self.size.seconds * self.size.rounds) + SHOPPERS
        made = self.ours.ask("members", number=number, points=5000)
        return iter([{"sessionid": session} for session in made])

    def _done(
        self, shop: Shop, errand: Errand, shoppers: Iterator[dict[str, str]]
    ) -> Side:
        """How often a second the errand is done, each time by another shopper."""

        def rate() -> float:
            before = shop.orders()
            done, seconds = _errands(
                shop, errand, shoppers, self.numbers, self.size.seconds
            )
            if errand not in (errands.add_here, errands.add_there):
                check(shop, before=before, numbers=done)
            return len(done) / seconds

        return rate

    def _beside(
        self,
        whom: str,
        what: str,
        here: Series,
        there: Series,
        target: float | None = None,
        unit: str = "a second",
    ) -> Comparison:
        return Comparison(self.named(what), whom, unit, here, there, target)


def _check_list(shop: Shop) -> None:
    """A list without goods is quick: twenty must be in it, each with its address."""
    text = Browser(shop.web.port).get("/en/catalogue/").text
    found = set(re.findall(r'href="(/en/catalogue/[^"/]+_\d+/)"', text))
    if len(found) != LISTED:
        raise NotTheSame(f"{shop.module}: {len(found)} products in the list")


def _errands(
    shop: Shop,
    errand: Errand,
    shoppers: Iterator[dict[str, str]],
    numbers: Iterator[int],
    seconds: float,
) -> tuple[list[str], float]:
    began = time.monotonic()

    def go() -> list[str]:
        done = []
        while time.monotonic() - began < seconds:
            browser = Browser(shop.web.port, next(shoppers))
            done.append(errand(browser, shop.goods, next(numbers)))
            browser.close()
        return done

    with ThreadPoolExecutor(SHOPPERS) as pool:
        found = [pool.submit(go) for _shopper in range(SHOPPERS)]
        done = [one for each in found for one in each.result()]
    return done, time.monotonic() - began


def check(shop: Shop, *, before: int, numbers: Sequence[str]) -> None:
    """As many orders stand as were thanked for, and each is another."""
    stand = shop.orders() - before
    if not stand == len(numbers) == len(set(numbers)):
        raise NotTheSame(f"{shop.module}: {stand} orders, thanked for {numbers}")


def beside_smaller(larger: Shop, smaller: Shop, size: Size, what: str) -> Results:
    """Our own pages in two shops of unlike size, both made anew."""
    results = Results()
    for name, path in _ours(larger).items():
        here, there = in_turns(
            [
                _unkept(larger, path, size),
                _unkept(smaller, _ours(smaller)[name], size),
            ],
            rounds=size.rounds,
        )
        results.comparisons.append(
            Comparison(
                f"{name}, {what}", "our smaller shop", "a second", here, there, 0.85
            )
        )
    return results


def _unkept(shop: Shop, path: str, size: Size) -> Side:
    shop.web.rate(path, seconds=size.seconds / 4, headers=UNKEPT)
    return lambda: shop.web.rate(path, seconds=size.seconds, headers=UNKEPT)


def _ours(shop: Shop) -> dict[str, Any]:
    title = shop.goods["title"].lower().replace(" ", "+")
    return {
        "home": "/en/",
        "list": "/en/catalogue/",
        "list by price": "/en/catalogue/?sort=price",
        "category": shop.goods["category"],
        "product": shop.goods["product"],
        "search, a common word": "/en/search/?q=teapot",
        "search, rare words": f"/en/search/?q={title}",
        "suggestions": "/en/search/suggestions/?q=te",
    }
