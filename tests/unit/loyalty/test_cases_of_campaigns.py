"""Every worked case of a purchase under campaigns, as a merchant wrote it."""

import pytest

from loyalty.arithmetic.awards import award
from loyalty.arithmetic.campaigns import Standing
from loyalty.models import CampaignVersion
from loyalty.shares import stored
from loyalty.why import order_earned
from tests.loyalty.worked import NOON, basket, fields_of, moment, rule, tables

CASES = [
    pytest.param(case, campaigns, id=f"{file}: {case['title']}")
    for file, case, campaigns in tables("case")
]


@pytest.mark.parametrize(("case", "campaigns"), CASES)
def test_it_earns_as_the_table_says(case, campaigns):
    at = moment(case.get("when", NOON))
    running = [
        CampaignVersion(pk=place, **fields_of(name, said)).deciding()
        for place, (name, said) in enumerate(campaigns.items(), start=1)
        if name in case["with"]
    ]
    terms = rule(case)
    due = award(
        basket(case["basket"]),
        terms,
        running,
        Standing(at, case.get("first_order", False)),
    )

    assert due.points == case["points"]
    added = {share.campaign.names["en"]: share.points for share in due.added}
    assert added == case["adds"]
    assert sum(due.per_line.values()) == due.points
    assert _told(due, terms, at) == case["why"]


def _told(due, terms, at):
    """What campaigns add to the text of an order that earns by the rule alone."""
    said = {"order": "A", "base": due.base, "currency": "EUR", "rule": terms}
    with_campaigns = order_earned(**said, shares=stored(due, at=at))
    return with_campaigns.text().removeprefix(order_earned(**said).text()).strip()


def test_there_are_enough_of_them():
    stories = list(tables("story"))

    assert len(CASES) + len(stories) >= 80
