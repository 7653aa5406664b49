"""The campaigns of the simulated year, as versions that were approved."""

from decimal import Decimal

from tests.loyalty.campaigns import approve, draft
from tests.loyalty.worked import moment

CAMPAIGNS = {
    "Double tea": {
        "amount": "multiplier",
        "rate": 2,
        "labels": ["tea"],
        "max_per_order": 60,
        "starts_at": moment("2026-06-01 00:00"),
        "ends_at": moment("2026-07-01 00:00"),
    },
    "Fifteen a month": {
        "amount": "fixed",
        "rate": 10,
        "min_basket": Decimal(30),
        "max_per_month": 15,
    },
    "Mugs": {"amount": "per-piece", "rate": 5, "products": [7]},
    "First order": {"amount": "fixed", "rate": 20, "first_order_only": True},
    "Half a point": {
        "amount": "per-unit",
        "rate": Decimal("0.5"),
        "group": "evenings",
    },
    "Evenings": {
        "amount": "fixed",
        "rate": 8,
        "from_hour": 18,
        "until_hour": 22,
        "group": "Evenings",
    },
}


def begin(*, at, budget):
    """Let all of them run; return the number of the campaign with a budget."""
    numbers = {}
    for name, said in CAMPAIGNS.items():
        fields = {"starts_at": at} | said | {"rate": Decimal(said["rate"])}
        if name == "Mugs":
            fields["budget"] = budget
        version = draft(drafted_at=at, name_en=name, name_zh_hans=name, **fields)
        approve(version, at=at)
        numbers[name] = version.campaign_id
    return numbers["Mugs"]
