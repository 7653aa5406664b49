"""L19: every worked case of what somebody holds by what they bought and kept."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.arithmetic.tiers import Ladder, Purchase, Tier, held, progress
from tests.loyalty.worked import FOLDER

TABLE = tomllib.loads((FOLDER / "tiers.toml").read_text(), parse_float=Decimal)
USUAL = ["2023-01-01 usual"]


def ladder(text):
    begins, _space, name = text.partition(" ")
    return Ladder(
        begins=date.fromisoformat(begins),
        tiers=tuple(
            Tier(version=place, code=code, threshold=Decimal(threshold))
            for place, (code, threshold) in enumerate(TABLE["ladder"][name].items())
        ),
    )


def purchase(text):
    day, paid = text.split()
    return Purchase(date.fromisoformat(day), Decimal(paid))


@pytest.mark.parametrize("case", TABLE["life"], ids=lambda case: case["title"])
def test_they_hold_what_the_table_says(case):
    ladders = [ladder(text) for text in case.get("ladders", USUAL)]
    bought = [purchase(text) for text in case["buys"]]
    day = date.fromisoformat(case["day"])

    found = held(bought, ladders, day)

    if "tier" not in case:
        assert found is None
        return
    now = [one for one in ladders if one.begins <= day][-1]
    shown = progress(bought, now, found, day)
    assert {
        "tier": found.code,
        "since": found.since.isoformat(),
        "through": found.through and found.through.isoformat(),
        "after": found.after,
        "missing": shown.missing,
        "keeps": shown.keeps,
    } == {
        "tier": case["tier"],
        "since": case["since"],
        "through": case.get("through"),
        "after": case.get("after", ""),
        "missing": case["missing"],
        "keeps": case.get("keeps", 0),
    }


def test_there_are_enough_of_them():
    assert len(TABLE["life"]) >= 20


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
BOUGHT = st.lists(st.builds(Purchase, DAYS, st.decimals(0, 600, places=2)), max_size=8)
LADDERS = [ladder("2023-01-01 usual"), ladder("2026-01-01 with a forest")]


def place(found):
    return LADDERS[1].place_of(found.code)


@given(BOUGHT, st.builds(Purchase, DAYS, st.decimals(1, 600, places=2)), DAYS)
def test_whoever_buys_more_holds_no_less(bought, one_more, day):
    assert place(held([*bought, one_more], LADDERS, day)) >= place(
        held(bought, LADDERS, day)
    )


@given(BOUGHT, DAYS)
def test_the_order_in_which_they_are_told_decides_nothing(bought, day):
    assert held(bought, LADDERS, day) == held(bought[::-1], LADDERS, day)


@given(BOUGHT, DAYS)
def test_what_was_promised_for_afterwards_comes_if_nothing_is_bought(bought, day):
    bought = [one for one in bought if one.on <= day]
    before = held(bought, LADDERS[:1], day)
    if before.through is not None:
        next_day = before.through + timedelta(days=1)
        assert held(bought, LADDERS[:1], next_day).code == before.after
        assert before.code_on(next_day) == before.after
