"""Vouchers from points: what the doors refuse, and what nobody can write.

What is where after each step are worked cases (test_stories_of_vouchers.py).
"""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import (
    enrolment,
    expiry,
    offering,
    policy,
    reading,
    reconciliation,
    vouchers,
)
from loyalty.models import Posting, Voucher
from loyalty.why import ReasonMissing
from tests.examples import examples
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import earn, merge, redeem, revoke
from tests.loyalty.vouchers import bring_back, exchange, offered, use

DAY = timedelta(days=1)


@pytest.fixture
def rich(alice):
    earn(alice, 2000, at=MARCH)
    return alice


def spendable(member, at=MARCH):
    return reading.balance(member=member, at=at).spendable


def test_a_discount_is_worth_its_points_at_their_fixed_value(rich):
    voucher = exchange(rich, offered(500))

    assert (voucher.amount, voucher.amount_left) == (Decimal(5), Decimal(5))
    assert voucher.expires_at == expiry.expires_after_days(MARCH, 90)
    assert set(voucher.code) <= set(vouchers.SIGNS)
    assert len(voucher.code) == vouchers.CODE_LENGTH
    assert spendable(rich) == 1500


def test_asked_for_twice_it_is_made_once(rich):
    """L01, L08"""
    choice = offered(500)

    first, again = (exchange(rich, choice) for _attempt in range(2))

    assert first == again
    assert spendable(rich) == 1500
    with pytest.raises(vouchers.ReferenceReused):
        exchange(rich, offered(300, kind="delivery"))


def test_what_cannot_be_exchanged_is_refused(alice, rich):
    choice = offered(500, most_in_30_days=1, ends_at=MARCH + 10 * DAY)
    with pytest.raises(vouchers.NotEnoughPoints):
        exchange(rich, offered(2500))
    first = exchange(rich, choice)
    with pytest.raises(vouchers.EnoughVouchers) as refusal:
        exchange(rich, choice, "two")
    assert refusal.value.args == (1,)
    # What was given back whole does not count.
    vouchers.give_back(member=rich, voucher=first, at=MARCH)
    exchange(rich, choice, "two")
    with pytest.raises(vouchers.NotOffered):
        exchange(rich, choice, "three", at=MARCH + 10 * DAY)


def test_another_version_of_a_choice_holds_from_its_day_on(rich):
    choice = offered(500)
    dearer = offered(600, series=choice.series, at=MARCH + DAY)

    assert reading.choices_at(at=MARCH) == [choice]
    assert reading.choices_at(at=MARCH + DAY) == [dearer]
    with pytest.raises(vouchers.NotOffered):
        exchange(rich, choice, at=MARCH + DAY)


def test_a_choice_that_was_withdrawn_is_offered_no_longer(books):
    by = staff("vera", "publish_voucher")
    choice = offered(500, by=by)
    offering.withdraw(actor=by, choice=choice, published_at=MARCH + DAY)

    assert reading.choices_at(at=MARCH + 2 * DAY) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"points": 0},
        {"points": 500, "days": 0},
        {"points": 500, "kind": "cash"},
        {"points": 500, "min_basket": Decimal(-1)},
        {"points": 500, "ends_at": MARCH},
        {"points": 500, "starts_at": MARCH - DAY},
        {"points": 500, "most_in_30_days": 0},
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(books, fields):
    with pytest.raises(offering.InvalidChoice):
        offered(**fields)


def test_a_frozen_account_uses_no_voucher(rich):
    """L40: what was exchanged before is no way around it; giving it back is free."""
    voucher = exchange(rich, offered(500))
    enrolment.freeze(member=rich, frozen_at=MARCH, until=MARCH + DAY, cause="email")

    with pytest.raises(vouchers.AccountFrozen):
        use(rich, voucher, 100)
    with pytest.raises(vouchers.AccountFrozen):
        exchange(rich, offered(300, kind="delivery"), "two")
    vouchers.give_back(member=rich, voucher=voucher, at=MARCH)


def test_who_owes_points_uses_no_voucher_and_what_is_given_back_repays(alice):
    """L21: exchanging at once what a return takes back is no way around it."""
    earn(alice, 500, at=MARCH)
    voucher = exchange(alice, offered(500))
    revoke(alice, 500, at=MARCH)

    with pytest.raises(vouchers.PointsOwed):
        use(alice, voucher, 100)
    vouchers.give_back(member=alice, voucher=voucher, at=MARCH)

    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.owed) == (0, 0)


def test_nobody_uses_anothers_voucher(rich, bob):
    """L37: whose it is is no question of a code."""
    voucher = exchange(rich, offered(500))

    with pytest.raises(vouchers.NoSuchVoucher):
        use(bob, voucher, 100)
    with pytest.raises(vouchers.NoSuchVoucher):
        vouchers.give_back(member=bob, voucher=voucher, at=MARCH)


