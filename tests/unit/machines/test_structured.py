"""What is said of goods in the words of schema.org, from plain values alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shop.storefront.machines.structured import (
    Fact,
    Goods,
    Piece,
    Seller,
    goods,
    gtin,
)

SELLER = Seller(name="Market", site="https://market.example", currency="EUR")
URL = "https://market.example/en/catalogue/tea_1/"
PIECE = Piece(
    key="T-1",
    name="Tea",
    url=URL,
    price=Decimal("12.5"),
    is_available=True,
    earns=12,
    barcode="4006381333931",
)
TEA = Goods(
    key="1",
    name="Tea",
    url=URL,
    description="Green.",
    pictures=["https://market.example/tea.webp"],
    pieces=[PIECE],
    facts=[Fact("colour", "Farbe", "Green"), Fact("origin", "Origin", "Uji")],
)


def offer(**changes):
    said = goods(replace(TEA, pieces=[replace(PIECE, **changes)]), seller=SELLER)
    return said["offers"] if said else None


def test_a_product_says_what_its_page_shows():
    assert goods(TEA, seller=SELLER) == {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Tea",
        "url": URL,
        "description": "Green.",
        "image": ["https://market.example/tea.webp"],
        "color": "Green",
        "additionalProperty": [
            {"@type": "PropertyValue", "name": "Origin", "value": "Uji"}
        ],
        "sku": "T-1",
        "gtin": "4006381333931",
        "offers": {
            "@type": "Offer",
            "url": URL,
            "price": "12.50",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
            "seller": {
                "@type": "Organization",
                "@id": "https://market.example/#organization",
                "name": "Market",
            },
            "priceSpecification": [
                {
                    "@type": "UnitPriceSpecification",
                    "price": "12.50",
                    "priceCurrency": "EUR",
                    "valueAddedTaxIncluded": True,
                },
                {
                    "@type": "UnitPriceSpecification",
                    "price": "12.50",
                    "priceCurrency": "EUR",
                    "validForMemberTier": {
                        "@type": "MemberProgramTier",
                        "@id": "https://market.example/#member",
                    },
                    "membershipPointsEarned": 12,
                },
            ],
        },
    }


def test_members_pay_the_same_and_earn_points():
    prices = offer()["priceSpecification"]

    assert {one["price"] for one in prices} == {"12.50"}
    assert [one.get("membershipPointsEarned") for one in prices] == [None, 12]


@pytest.mark.parametrize("changes", [{"earns": 0}, {"is_available": False}])
def test_what_earns_nothing_promises_nothing(changes):
    assert len(offer(**changes)["priceSpecification"]) == 1


def test_what_is_sold_out_says_so():
    assert offer(is_available=False)["availability"].endswith("/OutOfStock")


def test_what_has_no_price_is_not_offered():
    assert offer(price=None) is None


@pytest.mark.parametrize(
    ("price", "said"),
    [("0", "0.00"), ("0.1", "0.10"), ("1234567.89", "1234567.89")],
)
def test_prices_have_a_point_and_cents(price, said):
    assert offer(price=Decimal(price))["price"] == said


def test_variants_are_a_group():
    small = replace(PIECE, key="S", facts=[Fact("Colour", "颜色", "绿")])
    large = replace(PIECE, key="L", price=Decimal(20), facts=[Fact("amount", "A", "1")])
    gone = replace(PIECE, key="G", price=None)
    group = goods(
        replace(TEA, pieces=[small, large, gone], has_variants=True), seller=SELLER
    )

    assert group["@type"] == "ProductGroup"
    assert group["productGroupID"] == "1"
    assert group["variesBy"] == ["https://schema.org/color"]
    assert "offers" not in group
    assert [one["sku"] for one in group["hasVariant"]] == ["S", "L"]
    assert group["hasVariant"][0]["color"] == "绿"
    assert group["hasVariant"][0]["image"] == TEA.pictures
    assert group["hasVariant"][1]["additionalProperty"][0]["value"] == "1"


def test_what_is_not_there_is_not_said():
    bare = replace(TEA, description="", pictures=[], facts=[], pieces=[PIECE])

    assert not {"description", "image", "color"} & goods(bare, seller=SELLER).keys()


@pytest.mark.parametrize(
    ("barcode", "number"),
    [
        ("4006381333931", "4006381333931"),
        (" 96385074 ", "96385074"),
        ("036000291452", "036000291452"),
        ("4006381333932", ""),
        ("MM-TEA-001", ""),
        ("１２３４５６７８", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_barcode_is_told_if_it_is_one(barcode, number):
    assert gtin(barcode) == number
