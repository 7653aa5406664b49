"""The variant of a card: the one asked for, available ones first, then the cheapest."""

from decimal import Decimal

import pytest

from shop.storefront.wanted import Ends, Wanted

RED, BLUE, SMALL, LARGE = "is-colour:1", "is-colour:2", "is-size:1", "is-size:2"
THERE = "stock:1"
VARIANTS = [
    {"id": 11, "price": 12.1, "picture": "red.png", "marks": [RED, SMALL, THERE]},
    {"id": 12, "price": 20, "picture": None, "marks": [RED, LARGE, THERE]},
    {"id": 21, "price": 9, "picture": "blue.png", "marks": [BLUE, SMALL]},
    {"id": 22, "price": 15, "picture": None, "marks": [BLUE, LARGE, THERE]},
]
CHEAP = Ends(Decimal(0), Decimal(10))


def pick(**wanted):
    return Wanted(**wanted).pick(VARIANTS)


@pytest.mark.parametrize(
    ("wanted", "variant", "price", "picture", "is_from"),
    [
        ({"marks": [[RED]]}, 11, "12.10", "red.png", True),
        # Sold out is the cheapest of the blue ones.
        ({"marks": [[BLUE]]}, 22, "15.00", "", False),
        ({"marks": [[BLUE], [SMALL]]}, 21, "9.00", "blue.png", False),
        ({"marks": [[RED, BLUE], [LARGE]]}, 22, "15.00", "", True),
        ({"prices": [CHEAP]}, 21, "9.00", "blue.png", False),
        ({"named": [[BLUE]]}, 22, "15.00", "", False),
        # What was only said gives way to what was chosen.
        ({"named": [[BLUE]], "marks": [[RED]]}, 11, "12.10", "red.png", True),
        ({"named": [[BLUE], [SMALL]]}, 21, "9.00", "blue.png", False),
        ({"ids": [12]}, 12, "20.00", "", False),
    ],
)
def test_the_variant_asked_for_is_shown(wanted, variant, price, picture, is_from):
    picked = pick(**wanted)

    assert picked.variant.product_id == variant
    assert str(picked.variant.price) == price
    assert picked.picture == picture
    assert picked.is_from is is_from


@pytest.mark.parametrize(
    "wanted",
    [
        {"marks": [["is-origin:1"]]},
        {"marks": [[RED, BLUE]]},
        {"named": [["is-origin:1"]]},
        {"ids": [99]},
        {"prices": [Ends(Decimal(50), None)]},
        {},
    ],
)
def test_what_tells_no_variant_from_another_shows_the_product(wanted):
    assert pick(**wanted) is None


def test_one_without_a_price_comes_last():
    free = {"id": 1, "price": None, "picture": None, "marks": [RED, THERE]}

    assert Wanted(marks=[[RED]]).pick([free, *VARIANTS]).variant.product_id == 11
    assert Wanted(marks=[[RED]]).pick([free, VARIANTS[2]]).variant.price is None


def test_its_own_picture_or_that_of_another_that_fits():
    plain = {"id": 1, "price": 1, "picture": None, "marks": [RED, THERE]}

    assert Wanted(marks=[[RED]]).pick([plain, *VARIANTS]).picture == "red.png"
