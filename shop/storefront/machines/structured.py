"""What a page says, in the words of schema.org: plain values in, plain values out.

Nothing is said here that the page does not show; points are points, never money.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shop.measures.content import Content, Unit
from shop.measures.saying import price_per_unit

Thing = dict[str, Any]
SCHEMA = "https://schema.org"
# What goods can differ by that schema.org has a word for, by the attribute's code.
KNOWN_MARKS = {
    "color": "color",
    "colour": "color",
    "material": "material",
    "pattern": "pattern",
    "size": "size",
}
# As the United Nations call them (Recommendation 20).
UNIT_CODES = {
    Unit.GRAM: "GRM",
    Unit.KILOGRAM: "KGM",
    Unit.MILLILITRE: "MLT",
    Unit.LITRE: "LTR",
    Unit.METRE: "MTR",
    Unit.PIECE: "C62",
}
GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True)
class Fact:
    """An attribute: its code, what it is called, and what it is."""

    code: str
    name: str
    value: str


@dataclass(frozen=True)
class Piece:
    """What can be bought: a product that has no variants, or one of them."""

    key: str
    name: str
    url: str
    price: Decimal | None
    is_available: bool
    earns: int = 0
    barcode: str | None = ""
    pictures: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    content: Content | None = None
    prior: Decimal | None = None


@dataclass(frozen=True)
class Seller:
    """Who sells, in which currency, and what members of its programme are called."""

    name: str
    site: str
    currency: str

    @property
    def key(self) -> str:
        return f"{self.site}/#organization"

    @property
    def tier(self) -> Thing:
        return {"@type": "MemberProgramTier", "@id": f"{self.site}/#member"}


@dataclass(frozen=True)
class Goods:
    """A product with all that can be bought of it; several pieces are its variants."""

    key: str
    name: str
    url: str
    description: str
    pictures: Sequence[str]
    pieces: Sequence[Piece]
    has_variants: bool = False
    facts: Sequence[Fact] = field(default_factory=tuple)


def goods(shown: Goods, *, seller: Seller) -> Thing | None:
    """A product or a group of variants; nothing where nothing of it has a price."""
    sold = [piece for piece in shown.pieces if piece.price is not None]
    if not sold:
        return None
    about = _without_nothing(
        {
            "name": shown.name,
            "url": shown.url,
            "description": shown.description,
            "image": list(shown.pictures),
            **_facts(shown.facts),
        }
    )
    if not shown.has_variants:
        return _typed("Product", about | _piece(sold[0], seller))
    differs = {fact.code.lower() for piece in sold for fact in piece.facts}
    known = sorted({KNOWN_MARKS[code] for code in differs if code in KNOWN_MARKS})
    group = about | {
        "productGroupID": shown.key,
        "variesBy": [f"{SCHEMA}/{mark}" for mark in known],
        "hasVariant": [_variant(piece, shown.pictures, seller) for piece in sold],
    }
    return _typed("ProductGroup", _without_nothing(group))


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Thing:
    """Where a page stands: names and whole addresses, from the front page."""
    listed = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url) in enumerate(steps, 1)
    ]
    return _typed("BreadcrumbList", {"itemListElement": listed})


def organization(
    *, seller: Seller, logo: str, programme: str, promise: str, member: str, rules: str
) -> Thing:
    """Who sells, and the programme whose points are a discount on later purchases."""
    tier = seller.tier | {
        "name": member,
        "url": rules,
        "hasTierBenefit": f"{SCHEMA}/TierBenefitLoyaltyPoints",
    }
    return _typed(
        "Organization",
        {
            "@id": seller.key,
            "name": seller.name,
            "url": f"{seller.site}/",
            "logo": logo,
            "hasMemberProgram": {
                "@type": "MemberProgram",
                "@id": f"{seller.site}/#points",
                "name": programme,
                "description": promise,
                "url": rules,
                "hasTiers": [tier],
            },
        },
    )


def website(*, seller: Seller, url: str, language: str, search: str) -> Thing:
    """The shop's site in one language; `search` is where its search box leads."""
    return _typed(
        "WebSite",
        {
            "@id": f"{url}#website",
            "name": seller.name,
            "url": url,
            "inLanguage": language,
            "publisher": {"@id": seller.key},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{search}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        },
    )


def _variant(piece: Piece, pictures: Sequence[str], seller: Seller) -> Thing:
    """One of a group; without pictures of its own it looks like the others."""
    about = {
        "@type": "Product",
        "name": piece.name,
        "url": piece.url,
        "image": list(piece.pictures or pictures),
    }
    return _without_nothing(about) | _facts(piece.facts) | _piece(piece, seller)


def _piece(piece: Piece, seller: Seller) -> Thing:
    number = gtin(piece.barcode)
    return {
        "sku": piece.key,
        **({"gtin": number} if number else {}),
        "offers": _offer(piece, seller),
    }


def _offer(piece: Piece, seller: Seller) -> Thing:
    price = {"price": f"{piece.price:.2f}", "priceCurrency": seller.currency}
    shelf_price = {"@type": "UnitPriceSpecification", **price}
    prices: list[Thing] = [
        shelf_price | {"valueAddedTaxIncluded": True} | _per_unit(piece)
    ]
    if piece.prior is not None:
        struck = {"priceType": f"{SCHEMA}/StrikethroughPrice"}
        prices.append(shelf_price | struck | {"price": f"{piece.prior:.2f}"})
    if piece.earns > 0 and piece.is_available:
        # A member pays the same and earns points: that is all the programme gives.
        earned = {
            "validForMemberTier": seller.tier,
            "membershipPointsEarned": piece.earns,
        }
        prices.append(shelf_price | earned)
    state = "InStock" if piece.is_available else "OutOfStock"
    return {
        "@type": "Offer",
        "url": piece.url,
        **price,
        "availability": f"{SCHEMA}/{state}",
        "seller": {"@type": "Organization", "@id": seller.key, "name": seller.name},
        "priceSpecification": prices,
    }


def _per_unit(piece: Piece) -> Thing:
    """How much the price is for, and of how much it is told elsewhere on the page."""
    found = price_per_unit(piece.price, piece.content)
    if found is None or piece.content is None:
        return {}
    return {
        "referenceQuantity": _quantity(piece.content.quantity, piece.content.unit)
        | {"valueReference": _quantity(found.many, found.unit)}
    }


def _quantity(value: Decimal | int, unit: Unit) -> Thing:
    return {
        "@type": "QuantitativeValue",
        "value": f"{Decimal(value).normalize():f}",
        "unitCode": UNIT_CODES[unit],
    }


def _facts(facts: Iterable[Fact]) -> Thing:
    """Attributes by schema.org's word for them, and the others by their own."""
    said: Thing = {}
    others: list[Thing] = []
    for fact in facts:
        known = KNOWN_MARKS.get(fact.code.lower())
        if known and known not in said:
            said[known] = fact.value
        else:
            others.append(
                {"@type": "PropertyValue", "name": fact.name, "value": fact.value}
            )
    return said | ({"additionalProperty": others} if others else {})


def gtin(barcode: str | None) -> str:
    """The barcode, if its check digit says that it is one; else nothing."""
    digits = (barcode or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in GTIN_LENGTHS):
        return ""
    weighed = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits[:-1]))
    )
    return digits if (weighed + int(digits[-1])) % 10 == 0 else ""


def _typed(kind: str, values: Mapping[str, Any]) -> Thing:
    return {"@context": SCHEMA, "@type": kind, **values}


def _without_nothing(values: Mapping[str, Any]) -> Thing:
    return {name: value for name, value in values.items() if value not in ("", [])}
