from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from loyalty import earning, reading, why
from loyalty.models import Posting
from loyalty.terms.earning import EarningTerms
from loyalty.why import Why
from loyalty.why.missions import mission_step
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import (
    capture,
    earn,
    earn_pending,
    give_back,
    hold,
    redeem,
    revoke,
    schedule,
)

DAY = timedelta(days=1)
RULE = EarningTerms(version=3, points_per_unit=Decimal(1))


def order_earned(base):
    return why.order_earned(order="A", base=base, currency="EUR", rule=RULE)


def test_the_changes_add_up_to_what_the_member_has(alice):
    """L22: each line's change, and the sum of them, follow from the movements."""
    earn_pending(alice, 36, at=MARCH)
    schedule(alice, at=MARCH, matures_at=MARCH + 14 * DAY)
    hold(alice, 20, at=MARCH + 14 * DAY)
    capture(alice, at=MARCH + 14 * DAY)
    give_back(alice, 5, at=MARCH + 15 * DAY)
    revoke(alice, 30, at=MARCH + 16 * DAY)

    lines = list(reading.statement(member=alice))

    assert [(line.kind, line.points_change) for line in lines] == [
        ("revocation", -30),
        ("give-back", 5),
        ("redemption", 0),
        ("hold", -20),
        ("maturity", 0),
        ("schedule", 0),
        ("accrual", 36),
    ]
    balance = reading.balance(member=alice, at=MARCH + 16 * DAY)
    assert sum(line.points_change for line in lines) == (
        balance.available + balance.pending - balance.owed
    )


def test_causes_of_one_day_stand_as_they_were_recorded(alice):
    """Clocks differ by minutes, and a reader is told the day alone."""
    earn(alice, 1, "a", at=MARCH)
    earn(alice, 2, "b", at=MARCH - timedelta(minutes=3))
    earn(alice, 3, "before", at=MARCH - DAY)

    causes = reading.causes(reading.statement(member=alice))

    assert [cause["cause"] for cause in causes] == ["#2", "#1", "#3"]


def test_a_page_of_the_statement_takes_one_query(alice, django_assert_num_queries):
    for number in range(5):
        earn(alice, 10, f"E{number}", at=MARCH)

    with django_assert_num_queries(1):
        page = list(reading.statement(member=alice)[1:4])
        changes = [(line.points_change, line.explanation) for line in page]

    assert changes == [(10, "A welcome to the points programme.")] * 3


def test_nobody_reads_another_members_posting(alice, bob):
    earn(alice, 10, at=MARCH)

    assert reading.posting(member=alice, version=1).reference == "E1"
    with pytest.raises(Posting.DoesNotExist):
        reading.posting(member=bob, version=1)


def test_many_balances_take_one_query(alice, bob, django_assert_num_queries):
    earn(alice, 10, at=MARCH)
    earn_pending(bob, 20, at=MARCH)

    with django_assert_num_queries(1):
        balances = reading.balances(members=[alice, bob], at=MARCH)

    assert balances[alice.pk].available == 10
    assert balances[bob.pk].pending == 20


def test_the_programme_is_the_sum_of_its_accounts(alice, bob):
    earn(alice, 100, at=MARCH)
    redeem(alice, 60, at=MARCH)
    revoke(alice, 50, at=MARCH)
    earn_pending(bob, 20, at=MARCH, matures_at=MARCH + DAY)
    hold(bob, 15, at=MARCH + DAY)

    assert reading.programme_totals(at=MARCH + DAY) == reading.Totals(
        members=2, available=5, pending=0, held=15, owed=10
    )
    assert reading.programme_totals(at=MARCH + 2 * DAY) == reading.Totals(
        members=2, available=20, pending=0, held=0, owed=10
    )
    moved = reading.moved_between(starts_at=MARCH, ends_at=MARCH + DAY)
    assert (moved["redemption"], moved["revocation"]) == (60, 50)
    assert not reading.moved_between(starts_at=MARCH + 2 * DAY, ends_at=MARCH + 3 * DAY)


def test_nothing_is_said_of_what_was_never_posted(alice):
    assert reading.accrued(member=alice, reference="never") is None
    assert reading.redeemed(member=alice, reference="never") is None
    assert reading.is_member(alice)


