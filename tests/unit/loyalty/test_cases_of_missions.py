"""L27: every worked case of a mission, as a merchant wrote it."""

from collections import Counter
from datetime import date

import pytest

from loyalty.arithmetic.missions import progress
from tests.loyalty import ways

CASES = [
    pytest.param(said, mission, id=said["title"]) for said, mission in ways.cases()
]


@pytest.mark.parametrize(("said", "mission"), CASES)
def test_it_gives_as_the_table_says(said, mission):
    found = progress(
        mission,
        ways.part(said),
        ways.deeds(said),
        day=date.fromisoformat(said["on"]),
    )

    assert sum(reward.points for reward in found.due) == said["points"]
    if "missing" in said:
        assert [one.missing for one in found.steps] == said["missing"]
    if "to_come" in said:
        to_come = Counter()
        for reward in found.to_come:
            to_come[reward.due_on.isoformat()] += reward.points
        assert to_come == said["to_come"]
    assert sum(reward.points for reward in found.rewards) <= mission.worth


@pytest.mark.parametrize(("said", "mission"), CASES)
def test_what_was_given_is_never_given_otherwise_later(said, mission):
    """On each later day the same rewards stand, and perhaps more."""
    part, deeds = ways.part(said), ways.deeds(said)
    first = date.fromisoformat(said["began"][:10])
    earlier = set()
    for days in range(60):
        day = date.fromordinal(first.toordinal() + days)
        found = set(progress(mission, part, deeds, day=day).due)
        assert earlier <= found
        earlier = found


def test_there_are_enough_of_them():
    assert len(CASES) >= 25
