"""L36: what an account that was merged into another still does, and no longer."""

from functools import partial
from io import BytesIO

import pytest
from django.db import connection

from loyalty import (
    adjustment,
    earning,
    enrolment,
    extension,
    granting,
    importing,
    merging,
    reading,
    redemption,
)
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import (
    capture,
    earn,
    earn_pending,
    give_back,
    hold,
    merge,
    redeem,
    release,
    revoke,
    schedule,
)
from tests.loyalty.merges import APRIL, DAY, LATE, SOON, figures, member, open_lots


def adjust(who, points, actor):
    return adjustment.adjust(
        member=who,
        points=points,
        reference="A1",
        reason="By hand",
        actor=actor,
        adjusted_at=APRIL,
    )


def extend(who, lot, actor):
    return extension.extend(
        member=who,
        lot=lot,
        reference="X1",
        reason="By hand",
        actor=actor,
        extended_at=APRIL,
        expires_at=LATE + 900 * DAY,
    )


def test_nothing_new_comes_to_a_closed_account(alice, bob, sam, tina):
    earn(alice, 100, at=MARCH)
    merge(alice, bob, at=APRIL, by=(sam, tina))

    refused = {
        "accrue": lambda: earn(alice, 5, "E9", at=APRIL),
        "accrue pending": lambda: earn_pending(alice, 5, "E8", at=APRIL),
        "schedule": lambda: schedule(alice, at=APRIL, matures_at=APRIL + DAY),
        "hold": lambda: hold(alice, 5, at=APRIL),
        "adjust": lambda: adjust(alice, 5, sam),
        "take away": lambda: adjust(alice, -5, sam),
    }
    for name, ask in refused.items():
        with pytest.raises(earning.AccountClosed) as refusal:
            ask()
        assert refusal.value.args == (bob.pk,), name
    with pytest.raises(extension.LotIsClosed):
        extend(alice, 1, sam)
    assert figures(alice) == (0, 0, 0, 0)
    assert reading.statement(member=alice).count() == 2


def test_nothing_is_given_to_closed_accounts_with_many_others(alice, bob, sam, tina):
    """Who had it before the merge is known; who had not is no member any more."""
    carol = member("carol")
    occasion = granting.Grant(occasion="Spring", points=10, reason="Spring")
    ids = [alice.pk, bob.pk, carol.pk]
    give = partial(granting.grant, terms=occasion, actor=sam, granted_at=APRIL)
    give(member_ids=[alice.pk], commit=True)
    for closing in (alice, carol):
        merge(closing, bob, at=APRIL, by=(sam, tina))

    assert list(granting.everybody()) == [bob.pk]
    expected = granting.Tally(given=1, known=1, not_members=1)
    assert give(member_ids=ids) == expected
    assert give(member_ids=ids, commit=True) == expected
    assert (figures(alice)[0], figures(bob)[0], figures(carol)[0]) == (0, 20, 0)


def test_balances_of_another_scheme_come_to_no_closed_account(alice, bob, sam, tina):
    """L36: a row says so; one that came in before the merge is still known."""
    terms = {
        "source": "Sunny Club",
        "actor": sam,
        "imported_at": APRIL,
        "commit": True,
    }
    row = f"{alice.email},100,2027-01-31,gold card\n"
    head = "member,points,expires,reason\n"

    def bring_in(text, total):
        file = BytesIO((head + text).encode())
        return importing.import_balances(file=file, control_total=total, **terms)

    bring_in(row, 100)
    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert bring_in(row, 100).new_rows == 0
    with pytest.raises(importing.WrongRows) as wrong:
        bring_in(row.replace("gold", "old"), 100)
    assert "was merged into another one" in str(wrong.value.problems[0])
    assert figures(bob)[0] == 100


def test_what_was_asked_before_is_answered_as_before(alice, bob, sam, tina):
    """L07: a late repetition is no new request."""
    first = earn(alice, 100, at=MARCH)
    held = hold(alice, 30, at=MARCH)
    used = capture(alice, at=MARCH)
    merge(alice, bob, at=APRIL, by=(sam, tina))

    assert earn(alice, 100, at=APRIL) == first
    assert hold(alice, 30, at=APRIL) == held
    assert capture(alice, at=APRIL) == used
    with pytest.raises(redemption.HoldWasCaptured):
        release(alice, at=APRIL)