EXPLANATIONS = {
    "earned": (
        why.order_earned(
            order="FP-1", base=Decimal("36.40"), currency="EUR", rule=RULE
        ),
        "Earned on order FP-1: 1 point per full €1.00 on €36.40 paid in money "
        "(rule 3, rounded down). Delivery does not earn.",
        "订单 FP-1 获得：实付 €36.40，每满 €1.00 得 1 积分"
        "（规则第 3 版，向下取整）。"
        "配送费不计积分。",
    ),
    "earned at another rate": (
        why.order_earned(
            order="FP-1",
            base=Decimal("36.40"),
            currency="EUR",
            rule=EarningTerms(
                version=4, points_per_unit=Decimal("2.50"), rounding="half-up"
            ),
            excluded=Decimal(5),
        ),
        "Earned on order FP-1: 2.5 points per €1.00 on €36.40 paid in money "
        "(rule 4, rounded to the nearest point). Delivery does not earn. "
        "€5.00 was paid for goods that earn no points.",
        "订单 FP-1 获得：实付 €36.40，每 €1.00 得 2.5 积分"
        "（规则第 4 版，四舍五入）。"
        "配送费不计积分。另有 €5.00 用于不计积分的商品。",
    ),
    "scheduled": (
        why.scheduled_at_delivery(order="FP-1", delivered_on=date(2026, 3, 2), days=14),
        "Order FP-1 was delivered on 2 March 2026: its points can be spent once the "
        "waiting time of 14 days is over.",
        "订单 FP-1 已于 2026年3月2日 送达：14 天等待期结束后，积分即可使用。",
    ),
    "held back": (
        why.held_back(order="FP-1"),
        "A bank asks the money of order FP-1 back: its points wait until that is "
        "settled.",
        "有银行要求退回订单 FP-1 的款项：其积分待解决后生效。",
    ),
    "let go": (
        why.let_go(order="FP-1"),
        "The money of order FP-1 stays: its points wait no longer than usual.",
        "订单 FP-1 的款项得以保留：其积分按常规时间生效。",
    ),
    "matured": (
        Why("matured", {"order": "FP-1", "repaid": 20}),
        "The points earned on order FP-1 can be spent now. 20 of them settled what "
        "was owed.",
        "订单 FP-1 获得的积分现在可以使用了。其中 20 积分用于抵扣所欠积分。",
    ),
    "held": (
        why.held_for_order(order="FP-2"),
        "Set aside for order FP-2 until it is confirmed.",
        "已为订单 FP-2 预留，待订单确认。",
    ),
    "redeemed": (
        why.redeemed_on_order(order="FP-2", discount=Decimal(5), currency="EUR"),
        "Redeemed on order FP-2 for a discount of €5.00.",
        "已用于订单 FP-2，抵扣 €5.00。",
    ),
    "released": (
        why.released(order="FP-2"),
        "Free again: order FP-2 was not carried out.",
        "已退回：订单 FP-2 未成交。",
    ),
    "lapsed": (
        Why("lapsed", {"order": "FP-2"}),
        "The points set aside for order FP-2 are free again: its time was up.",
        "为订单 FP-2 预留的积分已退回：预留时间已过。",
    ),
    "given back": (
        why.given_back(order="FP-2"),
        "Given back after a return or a cancellation: points used on order FP-2, "
        "with the dates they had.",
        "因退货或取消而退还：订单 FP-2 使用的积分，有效期保持不变。",
    ),
    "revoked": (
        why.revoked_on_return(
            order="FP-1",
            remaining_base=Decimal("20.00"),
            due=20,
            currency="EUR",
            rule_version=3,
        ),
        "Taken back because goods of order FP-1 were returned: the €20.00 that "
        "remain earn 20 points under rule 3.",
        "因订单 FP-1 退货而收回：剩余 €20.00 按规则第 3 版应得 20 积分。",
    ),
    "expired": (
        Why("expired", {"expires_at": "2026-03-31T22:00:00.000000+00:00"}),
        "Expired: these points were valid until 31 March 2026.",
        "已过期：这些积分的有效期至 2026年3月31日。",
    ),
    "a step of a mission": (
        mission_step(names=("Tea card", "茶卡"), step=2, kind="order", goal=5, nth=2),
        "Mission “Tea card”, step 2: you kept 5 orders. That makes 2 times.",
        "任务“茶卡”第 2 步：您保留了 5 个订单。这是第 2 次。",
    ),
    "adjusted": (
        why.adjusted(reason="Parcel was late"),
        "Adjusted by our staff: Parcel was late",
        "由工作人员调整：Parcel was late",
    ),
    "merged out": (
        Why("merged-out", {"account": 17, "points": 100, "owed": 0}),
        "This account was merged into the same person's account 17: what was here is "
        "there now.",
        "本账户已并入同一会员的 17 号账户：原有积分现记在该账户。",
    ),
    "merged in": (
        Why(
            "merged-in",
            {"account": 4, "since": "2026-03-02T23:30:00+00:00", "repaid": 30},
        ),
        "From your account 4, which was merged into this one: points you had there "
        "since 3 March 2026, with the last day they had. 30 of them settled what was "
        "owed.",
        "由并入本账户的 4 号账户转入：您自 2026年3月3日 起在该账户拥有的积分，"
        "有效期保持不变。其中 30 积分用于抵扣所欠积分。",
    ),
    "merged owed": (
        Why("merged-owed", {"account": 4, "owed": 50, "settled": 30}),
        "From your account 4, which was merged into this one: 50 points were owed "
        "there. 30 available points went towards it.",
        "由并入本账户的 4 号账户转入：该账户尚欠 50 积分。"
        "其中 30 积分已用可用积分抵扣。",
    ),
    "welcome": (
        why.welcome(),
        "A welcome to the points programme.",
        "欢迎加入积分计划。",
    ),
    "invited": (
        why.invited(),
        "Thank you: a friend whom you invited has kept a first order.",
        "谢谢您：您邀请的朋友已完成首个订单。",
    ),
    "came by invitation": (
        why.came_by_invitation(),
        "A welcome: you came by invitation and have kept a first order.",
        "欢迎您：您受邀加入，并已完成首个订单。",
    ),
    "granted": (
        why.granted(occasion="May", points=5, reason="with our thanks"),
        "Given to you: with our thanks",
        "赠送给您：with our thanks",
    ),
    "imported": (
        why.imported(source="the old shop"),
        "Brought over from the old shop.",
        "由 the old shop 转入。",
    ),
    "extended": (
        Why(
            "extended",
            {
                "reason": "You were ill",
                "points": 120,
                "from": "2026-03-31T22:00:00.000000+00:00",
                "until": "2026-06-30T22:00:00.000000+00:00",
            },
        ),
        "120 points are valid until 30 June 2026 now, not only until 31 March 2026: "
        "You were ill",
        "120 积分的有效期由 2026年3月31日延长至 2026年6月30日：You were ill",
    ),
    "end announced": (
        Why(
            "announced",
            {
                "points": 120,
                "since": "2026-01-31T23:30:00.000000+00:00",
                "until": "2027-02-01T23:00:00.000000+00:00",
            },
        ),
        "Announced: 120 points end with 1 February 2027 if you neither order nor earn "
        "points by then. You have not since 1 February 2026.",
        "预告：自 2026年2月1日起您没有下单或获得积分；如果在 2027年2月1日之前仍没有，"
        "120 积分将在该日结束时失效。",
    ),
    "ended by inactivity": (
        Why(
            "idle-expired",
            {
                "told": "2026-12-20T08:15:00.000000+00:00",
                "since": "2026-01-31T23:30:00.000000+00:00",
                "until": "2027-02-01T23:00:00.000000+00:00",
            },
        ),
        "Ended, as announced on 20 December 2026: nothing was ordered or earned from "
        "1 February 2026 to 1 February 2027.",
        "已失效（已于 2026年12月20日预告）：自 2026年2月1日至 2027年2月1日"
        "没有下单或获得积分。",
    ),
    "balance imported": (
        why.balance_imported(
            source="Sunny Club", reason="gold card", actor_id=1, part=1, months=0
        ),
        "Brought over from Sunny Club: gold card. Here these points are a discount, "
        "and nothing else.",
        "由 Sunny Club 转入：gold card。这些积分在本店仅可用于抵扣，别无他用。",
    ),
    "balance imported in parts": (
        why.balance_imported(
            source="Sunny Club", reason="gold card", actor_id=1, part=2, months=10
        ),
        "Brought over from Sunny Club: gold card (part 2). Here these points are a "
        "discount, and nothing else.",
        "由 Sunny Club 转入：gold card（第 2 部分）。"
        "这些积分在本店仅可用于抵扣，别无他用。",
    ),
    "held for a voucher": (
        Why("held-for-voucher"),
        "Set aside for a voucher.",
        "为兑换优惠券预留。",
    ),
    "exchanged": (
        why.exchanged(voucher="voucher:1", amount=Decimal(5), currency="EUR"),
        "Exchanged for a voucher of €5.00.",
        "已兑换为 €5.00 优惠券。",
    ),
    "exchanged for delivery": (
        why.exchanged(voucher="voucher:1", amount=None, currency="EUR"),
        "Exchanged for a voucher for free delivery.",
        "已兑换为免运费券。",
    ),
    "a voucher's time is up": (
        why.voucher_expired(voucher="voucher:1"),
        "What was left of a voucher when its time was up: the points are back, with "
        "the dates they had.",
        "优惠券到期时的余额：积分已退回，有效期保持不变。",
    ),
    "a voucher given back": (
        why.voucher_undone(voucher="voucher:1"),
        "You gave a voucher back: the points are back, with the dates they had.",
        "您退回了优惠券：积分已退回，有效期保持不变。",
    ),
    "a voucher cancelled": (
        why.voucher_cancelled(voucher="voucher:1", reason="Lost phone"),
        "We cancelled a voucher: the points are back, with the dates they had. "
        "Reason: Lost phone",
        "我们取消了一张优惠券：积分已退回，有效期保持不变。原因：Lost phone",
    ),
    "a voucher's part given back": (
        why.voucher_given_back(voucher="voucher:1", used_by="FP-1"),
        "Order FP-1 gave back its part of a voucher that no longer runs: the points "
        "are back, with the dates they had.",
        "订单 FP-1 退回了已失效优惠券的相应部分：积分已退回，有效期保持不变。",
    ),
}


