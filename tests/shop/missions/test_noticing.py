"""What members do counts, and what is due for it is given once."""

from datetime import timedelta

import pytest

from loyalty.missions import reading
from shop.identity import confirming as identity
from shop.identity import joining
from shop.missions import kept_orders, reconciliation, sweeping, taking_part
from shop.missions.noticing import begin_by_joining, notice
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.returns import taking_back
from shop.rewards.desk import merging
from tests.factories import (
    NOW,
    PASSWORD,
    make_basket,
    make_category,
    make_country,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.hearing import let_all_hear, outbox
from tests.missions import DAY, QUIZ, STORY, TEA_CARD, given, running
from tests.referrals import WINDOW_OVER

pytestmark = pytest.mark.django_db
SINCE = NOW - DAY
WELCOME = {
    "name_en": "Welcome",
    "name_zh_hans": "欢迎",
    "audience": "new-members",
    "since": SINCE,
    "steps": [
        {"kind": "address", "points": 20},
        {"kind": "profile", "points": 30, "opens_after": 7},
        {"kind": "order", "points": 100, "opens_after": 30},
    ],
}


@pytest.fixture
def member():
    return make_member()


@pytest.fixture
def proven(db):
    """After the test, what was given was due."""
    yield
    assert list(reconciliation.differences()) == []


def tea_card(**fields):
    label = make_category("tea").code
    [step] = TEA_CARD["steps"]
    steps = [step | {"labels": [label]}]
    return running(since=SINCE, **TEA_CARD | {"steps": steps} | fields)


def buy_tea(member, pieces, *, at=NOW):
    order = place(
        make_basket([(make_product(categories=["tea"]), pieces)], owner=member), at=at
    )
    desk = make_order_desk()
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=at)
    order.refresh_from_db()
    return order, desk


def begin(member, version, *, at=NOW):
    return taking_part.begin(member=member, mission_id=version.mission_id, at=at)


def test_stamps_are_of_what_was_kept(member, proven):
    """L11, L15: what came back gives no stamp, and none is taken away later."""
    begin(member, tea_card())
    order, desk = buy_tea(member, 4)
    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW + DAY,
    )
    assert sweeping.notice_kept_orders(at=NOW + 2 * DAY) == 0

    assert sweeping.notice_kept_orders(at=WINDOW_OVER) == 1
    assert sweeping.notice_kept_orders(at=WINDOW_OVER) == 0

    assert given(member) == 40
    [mail] = outbox().filter(kind="mission-rewarded")
    assert mail.context["points"] == 40


def test_a_card_that_looks_back_counts_what_was_kept_before(member, proven):
    buy_tea(member, 3, at=NOW - DAY)
    version = tea_card(looks_back=60)

    assert begin(member, version, at=WINDOW_OVER) == 40
    assert given(member) == 40


def test_an_order_from_before_does_not_count_otherwise(member, proven):
    buy_tea(member, 3, at=NOW - timedelta(hours=1))
    begin(member, tea_card())

    sweeping.notice_kept_orders(at=WINDOW_OVER)
    assert given(member) == 0


def test_a_check_in_counts_once_a_day_and_nothing_twice(member, proven):
    begin(member, running(since=SINCE))

    assert taking_part.check_in(member=member, at=NOW) == 5
    assert taking_part.check_in(member=member, at=NOW + timedelta(hours=2)) == 0
    assert taking_part.check_in(member=member, at=NOW + DAY) == 5
    assert begin(member, running(since=SINCE), at=NOW + DAY) == 5


def test_without_a_mission_there_is_nothing_to_look_in_on(member):
    running(since=SINCE)
    with pytest.raises(taking_part.NoSuchStep):
        taking_part.check_in(member=member, at=NOW)


def test_a_wrong_answer_costs_nothing(member, proven):
    version = running(since=SINCE, steps=[STORY, QUIZ], bonus=10)
    begin(member, version)
    answered = {"member": member, "version_id": version.pk, "number": 2, "at": NOW}

    with pytest.raises(taking_part.WrongAnswer):
        taking_part.answer(choice=2, **answered)
    assert taking_part.answer(choice=1, **answered) == 15
    assert taking_part.answer(choice=1, **answered) == 0
    with pytest.raises(taking_part.NoSuchStep):
        taking_part.answer(choice=1, **answered | {"number": 1})
    read = {"member": member, "version_id": version.pk, "number": 1, "at": NOW}
    assert taking_part.has_read(**read) == 10


