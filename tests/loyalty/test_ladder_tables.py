"""What the tables refuse of ladders, whoever writes past the use cases."""

import psycopg
import pytest

from loyalty.tiers.reading import LadderStep
from tests.loyalty.conftest import MARCH, staff
from tests.loyalty.tiers import approver, draft, drafter


def test_the_tables_hold_the_same_rules(committed_db, owner_connection):
    """Whoever writes past the use cases, equal and falling thresholds among it."""
    first = draft()
    both = staff("both", "draft_ladder", "approve_ladder")

    def step(kind, by):
        owner_connection.execute(
            "INSERT INTO loyalty_ladderstep (version_id, kind, actor_id, taken_at,"
            " note) VALUES (%s, %s, %s, %s, '')",
            [first.pk, kind, by.pk, MARCH],
        )

    def tier(place, threshold):
        owner_connection.execute(
            "INSERT INTO loyalty_tier (ladder_id, place, code, name_en, name_zh_hans,"
            " threshold, multiplier, perk_en, perk_zh_hans, mark)"
            " VALUES (%s, %s, %s, 'A', 'A', %s, 1, '', '', 'gold')",
            [first.pk, place, f"of-{threshold}", threshold],
        )

    for place, threshold in (
        (3, 300),
        (3, 200),
        (3, "NaN"),
        (4, 400),
        (2, 400),
        (3, 0),
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            tier(place, threshold)
    for kind, by in (("approved", approver()), ("submitted", approver())):
        with pytest.raises(psycopg.errors.CheckViolation):
            step(kind, by)
    step("submitted", both)
    for kind, by in (("approved", both), ("approved", drafter())):
        with pytest.raises(psycopg.errors.CheckViolation):
            step(kind, by)
    with pytest.raises(psycopg.errors.CheckViolation):
        tier(3, 900)  # somebody was asked to decide
    for statement in (
        "UPDATE loyalty_tier SET multiplier = 9",
        "DELETE FROM loyalty_ladderstep",
        "UPDATE loyalty_ladder SET starts_on = '2020-01-01'",
        "TRUNCATE loyalty_tier CASCADE",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute(statement)
    step("approved", approver())
    assert LadderStep.objects.count() == 2
