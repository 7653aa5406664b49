"""What holds of every mission, whoever does what in whichever order."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.arithmetic.missions import (
    CHECK_IN,
    GOODS,
    ORDER,
    ORDER_WITH,
    PIECES,
    STREAK,
    Deed,
    Mission,
    Part,
    Step,
    progress,
)
from tests.examples import examples

FIRST = date(2028, 2, 20)
DAYS = st.integers(0, 25).map(lambda days: FIRST + timedelta(days=days))
TEA = frozenset(["tea"])
steps = st.builds(
    Step,
    number=st.just(1),
    kind=st.sampled_from([ORDER, ORDER_WITH, PIECES, CHECK_IN, STREAK]),
    goal=st.integers(1, 5),
    times=st.integers(1, 4),
    labels=st.just(TEA),
    points=st.integers(0, 50),
    opens_after=st.integers(0, 10),
)


@st.composite
def deeds(draw):
    day = draw(DAYS)
    kind = draw(st.sampled_from([ORDER, GOODS, CHECK_IN]))
    return Deed(
        kind=kind,
        happened_at=datetime.combine(day, time(12), UTC),
        day=day,
        known_on=day,
        reference=f"{kind}:{day}",
        labels=TEA,
        pieces=draw(st.integers(1, 9)) if kind == GOODS else 1,
    )


missions = st.builds(
    lambda found, bonus: Mission(
        version=1,
        bonus=bonus,
        steps=[
            Step(**{**vars(step), "number": number})
            for number, step in enumerate(found, start=1)
        ],
    ),
    st.lists(steps, min_size=1, max_size=4),
    st.integers(0, 50),
)
done = st.lists(deeds(), max_size=40, unique_by=lambda deed: deed.reference)
PART = Part(began_at=datetime.combine(FIRST, time(), UTC), began_on=FIRST)
LAST = FIRST + timedelta(days=40)


@settings(max_examples=examples(200))
@given(missions, done)
def test_nobody_gets_more_than_was_promised(mission, found):
    """What was set aside for them is enough, and no reward comes twice."""
    rewards = progress(mission, PART, found, day=LAST).rewards

    assert sum(reward.points for reward in rewards) <= mission.worth
    assert len({(reward.step, reward.nth) for reward in rewards}) == len(rewards)


@settings(max_examples=examples(200))
@given(missions, done, st.randoms())
def test_the_order_in_which_deeds_are_read_is_nobodys_luck(mission, found, luck):
    shuffled = list(found)
    luck.shuffle(shuffled)

    assert progress(mission, PART, shuffled, day=LAST) == progress(
        mission, PART, found, day=LAST
    )


@settings(max_examples=examples(200))
@given(missions, done, deeds())
def test_another_deed_of_today_takes_nothing_away(mission, found, more):
    """Whoever does more never gets less; a day more can only fill a gap of a row."""
    latest = max((deed.day for deed in found), default=FIRST)
    later = datetime.combine(latest + timedelta(days=1), time(12), UTC)
    more = Deed(
        **{
            **vars(more),
            "day": later.date(),
            "known_on": later.date(),
            "happened_at": later,
            "reference": "more",
        }
    )
    before = progress(mission, PART, found, day=LAST).rewards
    after = progress(mission, PART, [*found, more], day=LAST).rewards

    assert set(before) <= set(after)
