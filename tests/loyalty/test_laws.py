"""Terms that say they keep to a law do, or they are not published."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from loyalty import granting, policy
from loyalty.models import Rule
from loyalty.terms import laws
from loyalty.terms.laws import Breach, breaches
from tests.loyalty.conftest import MARCH

DAY = timedelta(days=1)


def publish(sam, **fields):
    return policy.publish_rule(actor=sam, published_at=MARCH, **fields)


@pytest.mark.parametrize("law", ["ca-qc", "ca-on"])
@pytest.mark.parametrize(
    ("profile", "months", "broken"),
    [
        ("rolling", 24, [Breach.BY_TIME]),
        ("month-end", 24, [Breach.BY_TIME]),
        ("year-end", 24, [Breach.BY_TIME]),
        ("inactivity", 11, [Breach.TOO_SOON]),
        ("inactivity", 12, []),
        ("none", 1, []),
    ],
)
def test_a_law_lets_through_what_keeps_to_it(sam, law, profile, months, broken):
    fields = {"law": law, "expiry_profile": profile, "expiry_months": months}
    if not broken:
        assert publish(sam, **fields).law == law
        return
    with pytest.raises(policy.BreaksLaw) as refusal:
        publish(sam, **fields)

    assert (refusal.value.law.code, refusal.value.breaches) == (law, broken)
    assert Rule.objects.count() == 1


@pytest.mark.parametrize(
    ("profile", "months"), [("rolling", 24), ("year-end", 24), ("inactivity", 11)]
)
def test_the_table_keeps_to_the_least_that_each_law_asks(sam, profile, months):
    """Whoever writes a version past the use case is refused as well."""
    drafted = policy.drafted(
        policy.current_rule(at=MARCH),
        law="ca-qc",
        expiry_profile=profile,
        expiry_months=months,
    )
    drafted.version, drafted.author = 2, sam
    drafted.starts_at = drafted.published_at = MARCH

    with pytest.raises(IntegrityError, match="loyalty_rule_keeps_to_its_law"):
        drafted.save(force_insert=True)


def test_a_law_stays_until_it_is_taken_away(sam):
    """What a later version does not name stays, and is kept to."""
    publish(sam, law="ca-qc", expiry_profile="inactivity", expiry_months=12)

    with pytest.raises(policy.BreaksLaw):
        publish(sam, expiry_months=6)
    assert publish(sam, expiry_months=6, law="").expiry_months == 6


def test_a_law_that_nobody_knows_is_none(sam):
    with pytest.raises(policy.InvalidRule):
        publish(sam, law="atlantis", expiry_profile="none")


def test_a_law_that_asks_for_another_notice_cannot_be_kept(sam):
    """Points are announced 30 to 60 days before, whatever a table of laws would say."""
    said = laws.laws()["ca-qc"]
    terms = policy.drafted(
        policy.current_rule(at=MARCH), expiry_profile="inactivity", law="ca-qc"
    ).validity

    assert breaches(said, terms) == []
    for told_days in ((31, 60), (30, 59)):
        assert breaches(replace(said, told_days=told_days), terms) == [Breach.NOT_TOLD]


def test_each_law_names_its_source():
    for law in laws.laws().values():
        assert law.source
        assert law.told_days == laws.TOLD_DAYS
        # What loyalty_rule_keeps_to_its_law says of all of them (guards.sql).
        assert (law.may_end_by_time, law.fewest_idle_months >= 12) == (False, True)


def test_no_gift_gets_a_date_where_no_date_may_end_points(alice, sam):
    """Whoever grants is told before anything is written."""
    publish(sam, law="ca-qc", expiry_profile="inactivity", expiry_months=12)
    gift = granting.Grant("spring", 10, "For you", MARCH + 100 * DAY)
    said = {"member_ids": [alice.pk], "actor": sam, "granted_at": MARCH}

    with pytest.raises(granting.EndsByTime, match="Québec"):
        granting.grant(terms=gift, commit=True, **said)

    undated = replace(gift, expires_at=None)
    assert granting.grant(terms=undated, commit=True, **said).given == 1
