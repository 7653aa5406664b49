"""The cases of `cases/prior_prices.toml`, one by one."""

import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.prices.prior import Reduction, Since, for_everybody, prior_price

FILE = Path(__file__).parent / "cases" / "prior_prices.toml"
CASES = tomllib.loads(FILE.read_text())["case"]
DAY_0 = datetime(2025, 6, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return DAY_0 + timedelta(days=number)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_a_price_is_reduced_from(case):
    shelf = [
        Since(day(at), Decimal(price) if price else None)
        for at, price in case["prices"]
    ]
    offers = [
        Reduction(day(begins), day(ends), percent=Decimal(percent))
        for begins, ends, percent in case.get("offers", ())
    ]

    found = prior_price(
        for_everybody(shelf, offers),
        at=day(case["on"]),
        progressive=case.get("progressive", True),
    )

    assert str(found.price if found else "nothing") == case["from"]
    assert (found.percent if found else None) == case.get("percent")


prices = st.lists(
    st.tuples(st.integers(-90, 0), st.integers(1, 50)),
    min_size=1,
    unique_by=lambda pair: pair[0],
)


@given(prices)
def test_nothing_is_struck_that_was_cheaper_in_the_30_days_before(history):
    paid = for_everybody([Since(day(at), Decimal(p)) for at, p in history], [])

    if found := prior_price(paid, at=day(0)):
        assert found.price > [one.price for one in paid][-1]
        window = found.began - timedelta(days=30)
        for one, after in pairwise(paid):
            if one.at < found.began and after.at > window:
                assert found.price <= one.price
