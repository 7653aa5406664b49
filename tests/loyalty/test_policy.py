from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from loyalty import policy
from loyalty.models import Rule
from tests.loyalty.conftest import MARCH

DAY = timedelta(days=1)


def publish(actor, **fields):
    return policy.publish_rule(actor=actor, published_at=MARCH, **fields)


def test_the_programme_starts_with_a_rule(db):
    rule = policy.current_rule(at=MARCH)

    assert (rule.version, rule.points_per_unit, rule.rounding) == (1, 1, "down")
    assert rule.earning.excluded_labels == frozenset()


def test_publishing_adds_a_version_and_changes_none(sam):
    """L14, L28: earlier versions stay readable as they were."""
    rule = publish(sam, points_per_unit=Decimal("2.5"), excluded_labels=["gift-cards"])

    assert (rule.version, rule.points_per_unit) == (2, Decimal("2.5"))
    assert (rule.return_window_days, rule.author_id) == (14, sam.pk)
    assert rule.earning.excluded_labels == {"gift-cards"}
    assert policy.rule(version=1).points_per_unit == 1
    assert policy.current_rule(at=MARCH) == rule
    assert policy.current_rule(at=MARCH - DAY).version == 1


def test_a_rule_can_be_published_ahead_of_its_start(sam):
    publish(sam, starts_at=MARCH + DAY, points_per_unit=3)

    assert policy.current_rule(at=MARCH).version == 1
    assert policy.current_rule(at=MARCH + DAY).version == 2


def test_f53_what_begins_later_holds_for_nobody_yet(sam):
    """What is published today stands on what holds today."""
    publish(sam, starts_at=MARCH + 30 * DAY, points_per_unit=3, expiry_months=99)

    today = publish(sam, grace_days=7)

    assert (today.points_per_unit, today.expiry_months, today.grace_days) == (1, 12, 7)
    assert policy.current_rule(at=MARCH) == today


def test_only_who_may_publishes(alice):
    with pytest.raises(PermissionDenied):
        publish(alice, points_per_unit=100)

    assert Rule.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"points_per_unit": Decimal(-1)},
        {"rounding": "sideways"},
        {"max_share_percent": 101},
        {"min_points_per_order": 200, "max_points_per_order": 100},
        {"expiry_months": 0},
        {"expiry_months": 100_000},
        {"points_per_unit": Decimal(10) ** 9},
        {"points_per_unit_of_discount": 0},
        {"return_window_days": -1},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(sam, fields):
    with pytest.raises(policy.InvalidRule):
        publish(sam, **fields)

    assert Rule.objects.count() == 1


def test_a_rule_has_the_fields_it_has(sam):
    with pytest.raises(TypeError):
        publish(sam, cash_value=Decimal("0.01"))


def test_the_second_of_two_who_publish_at_once_is_told(sam, monkeypatch):
    first = publish(sam, points_per_unit=2)
    stale = policy.rule(version=1)
    monkeypatch.setattr(policy, "_latest", lambda: stale)

    with pytest.raises(policy.RuleChangedMeanwhile):
        publish(sam, points_per_unit=3)

    assert policy.current_rule(at=MARCH) == first
