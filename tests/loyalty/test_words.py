"""F36: what cannot be said at the doors, by whoever may call them."""

from datetime import timedelta

import pytest
from django.db import (
    DataError,
    IntegrityError,
    ProgrammingError,
    connection,
    transaction,
)

from loyalty import reading
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, earn_pending

# Where nothing is an answer: no such day, rule or person, or no end.
MAY_BE_NULL = {
    # Without grace, what has expired stays so.
    ("give_back", "grace"),
    ("accrue", "actor"),
    ("accrue", "matures"),
    ("accrue", "rule"),
    # Only the one of a purchase.
    ("accrue", "shares"),
    ("revoke", "shares"),
    ("freeze", "ends"),
    ("return_voucher", "grace"),
    # The day that ends it is nobody.
    ("end_voucher", "actor"),
}
# A value of each type that a door would take. It asks for an account nobody has.
SOUND = {
    "key": "999999999",
    "keys": "ARRAY[999999999]",
    "points": "1",
    "points_or_zero": "1",
    "correction": "1",
    "words": "'E1'",
    "reference": "'E1'",
    "free_reference": "'E1'",
    "note": "''",
    "facts": """'{"code": "welcome", "params": {}}'""",
    "moment": "'2026-03-02'",
    "moment_or_none": "'2026-03-02'",
    "due": "'2027-03-02'",
    "due_or_none": "NULL",
    "yes_or_no": "false",
    "zone": "'UTC'",
    "requests": "'[]'",
    "shares_or_none": "NULL",
    "day": "'2026-03-02'",
    "number": "1",
    "integer": "NULL",
    "bigint": "NULL",
    "integer[]": "ARRAY[1]",
}
DOORS = """
    SELECT p.proname, a.name, replace(format_type(a.type, NULL), 'ledger.', '')
    FROM pg_proc p, LATERAL unnest(
        p.proargnames, p.proargmodes, coalesce(p.proallargtypes, p.proargtypes::oid[])
    ) WITH ORDINALITY a (name, mode, type, place)
    WHERE p.pronamespace = 'ledger'::regnamespace AND p.provolatile = 'v'
        AND has_function_privilege(p.oid, 'EXECUTE') AND coalesce(a.mode, 'i') = 'i'
    ORDER BY p.proname, a.place
"""


def ask(sql: str) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def doors() -> dict[str, dict[str, str]]:
    """The arguments, and their types, of all that the application may write with."""
    found: dict[str, dict[str, str]] = {}
    for door, argument, type_ in ask(DOORS):
        found.setdefault(door, {})[argument] = type_
    return found


def call(door: str, arguments: dict[str, str]) -> None:
    """What it does is taken back: whether it is refused is asked."""
    said = ", ".join(f'"{name}" => {value}' for name, value in arguments.items())
    with transaction.atomic():
        ask(f"SELECT ledger.{door}({said})")
        transaction.set_rollback(True)


def cast(type_: str) -> str:
    return type_ if type_.startswith(("integer", "bigint")) else f"ledger.{type_}"


def sound(arguments: dict[str, str]) -> dict[str, str]:
    return {
        name: f"{_sound(type_)}::{cast(type_)}" for name, type_ in arguments.items()
    }


def _sound(type_: str) -> str:
    return SOUND.get(type_) or f"ARRAY[{SOUND[type_.removesuffix('[]')]}]"


def test_every_door_is_found(alice):
    """Those that only read write nothing down: they have none to refuse."""
    assert set(doors()) == {
        *("accrue", "accrue_each", "adjust", "adjust_as_proposed", "book_due"),
        *("announce", "capture", "end_idle", "enrol", "extend"),
        *("freeze", "give_back", "hold", "merge", "release", "replay", "revoke"),
        *("schedule", "take_campaign_step", "thaw"),
        *("exchange", "use_voucher", "return_voucher", "end_voucher"),
        *("begin_mission", "decide_mission", "pay_mission"),
    }


def test_every_door_takes_what_is_sound(alice, sam):
    """The positive control of the test below: they fail for the NULL alone."""
    for door, arguments in doors().items():
        said = sound(arguments)
        if arguments.get("actor") == "key":
            said["actor"] = str(sam.pk)
        call(door, said)


def test_many_are_given_nothing_by_whoever_may_not(alice):
    """F36: an actor whom nobody knows."""
    with pytest.raises(ProgrammingError, match="may not give points"):
        call("accrue_each", sound(doors()["accrue_each"]))