def test_what_comes_back_moves_on(alice, bob, sam, tina):
    """L18, L20: into the lot it came from, and on with that lot's date."""
    earn(alice, 100, at=MARCH, expires_at=LATE)
    redeem(alice, 60, at=MARCH)
    merge(alice, bob, at=APRIL, by=(sam, tina))
    assert figures(bob)[0] == 40

    back = give_back(alice, 25, at=APRIL + DAY)
    again = give_back(alice, 25, at=APRIL + DAY)

    assert again == back
    assert figures(alice) == (0, 0, 0, 0)
    assert open_lots(bob) == [(40, LATE), (25, LATE)]
    moved_on = reading.statement(member=alice)[0]
    assert (moved_on.kind, moved_on.related_version) == ("merge-out", back.version)


def test_expired_points_come_back_for_the_days_of_grace(alice, bob, sam, tina):
    """L20: the grace they would have had."""
    earn(alice, 100, at=MARCH, expires_at=SOON)
    redeem(alice, 100, at=MARCH)
    merge(alice, bob, at=APRIL, by=(sam, tina))

    given = give_back(alice, 10, at=SOON + DAY)

    assert open_lots(bob, at=SOON + DAY) == [(10, given.expires_at)]
    assert given.expires_at > SOON + 30 * DAY


def test_what_is_taken_back_is_taken_from_the_other_account(alice, bob, sam, tina):
    """L11, L21: buying, earning, merging and returning keeps nothing."""
    earn(alice, 100, at=MARCH)
    merge(alice, bob, at=APRIL, by=(sam, tina))
    redeem(bob, 70, at=APRIL)

    revoke(alice, 100, at=APRIL)

    assert figures(alice) == (0, 0, 0, 0)
    assert figures(bob) == (0, 0, 0, 70)


def test_a_chain_of_merges_leads_to_its_end(alice, bob, sam, tina):
    carol, dave = member("carol"), member("dave")
    earn(alice, 100, at=MARCH, expires_at=LATE)
    redeem(alice, 60, at=MARCH)
    for closing, surviving in ((alice, bob), (bob, carol), (carol, dave)):
        merge(closing, surviving, at=APRIL, by=(sam, tina))
    assert open_lots(dave) == [(40, LATE)]

    give_back(alice, 60, at=APRIL)
    revoke(alice, 90, at=APRIL)

    assert figures(dave) == (10, 0, 0, 0)
    for closed in (alice, bob, carol):
        assert figures(closed) == (0, 0, 0, 0)
    keys = [place.pk for place in merging.successors(member=alice)]
    assert keys == [bob.pk, carol.pk, dave.pk]
    assert list(merging.successors(member=dave)) == []


def test_a_closed_account_can_still_be_frozen(alice, bob, sam, tina):
    merge(alice, bob, at=APRIL, by=(sam, tina))
    enrolment.freeze(member=alice, frozen_at=APRIL)
    enrolment.enrol(member=alice, enrolled_at=APRIL)

    assert reading.balance(member=alice, at=APRIL).frozen
    assert merging.merge_of(member=alice).into_id == bob.pk
    assert [one.pk for one in merging.merges_into(member=bob)] == [alice.pk]


@pytest.mark.django_db
def test_a_closed_account_takes_no_part_in_missions(alice, bob, sam, tina):
    merge(alice, bob, at=MARCH, by=(sam, tina))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.begin_mission(%(who)s, 1, %(at)s, %(at)s::date),"
            " (ledger.pay_mission(%(who)s, 1, 1, 1, %(at)s,"
            """ '{"code": "mission", "params": {}}', %(late)s)).refusal""",
            {"who": alice.pk, "at": APRIL, "late": LATE},
        )
        assert cursor.fetchone() == ("not-a-member", "closed")


@pytest.mark.django_db
def test_every_door_knows_closed_accounts():
    """A new door must be tried with a closed account, above, before it is listed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace"
            " AND NOT starts_with(proname, '_') AND 'member' = ANY (proargnames)"
            " AND provolatile = 'v'"
        )
        doors = {name for (name,) in cursor.fetchall()}

    refusing = {"accrue", "schedule", "hold", "adjust", "extend"}
    refusing |= {"announce", "end_idle"}  # in test_idling.py
    refusing |= {"exchange", "use_voucher"}  # in test_vouchers.py
    refusing |= {"begin_mission", "pay_mission"}
    moving_on = {"give_back", "revoke"}
    moving_on |= {"return_voucher", "end_voucher"}  # in test_vouchers.py
    about_the_past = {"capture", "release"}
    about_the_account = {"enrol", "freeze", "thaw"}
    assert doors == refusing | moving_on | about_the_past | about_the_account
