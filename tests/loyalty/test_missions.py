"""How a mission is written, reviewed, begun and paid."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from loyalty import enrolment, reading
from loyalty.missions import doing, drafting, paying, reviewing, taking_part
from loyalty.missions.checking import PROBLEMS, InvalidMission
from loyalty.missions.reading import (
    figures,
    newest_stands,
    offered_to,
    standing_of,
    taken_by,
)
from loyalty.missions.states import State
from tests.loyalty.conftest import MARCH, person, staff
from tests.missions import (
    CHECK_IN,
    DAY,
    LOOK_IN,
    QUIZ,
    STORY,
    approve,
    approver,
    begin,
    draft,
    drafter,
    given,
    pay,
    running,
)


def state(version, at=MARCH):
    stands = standing_of(mission_id=version.mission_id, at=at)
    return next(one.state for one in stands if one.version == version)


def newcomer(name, *, at=MARCH):
    member = person(name)
    enrolment.enrol(member=member, enrolled_at=at)
    return member


def check_in(member, at):
    doing.check_in(member=member, at=at)
    return pay(member, at=at)


def test_a_mission_goes_from_draft_to_its_end(books, alice):
    version = draft(starts_at=MARCH + DAY, ends_at=MARCH + 3 * DAY)
    assert state(version) == State.DRAFT
    reviewing.submit_mission(version=version, actor=drafter(), submitted_at=MARCH)
    assert state(version) == State.IN_REVIEW
    assert offered_to(alice, at=MARCH + DAY) == []
    reviewing.approve_mission(version=version, actor=approver(), approved_at=MARCH)

    assert state(version) == State.SCHEDULED
    assert offered_to(alice, at=MARCH) == []
    [offered] = offered_to(alice, at=MARCH + DAY)
    assert offered.version == version
    assert state(version, MARCH + DAY) == State.RUNNING
    assert state(version, MARCH + 3 * DAY) == State.ENDED
    assert [one.version for one in newest_stands(at=MARCH)] == [version]


def test_nobody_approves_what_they_wrote(books):
    author = staff("both", "draft_mission", "approve_mission")
    version = drafting.draft_mission(actor=author, drafted_at=MARCH, **LOOK_IN)
    reviewing.submit_mission(version=version, actor=author, submitted_at=MARCH)

    with pytest.raises(reviewing.SamePerson):
        reviewing.approve_mission(version=version, actor=author, approved_at=MARCH)
    with pytest.raises(PermissionDenied):
        reviewing.approve_mission(version=version, actor=drafter(), approved_at=MARCH)


def test_each_day_gives_once_and_the_statement_says_what_for(alice):
    version = running()
    begin(alice, version)

    assert check_in(alice, MARCH) == [5]
    assert check_in(alice, MARCH + timedelta(hours=3)) == []
    assert check_in(alice, MARCH + DAY) == [5]

    assert given(alice) == 10
    posting = reading.statement(member=alice).first()
    assert posting.explanation == (
        "Mission “Look in”, step 1: you looked in on 1 day. That makes 2 times."
    )
    with translation.override("zh-hans"):
        assert "常来看看" in posting.explanation


def test_who_began_goes_on_under_the_version_that_was_begun(alice, bob):
    """A mission edited while members are in it."""
    first = running()
    begin(alice, first)
    second = drafting.revise_mission(
        based_on=first,
        actor=drafter(),
        drafted_at=MARCH,
        steps=[CHECK_IN | {"points": 1}],
    )
    approve(second, at=MARCH)

    begin(bob, second)
    assert (state(first), state(second)) == (State.REPLACED, State.RUNNING)
    assert check_in(alice, MARCH) == [5]
    assert check_in(bob, MARCH) == [1]
    with pytest.raises(taking_part.BegunBefore):
        begin(alice, second)
    with pytest.raises(taking_part.NotOpen):
        begin(newcomer("carol"), first)


def test_the_budget_has_a_place_for_each_who_begins(alice, bob):
    """What somebody can get is theirs: nobody is told later that nothing is left."""
    version = running(budget=20)
    begin(alice, version)

    with pytest.raises(taking_part.Full):
        begin(bob, version)
    [offered] = offered_to(bob, at=MARCH)
    assert offered.is_full
    more = drafting.revise_mission(
        based_on=version, actor=drafter(), drafted_at=MARCH, budget=30
    )
    approve(more, at=MARCH)
    begin(bob, more)
    assert figures([version.mission_id])[version.mission_id].left == 0
    less = drafting.revise_mission(
        based_on=more, actor=drafter(), drafted_at=MARCH, budget=29
    )
    reviewing.submit_mission(version=less, actor=drafter(), submitted_at=MARCH)
    with pytest.raises(reviewing.BudgetPromised):
        reviewing.approve_mission(version=less, actor=approver(), approved_at=MARCH)


def test_an_end_by_hand_ends_it_for_all_and_what_was_earned_is_given(alice):
    version = running(steps=[CHECK_IN | {"times": 1, "opens_after": 7}, QUIZ])
    begin(alice, version)
    assert check_in(alice, MARCH) == []
    reviewing.end_mission(
        mission_id=version.mission_id,
        actor=approver(),
        ended_at=MARCH + DAY,
        reason="Enough",
    )

    done = doing.done_now("quiz", f"quiz:{version.pk}:2", at=MARCH + 2 * DAY)
    doing.note(member=alice, deeds=[done], noted_at=MARCH + 2 * DAY)
    assert pay(alice, at=MARCH + 6 * DAY) == []
    assert pay(alice, at=MARCH + 7 * DAY) == [5]
    [taken] = taken_by(alice, at=MARCH + 7 * DAY)
    assert taken.has_ended
    with pytest.raises(drafting.MissionEnded):
        drafting.revise_mission(
            based_on=version, actor=drafter(), drafted_at=MARCH, budget=30
        )


def test_all_steps_give_the_bonus_and_the_figures_say_so(alice, bob):
    version = running(steps=[STORY, QUIZ], bonus=10)
    for member in (alice, bob):
        begin(member, version)
    for kind, step in (("story", 1), ("quiz", 2)):
        done = doing.done_now(kind, f"{kind}:{version.pk}:{step}", at=MARCH)
        doing.note(member=alice, deeds=[done], noted_at=MARCH)

    assert sorted(pay(alice)) == [10, 15]
    found = figures([version.mission_id])[version.mission_id]
    assert (found.members, found.finished, found.given) == (2, 1, 25)
    assert (found.in_all, found.left) == (50, 950)


def test_new_members_begin_by_joining(alice):
    version = running(audience="new-members", since=MARCH + DAY)
    with pytest.raises(taking_part.ForNewMembers):
        begin(alice, version, at=MARCH + 2 * DAY)
    nora = newcomer("nora", at=MARCH + 2 * DAY)

    part = begin(nora, version, at=MARCH + 3 * DAY)

    assert part.began_at == MARCH + 2 * DAY
    assert offered_to(nora, at=MARCH + 3 * DAY) == []


@pytest.mark.parametrize(
    ("field", "problem", "said"),
    [
        ("name_en", "missing", {"name_en": " "}),
        ("audience", "unknown", {"audience": "friends"}),
        ("starts_at", "missing", {"starts_at": None}),
        ("ends_at", "never-opens", {"ends_at": MARCH - DAY}),
        ("bonus", "out-of-range", {"bonus": -1}),
        ("bonus", "gives-nothing", {"steps": [STORY]}),
        ("budget", "too-small", {"budget": 14}),
        ("budget", "not-whole", {"budget": None}),
        ("steps", "missing", {"steps": []}),
        ("steps", "out-of-range", {"steps": [STORY] * 13}),
        ("steps.1.kind", "unknown", {"steps": [{"kind": "points"}]}),
        ("steps.1.goal", "out-of-range", {"steps": [CHECK_IN | {"goal": 0}]}),
        ("steps.1.times", "out-of-range", {"steps": [STORY | {"times": 2}]}),
        ("steps.1.points", "not-whole", {"steps": [CHECK_IN | {"points": 1.5}]}),
        ("steps.1.labels", "missing", {"steps": [{"kind": "pieces", "points": 1}]}),
        ("steps.1.text_en", "missing", {"steps": [STORY | {"text_en": ""}]}),
        ("steps.1.answer", "out-of-range", {"steps": [QUIZ | {"answer": 3}]}),
        (
            "steps.1.question_en",
            "missing",
            {"steps": [QUIZ | {"question_en": "One?\nYes"}]},
        ),
        ("steps.2.kind", "twice", {"steps": [CHECK_IN, CHECK_IN]}),
    ],
)
def test_what_no_mission_can_say_is_named(books, field, problem, said):
    with pytest.raises(InvalidMission) as refused:
        draft(**said)

    assert refused.value.args == (field, problem)
    assert problem in PROBLEMS
    assert newest_stands(at=MARCH) == []


def test_nothing_is_paid_that_was_not_done(alice, bob):
    version = running()
    begin(alice, version)
    [taken] = taken_by(alice, at=MARCH)
    check_in(alice, MARCH)
    [done] = taken_by(alice, at=MARCH)
    [reward] = done.progress.due

    with pytest.raises(paying.NotBegun):
        paying.pay(member=bob, taken=taken, reward=reward, at=MARCH)
    with pytest.raises(paying.NotDone):
        paying.pay(member=alice, taken=taken, reward=replace(reward, nth=2), at=MARCH)
    assert given(alice) == 5