def test_no_door_takes_null_where_something_must_be_said(alice):
    """F36: `adjust(NULL)` once took the whole balance."""
    earn(alice, 100, at=MARCH)
    taken = set()
    for door, arguments in doors().items():
        for name, type_ in arguments.items():
            null = {name: f"NULL::{cast(type_)}"}
            try:
                call(door, sound(arguments) | null)
            except (IntegrityError, DataError):
                continue
            taken.add((door, name))

    assert taken == MAY_BE_NULL
    assert reading.balance(member=alice, at=MARCH).available == 100


@pytest.mark.parametrize("null", ["members", "points", "references", "whys"])
def test_none_of_many_is_null(alice, null):
    """F36: nor is one of them missing at the end of its list."""
    arguments = sound(doors()["accrue_each"])
    type_ = doors()["accrue_each"][null]
    for value in (f"ARRAY[NULL]::{cast(type_)}", f"'{{}}'::{cast(type_)}"):
        with pytest.raises((IntegrityError, DataError)):
            call("accrue_each", arguments | {null: value})


@pytest.mark.parametrize(
    ("door", "points"),
    [
        *(("hold", points) for points in (0, -5, 1_000_000_001)),
        *(("revoke", points) for points in (0, -5, 1_000_000_001)),
        *(("give_back", points) for points in (0, -5, 1_000_000_001)),
        *(("adjust", points) for points in (0, -1_000_000_001, 1_000_000_001)),
        *(("accrue", points) for points in (-5, 1_000_000_001, 2**63 - 201)),
    ],
)
def test_no_door_takes_what_is_no_number_of_points(alice, door, points):
    """F36: fewer than none were once an empty posting, 2^63 blocked the account."""
    earn_pending(alice, 200, at=MARCH)

    with pytest.raises(IntegrityError, match="violates check constraint"):
        call(door, sound(doors()[door]) | {"points": f"({points})"})


def test_an_accrual_of_no_points_is_a_fact(alice):
    """Zero is legitimate there, and nowhere else: that nothing was earned is posted."""
    assert earn(alice, 0, at=MARCH).version == 1


def test_as_many_points_as_there_can_be_leave_the_account_usable(alice):
    """F36: the largest of numbers, and then some more."""
    for number in range(5):
        earn_pending(alice, 1_000_000_000, f"E{number}", at=MARCH)

    later = MARCH + timedelta(days=1)
    assert reading.balance(member=alice, at=later).pending == 5_000_000_000


@pytest.mark.parametrize(
    "blank", ["''", "'   '", "E'\\t\\u00A0'", "E'\\u200B'", "E'\\U000E0001'"]
)
@pytest.mark.parametrize("argument", ["reason", "reference"])
def test_words_say_something(alice, argument, blank):
    """F36: a reason of blanks is none."""
    with pytest.raises(IntegrityError, match="not_blank"):
        call("adjust", sound(doors()["adjust"]) | {argument: blank})


def test_no_reference_is_cut(alice):
    """What is longer than a posting keeps would be taken for another."""
    refused = []
    for door, arguments in doors().items():
        for name, type_ in arguments.items():
            if not type_.endswith("reference"):
                continue
            with pytest.raises(IntegrityError, match="fits"):
                call(door, sound(arguments) | {name: "repeat('E', 101)::ledger.words"})
            refused.append((door, name))
    assert ("hold", "reference") in refused


@pytest.mark.parametrize(
    "moment", ["infinity", "-infinity", "20000-01-01", "4000-01-01 BC"]
)
def test_no_door_takes_a_time_that_is_none(alice, moment):
    """F33: `book_due(…, 'infinity')` once expired all there was."""
    earn(alice, 100, at=MARCH)
    refused = []
    for door, arguments in doors().items():
        for name, type_ in arguments.items():
            if not type_.startswith(("moment", "due")):
                continue
            value = f"'{{{moment}}}'" if type_.endswith("[]") else f"'{moment}'"
            with pytest.raises(IntegrityError, match="a_day"):
                call(door, sound(arguments) | {name: f"{value}::{cast(type_)}"})
            refused.append((door, name))

    assert len(refused) == 41
    assert reading.balance(member=alice, at=MARCH).available == 100


@pytest.mark.parametrize(
    "facts",
    [
        "{}",
        '{"params": {}}',
        '{"code": null, "params": {}}',
        '{"code": "", "params": {}}',
        '{"code": 7, "params": {}}',
        '{"code": "welcome"}',
        '{"code": "welcome", "params": []}',
    ],
)
def test_a_reason_that_nobody_could_tell_is_refused(alice, facts):
    """The statement would have to tell it for good."""
    with (
        pytest.raises(IntegrityError, match="told"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT ledger.accrue(%s, 5, 'E1', '2026-03-02', %s, NULL, '2027-03-02',"
            " false, 1)",
            [alice.pk, facts],
        )
