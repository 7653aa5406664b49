"""Order numbers."""

import re

import pytest

from shop.orders.numbers import new_number
from shop.typed.numbers import read_number


def test_s03_a_number_is_short_and_has_no_letters_to_mistake():
    """S03."""
    for _attempt in range(200):
        assert re.fullmatch(
            r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", new_number()
        )


def test_s03_numbers_are_drawn_and_not_counted():
    """S03."""
    numbers = {new_number() for _attempt in range(2000)}

    assert len(numbers) == 2000
    assert len({number[0] for number in numbers}) == 32


@pytest.mark.parametrize(
    "heard",
    ["ab1d0-xyz99", "AB1D0XYZ99", " ab1 d0 xyz 99 ", "ABID0-XYZ99", "ABLDO-XYZ99"],
)
def test_a_number_is_read_as_people_write_it(heard):
    assert read_number(heard) == "AB1D0-XYZ99"
