"""How much is measured: `full` is what is published."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Shelves:
    """A shop of so many products, and what is asked of it.

    Oscar's Whoosh takes most of an hour to read 100,000 products, so it is not
    `searched` there, and lists come from it as well; nor do baskets and orders depend
    on what else is sold.
    """

    products: int
    searched: bool = True
    sold: bool = False


@dataclass(frozen=True, kw_only=True)
class Size:
    rounds: int
    seconds: float  # that one page is asked for, and that shoppers order
    shelves: tuple[Shelves, ...]


SIZES = {
    "full": Size(
        rounds=5,
        seconds=2,
        shelves=(
            Shelves(products=129),
            Shelves(products=10_000, sold=True),
            Shelves(products=100_000, searched=False),
        ),
    ),
    "small": Size(
        rounds=2,
        seconds=1,
        shelves=(
            Shelves(products=129),
            Shelves(products=1_000, sold=True),
        ),
    ),
}
OFFERS = 5
LINES = 10
SHOPPERS = 4
