"""Every worked story: orders and returns, and what members and budgets have left."""

import pytest

from loyalty import enrolment
from loyalty.why import Why
from tests.loyalty.campaigns import bring_back, buy, running
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.worked import basket, fields_of, moment, tables

STORIES = [
    pytest.param(story, campaigns, id=story["title"])
    for _file, story, campaigns in tables("story")
]


@pytest.mark.parametrize(("story", "campaigns"), STORIES)
def test_each_step_earns_as_the_table_says(books, story, campaigns):
    for name in story["with"]:
        running(**fields_of(name, campaigns[name]))
    members = {name: person(name.lower()) for name in ("Alice", "Bob")}
    for member in members.values():
        enrolment.enrol(member=member, enrolled_at=MARCH)

    for place, step in enumerate(story["steps"]):
        member = members[step.get("member", "Alice")]
        at = moment(step["when"])
        if "buys" in step:
            posting = buy(member, basket(step["buys"]), step["order"], at=at)
        else:
            remaining = basket(step["keeps"])
            posting = bring_back(
                member, remaining, f"back {place}", of=step["order"], at=at
            )
        points = sum(share["points"] for share in posting.shares)
        assert points == step["points"], step
        assert _told(posting) == step.get("why", ""), step


def _told(posting):
    """What campaigns add to the text of an order, or of what is taken back."""
    alone = Why.of(posting.why).text()
    with_shares = Why.of(posting.why, shares=posting.shares).text()
    return with_shares.removeprefix(alone).strip()
