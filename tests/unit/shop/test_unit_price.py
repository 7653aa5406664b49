"""The cases of `cases/unit_prices.toml`, one by one (PrestaShop#15423)."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from shop.measures.content import Content, Unit
from shop.measures.unit_price import unit_price

FILE = Path(__file__).parent / "cases" / "unit_prices.toml"
CASES = tomllib.loads(FILE.read_text())["case"]


def content_of(holds: str) -> Content | None:
    if not holds:
        return None
    quantity, unit = holds.split()
    return Content(Decimal(quantity), Unit(unit))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_price_per_unit(case):
    found = unit_price(
        Decimal(case["price"]),
        content_of(case.get("holds", "")),
        pieces=case.get("pieces", 1),
        hundreds_up_to=case.get("hundreds_up_to", 0),
    )

    said = f"{found.amount} for {found.many} {found.unit}" if found else "nothing"
    assert said == case["says"]


def test_as_many_pieces_as_one_likes_say_the_same():
    bag = Content(Decimal(50), Unit.GRAM)

    one = unit_price(Decimal("9.80"), bag)
    assert all(
        unit_price(Decimal("9.80") * many, bag, pieces=many) == one
        for many in range(1, 100)
    )