@pytest.mark.parametrize(
    ("reason", "english", "chinese"), EXPLANATIONS.values(), ids=EXPLANATIONS.keys()
)
def test_every_posting_is_explained_in_both_languages(reason, english, chinese):
    told = Why.of(reason.stored())

    with override("en"):
        assert told.text() == english
    with override("zh-hans"):
        assert told.text() == chinese


def test_every_code_is_covered_above():
    assert {reason.code for reason, _en, _zh in EXPLANATIONS.values()} == set(
        why.facts.TELLINGS
    )


def test_what_the_engine_says_itself_can_be_read(alice):
    """Lapses, maturities and expiries say which order they concern."""
    earning.accrue(
        member=alice,
        points=36,
        reference="FP-1",
        accrued_at=MARCH,
        matures_at=MARCH + DAY,
        expires_at=MARCH + 3 * DAY,
        why=why.order_earned(
            order="FP-1",
            base=Decimal(36),
            currency="EUR",
            rule=EarningTerms(version=1, points_per_unit=Decimal(1)),
        ),
    )
    hold(alice, 20, "FP-2", at=MARCH + DAY, lapses_at=MARCH + 2 * DAY)
    earning.mature_due(member=alice, at=MARCH + 4 * DAY)

    told = {line.kind: line.explanation for line in reading.statement(member=alice)}

    assert told["maturity"] == "The points earned on order FP-1 can be spent now."
    assert "order FP-2" in told["lapse"]
    assert told["expiry"] == "Expired: these points were valid until 5 March 2026."


@pytest.mark.parametrize(
    ("stored", "shares"),
    [
        ({}, None),
        ({"code": "evil", "params": {}}, None),
        ({"code": None, "params": 7}, None),
        ({"code": "adjusted", "params": {}}, None),
        ({"code": "expired", "params": {"expires_at": "x"}}, None),
        ({"code": "order-earned", "params": {"order": "A", "base": "x"}}, None),
        (order_earned(Decimal(9)).stored(), [7]),
        (order_earned(Decimal(9)).stored(), [{"points": 1}]),
        (order_earned(Decimal(9)).stored(), [{"source": "campaign", "rate": "x"}]),
        (order_earned(Decimal("NaN")).stored(), [None]),
    ],
)
def test_what_cannot_be_told_is_told_plainly(stored, shares):
    """A posting stays for good: one odd row must not take the statement with it."""
    odd = Posting(why=stored, shares=shares)
    assert odd.explanation == "The reason for this cannot be shown. Please ask us."
    with override("zh-hans"):
        assert odd.explanation == "此项原因无法显示，请向我们咨询。"