def test_a_voucher_ends_with_its_time_whether_that_was_booked_or_not(rich):
    voucher = exchange(rich, offered(500, days=30))
    over = voucher.expires_at

    with pytest.raises(vouchers.VoucherRuns):
        vouchers.expire(member=rich, voucher=voucher, at=over - DAY)
    with pytest.raises(vouchers.VoucherIsOver):
        use(rich, voucher, 100, at=over)
    assert reading.usable_voucher(member=rich, version=voucher.version, at=over) is None


def test_what_comes_back_after_its_time_is_points(rich):
    """Whether that was booked or not: it would come back later by itself."""
    voucher = exchange(rich, offered(500, days=30))
    use(rich, voucher, 300)
    over = voucher.expires_at

    assert bring_back(rich, voucher, 100, "before", at=over - DAY) is None
    assert bring_back(rich, voucher, 100, "after", at=over).kind == "give-back"


def test_its_parts_are_used_once_and_given_back_once(rich):
    """L06, L07, L16"""
    voucher = exchange(rich, offered(500))
    for _attempt in range(2):
        use(rich, voucher, 300)
    with pytest.raises(vouchers.VoucherIsUsed) as refusal:
        use(rich, voucher, 300, "B")
    assert refusal.value.args == (200,)
    for _attempt in range(2):
        bring_back(rich, voucher, 100)
    with pytest.raises(vouchers.MoreThanUsed) as more:
        bring_back(rich, voucher, 201, "more")
    assert more.value.args == (200,)
    for _attempt in range(2):
        vouchers.give_back(member=rich, voucher=voucher, at=MARCH)

    voucher.refresh_from_db()
    assert (voucher.left, voucher.given_back, voucher.used) == (0, 300, 200)
    assert spendable(rich) == 1800


def test_free_delivery_is_used_whole(rich):
    voucher = exchange(rich, offered(300, kind="delivery"))

    with pytest.raises(vouchers.VoucherIsUsed):
        use(rich, voucher, 100)
    use(rich, voucher, 300)
    assert voucher.amount is None


def test_staff_cancel_with_a_reason_and_not_their_own(rich):
    """L37: actor and member are two."""
    voucher = exchange(rich, offered(500))
    sue = staff("sue", "cancel_voucher")
    cancel = {"voucher": voucher, "reason": "Lost phone", "at": MARCH}

    with pytest.raises(vouchers.NotAllowed):
        vouchers.cancel(member=rich, actor=staff("nobody"), **cancel)
    with pytest.raises(ReasonMissing):
        vouchers.cancel(member=rich, actor=sue, **cancel | {"reason": " "})
    enrolment.enrol(member=sue, enrolled_at=MARCH)
    earn(sue, 500, at=MARCH)
    own = exchange(sue, offered(500, kind="delivery"))
    with pytest.raises(vouchers.OwnAccount):
        vouchers.cancel(member=sue, actor=sue, **cancel | {"voucher": own})

    posting = vouchers.cancel(member=rich, actor=sue, **cancel)
    assert "Lost phone" in posting.explanation


def test_of_a_merged_account_what_is_left_moves_on(rich, bob, sam, tina):
    """L36: nobody can use it there, and its points are the member's."""
    voucher = exchange(rich, offered(500))
    use(rich, voucher, 300)
    merge(rich, bob, at=MARCH, by=(sam, tina))
    assert spendable(bob) == 1500

    with pytest.raises(vouchers.AccountClosed):
        use(rich, voucher, 100, "B")
    with pytest.raises(vouchers.AccountClosed):
        exchange(rich, offered(300), "two")
    assert bring_back(rich, voucher, 100).kind == "give-back"
    vouchers.expire(member=rich, voucher=voucher, at=voucher.expires_at)

    assert spendable(bob, voucher.expires_at) == 1800
    assert spendable(rich, voucher.expires_at) == 0


def test_the_statement_tells_all_of_a_voucher_as_one_cause(rich):
    voucher = exchange(rich, offered(500))
    vouchers.give_back(member=rich, voucher=voucher, at=MARCH)

    found = reading.with_cause(reading.statement(member=rich))
    kinds = {each.kind: each.cause for each in found if each.kind != "accrual"}
    assert set(kinds) == {"hold", "redemption", "give-back"}
    assert len(set(kinds.values())) == 1
    assert all(each.explanation for each in found)