def test_the_welcome_is_released_over_thirty_days(proven):
    running(**WELCOME)
    member = joining.register(
        email="nora@example.com",
        password=PASSWORD,
        name="Nora",
        language="en",
        registered_at=NOW,
    )
    begin_by_joining(member=member, at=NOW)
    assert notice(member=member, at=NOW) == 0
    member.confirmed_at = NOW
    member.save()
    assert notice(member=member, at=NOW) == 20
    buy_tea(member, 1)
    member.addresses.create(
        last_name="Nora", line1="Lindenweg 7", postcode="10115", country_id="DE"
    )
    assert notice(member=member, at=NOW) == 0

    assert sweeping.open_instalments(at=NOW + 6 * DAY) == 0
    assert sweeping.open_instalments(at=NOW + 7 * DAY) == 1
    assert given(member) == 50
    assert sweeping.notice_kept_orders(at=WINDOW_OVER) == 1
    sweeping.open_instalments(at=NOW + 31 * DAY)
    sweeping.open_instalments(at=NOW + 31 * DAY)
    assert given(member) == 150


def test_joining_and_confirming_are_heard_of(proven):
    """By the worker, after the answer; the mail can be stopped with a click."""
    running(**WELCOME)
    member = joining.register(
        email="nora@example.com",
        password=PASSWORD,
        name="Nora",
        language="zh-hans",
        registered_at=NOW,
    )
    let_all_hear()
    assert member.loyalty_account.missions.get().began_at == NOW
    identity.settle(user=member, at=NOW)
    let_all_hear()

    assert given(member) == 20
    [mail] = outbox().filter(kind="mission-rewarded")
    assert mail.context["mission"] == "欢迎"
    assert "/notices/off/" in mail.context["unsubscribe_url"]


def test_what_somebody_becomes_is_noticed(member, proven):
    """Whoever confirms, or fills in an address, presses no button here."""
    member.confirmed_at = None
    member.save()
    steps = [{"kind": "address", "points": 20}, {"kind": "profile", "points": 30}]
    begin(member, running(since=SINCE, steps=steps))
    assert sweeping.notice_profiles(at=NOW) == 0
    member.confirmed_at, member.last_name = NOW, "Mei"
    member.save()
    assert sweeping.notice_profiles(at=NOW) == 1
    assert given(member) == 20
    make_country("DE")
    member.addresses.create(last_name="Mei", line1="Lindenweg 7", country_id="DE")

    assert sweeping.notice_profiles(at=NOW) == 1
    assert sweeping.notice_profiles(at=NOW) == 0
    assert given(member) == 50


def test_a_merged_account_is_left_alone(member):
    """Its orders count for nobody any more; nothing fails each quarter of an hour."""
    steps = [
        {"kind": "order", "points": 9, "opens_after": 7},
        {"kind": "profile", "points": 9},
    ]
    begin(member, running(since=SINCE, steps=steps))
    buy_tea(member, 1)
    sam, zoe = (make_staff("loyalty.merge_accounts") for _each in range(2))
    proposal = merging.propose_merge(
        closing=member,
        surviving=make_member(),
        reason="one person",
        actor=sam,
        proposed_at=WINDOW_OVER,
    )
    merging.approve_merge(proposal_id=proposal.pk, actor=zoe, approved_at=WINDOW_OVER)

    assert kept_orders.members_with_fresh(at=WINDOW_OVER) == []
    assert not any(reading.lacking().values())
    assert reading.opening_for(since=NOW.date(), day=WINDOW_OVER.date()) == []


def test_nobody_else_joins_the_welcome(member, proven):
    running(**WELCOME | {"since": NOW + DAY})
    begin_by_joining(member=member, at=NOW + 2 * DAY)

    assert notice(member=member, at=NOW + 2 * DAY) == 0
