"""The worked cases as tests read them (tests/loyalty/cases/README.md)."""

import tomllib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from loyalty.arithmetic.awards import EarningLine
from loyalty.arithmetic.purchases import part_in_money
from loyalty.terms.earning import EarningTerms

FOLDER = Path(__file__).parent / "cases"
SHOP = ZoneInfo("Europe/Berlin")
RULE = EarningTerms(
    version=1, points_per_unit=Decimal(1), excluded_labels=frozenset(["gift-cards"])
)
LONG_AGO = "2026-01-01 00:00"
NOON = "2026-03-02 12:00"


def tables(kind):
    """Each case or story of all files, with the campaigns of its own file."""
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(), parse_float=Decimal)
        for said in table.get(kind, ()):
            yield path.stem, said, table["campaign"]


def moment(text):
    """As the shop's clock shows it; "+01:00" names the hour that comes twice."""
    at = datetime.fromisoformat(text)
    return at.astimezone(SHOP) if at.tzinfo else at.replace(tzinfo=SHOP)


def rule(said):
    """The rule of all cases, where a case says nothing else of it."""
    changed = {
        name: frozenset(value) if name == "excluded_labels" else value
        for name, value in said.get("rule", {}).items()
    }
    if "points_per_unit" in changed:
        changed["points_per_unit"] = Decimal(changed["points_per_unit"])
    return replace(RULE, **changed)


def fields_of(name, said):
    """What a campaign says, as the fields of a version."""
    fields = {"name_en": name, "name_zh_hans": name, "starts_at": LONG_AGO} | said
    for field in ("starts_at", "ends_at"):
        if field in fields:
            fields[field] = moment(fields[field])
    return fields | {"rate": Decimal(fields["rate"])}


def basket(text):
    """ "2 tea+herbs#7 12.50": pieces, labels, the product, what was paid for all.

    "12.50/7.50": in money, and what points paid beside it.
    """
    return [_line(place, part) for place, part in enumerate(text.split(",")) if part]


def _line(place, part):
    pieces, goods, paid = part.split()
    cash, _sign, by_points = paid.partition("/")
    labels, _sign, product = goods.partition("#")
    return EarningLine(
        key=place,
        cash=Decimal(cash),
        labels=frozenset(labels.split("+")),
        pieces=int(pieces),
        in_money=part_in_money(Decimal(cash), Decimal(by_points or 0)),
        product=int(product) if product else None,
    )