# -- What nobody can write ------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO loyalty_voucher SELECT * FROM loyalty_voucher",
        'UPDATE loyalty_voucher SET "left" = 0',
        "UPDATE loyalty_voucher SET account_id = account_id + 1",
        "UPDATE loyalty_voucher SET amount = 500",
        "DELETE FROM loyalty_voucher",
        "INSERT INTO loyalty_voucherentry SELECT * FROM loyalty_voucherentry",
        "DELETE FROM loyalty_voucherentry",
        "UPDATE loyalty_voucherchoice SET points = 1",
        "DELETE FROM loyalty_voucherchoice",
    ],
)
def test_the_application_writes_no_voucher(rich, statement):
    exchange(rich, offered(500))

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_no_column_could_say_a_price_a_buyer_or_another_member():
    """A voucher is known by its account; money is what its points are worth."""
    named = {field.column for field in Voucher._meta.concrete_fields}

    assert named == {
        *("account_id", "version", "code", "choice_id", "kind", "points"),
        *("points_per_unit", "amount", "min_basket", "left", "given_back"),
        *("made_at", "expires_at", "open"),
    }


def test_the_tables_refuse_their_owner_too(committed_db, owner_connection):
    member, bob = person("alice"), person("bob")
    for one in (member, bob):
        enrolment.enrol(member=one, enrolled_at=MARCH)
        earn(one, 1000, at=MARCH)
    exchange(member, offered(500))
    redeem(bob, 500, "R1", at=MARCH)
    redeemed = Posting.objects.get(account_id=bob.pk, kind="redemption").version
    copied = """
        INSERT INTO loyalty_voucher (account_id, version, code, choice_id, kind, points,
            points_per_unit, amount, min_basket, "left", given_back, made_at,
            expires_at, open)
        SELECT {account}, {version}, 'STOLEN', choice_id, kind, {points}, {value},
            {points} / {value}.0, min_basket, {points}, 0, made_at, expires_at, true
        FROM loyalty_voucher"""
    for change in (
        {"points": 400},  # not what was redeemed
        {"value": 50},  # another value of a point
        {"version": redeemed},  # an order's redemption
        {"version": redeemed - 1},  # a hold: nothing was redeemed
    ):
        said = {"account": bob.pk, "version": redeemed, "points": 500, "value": 100}
        with pytest.raises(
            (psycopg.errors.CheckViolation, psycopg.errors.IntegrityError)
        ):
            owner_connection.execute(copied.format(**said | change))
    for change in (
        "account_id = account_id + 1",
        "amount = 50",
        "points = 5000",
        "expires_at = expires_at + interval '1 day'",
        "given_back = -1",
        "code = 'OTHER'",
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner_connection.execute(
                f"UPDATE loyalty_voucher SET {change}"  # noqa: S608  the test's own
            )
    for statement in (
        "DELETE FROM loyalty_voucher",
        "TRUNCATE loyalty_voucherentry",
        "UPDATE loyalty_voucherchoice SET points = 1",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute(statement)
    assert reconciliation.differences() == []


TAMPERINGS = {
    'UPDATE loyalty_voucher SET "left" = "left" - 1 WHERE open': {"voucher"},
    """UPDATE loyalty_voucher SET given_back = given_back + 1, "left" = "left" - 1
        WHERE open""": {"voucher"},
    """ALTER TABLE loyalty_voucherentry DISABLE TRIGGER append_only;
    UPDATE loyalty_voucherentry SET points = points + 1 WHERE kind = 'use'""": {
        "voucher"
    },
    """ALTER TABLE loyalty_voucherentry DISABLE TRIGGER append_only;
    DELETE FROM loyalty_voucherentry WHERE kind = 'give-back'""": {"voucher"},
    """ALTER TABLE loyalty_voucherentry DISABLE TRIGGER append_only;
    ALTER TABLE loyalty_voucher DISABLE TRIGGER stays;
    DELETE FROM loyalty_voucherentry; DELETE FROM loyalty_voucher""": {"voucher"},
}


def test_every_tampering_with_a_voucher_is_found(committed_db, owner_connection):
    """L22"""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 1000, at=MARCH)
    voucher = exchange(member, offered(500))
    use(member, voucher, 300)
    whole = exchange(member, offered(300, kind="delivery"), "two")
    vouchers.give_back(member=member, voucher=whole, at=MARCH)
    assert reconciliation.differences() == []
    undo = owner_connection.cursor()

    for tampering, differing in TAMPERINGS.items():
        undo.execute("BEGIN")
        undo.execute(tampering)
        undo.execute("SELECT what FROM ledger.differences")
        found = {row[0] for row in undo.fetchall()}
        undo.execute("ROLLBACK")
        assert found == differing, tampering


WORDS = '{"code": "x", "params": {}}'


def at_the_door(call, *said):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT refusal FROM ledger.{call}", said)  # noqa: S608  own
        return cursor.fetchone()[0]


def test_only_its_own_doors_give_back_what_became_a_voucher(rich):
    """Else its points are back and it is used all the same."""
    voucher = exchange(rich, offered(500))
    give_back = "give_back(%s, 'voucher:one', 1, 'B', %s, %s, NULL)"

    assert at_the_door(give_back, rich.pk, MARCH, WORDS) == "no-such-redemption"

    vouchers.give_back(member=rich, voucher=voucher, at=MARCH)
    assert spendable(rich) == 2000


NAMES = ("voucher:1", "voucher:one", "voucher:{}:end", "use:O2")
CALLS = (
    "hold(%(member)s, 1, %(name)s, %(at)s, %(why)s, %(later)s)",
    "capture(%(member)s, %(name)s, %(at)s, %(why)s)",
    "give_back(%(member)s, 'R1', 1, %(name)s, %(at)s, %(why)s, NULL)",
    "return_voucher(%(member)s, 'A', 1, %(name)s, %(at)s, %(why)s, NULL)",
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.partition("(")[0])
def test_nobody_takes_a_name_of_the_doors_of_vouchers(rich, call):
    """What stands under it would keep the voucher from ending, or look used."""
    redeem(rich, 500, "R1", at=MARCH)
    voucher = exchange(rich, offered(500))
    use(rich, voucher, 100)
    for name in NAMES:
        said = {
            "member": rich.pk,
            "name": name.format(voucher.version),
            "at": MARCH,
            "later": MARCH + DAY,
            "why": WORDS,
        }
        with (
            pytest.raises(IntegrityError, match="free_reference"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT ledger.{call}", said)
    vouchers.give_back(member=rich, voucher=voucher, at=MARCH)


def test_an_order_that_used_nothing_gives_nothing_back(committed_db, owner_connection):
    """Whatever else stands under the name of its use, and in no sum."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 1000, at=MARCH)
    voucher = exchange(member, offered(500))
    use(member, voucher, 500)
    owner_connection.execute(
        """INSERT INTO loyalty_voucherentry (account_id, voucher, seq, kind, cause,
            points, "order", reference, reason, occurred_at)
        SELECT account_id, voucher, 2, 'return', cause, 100, "order", 'use:O2', reason,
            occurred_at FROM loyalty_voucherentry"""
    )

    with pytest.raises(vouchers.NoSuchUse):
        bring_back(member, voucher, 400, order="O2")
    with pytest.raises(vouchers.VoucherIsUsed):
        use(member, voucher, 100, "O2")


# -- Whatever happens, no point is lost or made ----------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["exchange", "use", "bring back", "give back", "expire"]),
        st.integers(1, 400),
        st.integers(0, 20),
    ),
    max_size=12,
)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # rolled back
)
@given(steps=STEPS)
def test_points_and_vouchers_are_conserved(db, steps):
    """What was earned is spendable, on a voucher, with an order, or has expired."""
    with transaction.atomic():
        _live(steps)
        transaction.set_rollback(True)


REFUSALS = (
    vouchers.NotEnoughPoints,
    vouchers.VoucherIsOver,
    vouchers.VoucherIsUsed,
    vouchers.VoucherRuns,
    vouchers.MoreThanUsed,
    vouchers.NoSuchUse,
    vouchers.ReferenceReused,
)


def _live(steps):
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 400, "soon", at=MARCH, expires_at=MARCH + 40 * DAY)
    earn(member, 600, "late", at=MARCH, expires_at=MARCH + 400 * DAY)
    choice = offered(300, days=30)
    at = MARCH
    for number, (step, points, days) in enumerate(steps):
        at += days * DAY
        with suppress(*REFUSALS):
            _step(member, choice, step, points, number, at)
    balance = reading.balance(member=member, at=at)
    kept = sum(each.points - each.given_back for each in Voucher.objects.all())
    gone = 1000 - balance.available - kept
    assert 0 <= gone <= 400
    assert gone == 0 or at >= MARCH + 40 * DAY
    assert reconciliation.differences() == []


def _step(member, choice, step, points, number, at):
    if step == "exchange":
        exchange(member, choice, f"{number}", at=at)
        return
    voucher = Voucher.objects.filter(account_id=member.pk).last()
    if voucher is None:
        return
    mine = {"member": member, "voucher": voucher, "at": at}
    match step:
        case "use":
            use(member, voucher, points, f"O{points % 3}", at=at)
        case "bring back":
            order = f"O{points % 3}"
            bring_back(member, voucher, points, f"{number}", at=at, order=order)
        case "give back":
            vouchers.give_back(**mine)
        case "expire":
            vouchers.expire(**mine)


def test_a_raised_value_of_points_makes_new_vouchers_worth_more(rich, sam):
    """A voucher keeps what it was made with; its points are worth the same there."""
    choice = offered(500)
    old = exchange(rich, choice)
    policy.publish_rule(
        actor=sam, published_at=MARCH + DAY, points_per_unit_of_discount=50
    )
    new = exchange(rich, choice, "two", at=MARCH + DAY)

    old.refresh_from_db()
    assert (old.amount, new.amount) == (Decimal(5), Decimal(10))
