"""Members, adjustments and the base rule."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from loyalty import expiry, policy, reading
from shop.audit.models import Entry
from shop.identity import roles
from shop.kinds import actions
from shop.rewards.desk.adjusting import adjust_points
from shop.rewards.desk.extending import extend_lots
from shop.rewards.desk.publishing import publish_rule
from shop.staff.points.rule_forms import RuleForm
from tests.factories import make_member, make_user
from tests.loyalty.deeds import earn, redeem
from tests.shop.staff.forms import a_rule


@pytest.fixture
def loyalty_desk(client, staff_with):
    client.force_login(staff_with(roles.LOYALTY_DESK))
    return client


def available(member):
    return reading.balance(member=member, at=timezone.now()).available


def adjustment(loyalty_desk, member, **changes):
    url = reverse("staff:adjust", args=[member.pk])
    form = loyalty_desk.get(url).context["form"]
    data = form.initial | {"direction": "add", "points": "50", "reason": "Thanks"}
    return loyalty_desk.post(url, data | changes)


def test_the_list_shows_balances_with_a_fixed_number_of_queries(
    loyalty_desk, shopper, django_assert_max_num_queries
):
    for number in range(1, 6):
        make_member(number * 100, at=timezone.now())
    with django_assert_max_num_queries(9):
        page = loyalty_desk.get(reverse("staff:members"))
    assert "5,000" in page.content.decode()


def test_members_are_found_by_name_and_address(loyalty_desk, shopper):
    url = reverse("staff:members")
    assert "mei@example.com" in loyalty_desk.get(url, {"text": "mei"}).content.decode()
    assert "mei@" not in loyalty_desk.get(url, {"text": "zzz"}).content.decode()


def test_one_member_shows_postings_with_their_why(loyalty_desk, shopper, delivered):
    page = loyalty_desk.get(reverse("staff:member", args=[shopper.pk]))
    text = page.content.decode()
    assert delivered.number in text
    assert "Redeemed on order" in text
    assert len(page.context["lots"]) == 2


def test_somebody_who_is_no_member_is_not_found(loyalty_desk):
    stranger = make_user()
    for name in ("staff:member", "staff:adjust", "staff:extend"):
        url = reverse(name, args=[stranger.pk])
        assert loyalty_desk.get(url).status_code == 404


def test_adjusting_leaves_a_posting_and_a_log_entry(loyalty_desk, shopper):
    """S19: who, what, before, after, why."""
    assert adjustment(loyalty_desk, shopper).status_code == 302
    assert available(shopper) == 5050

    assert adjustment(loyalty_desk, shopper, direction="remove").status_code == 302
    assert available(shopper) == 5000

    taken, given = Entry.objects.filter(subject=f"member:{shopper.pk}")
    assert (given.before["available"], given.after["available"]) == (5000, 5050)
    assert (taken.after["points"], taken.reason) == (-50, "Thanks")
    assert taken.actor is not None


def test_sending_an_adjustment_twice_adjusts_once(loyalty_desk, shopper):
    url = reverse("staff:adjust", args=[shopper.pk])
    data = loyalty_desk.get(url).context["form"].initial | {
        "direction": "add",
        "points": "50",
        "reason": "Thanks",
    }
    for _attempt in range(2):
        assert loyalty_desk.post(url, data).status_code == 302
    assert available(shopper) == 5050
    assert Entry.objects.count() == 1

    assert loyalty_desk.post(url, data | {"points": "70"}).status_code == 409
    assert available(shopper) == 5050


@pytest.mark.parametrize(
    "changes",
    [
        {"points": "0"},
        {"points": "-5"},
        {"points": "1.5"},
        {"points": ""},
        {"points": "9" * 20},
        {"points": "many"},
        {"reason": "  "},
        {"direction": "double"},
        {"reference": ""},
    ],
)
def test_odd_adjustments_are_refused(loyalty_desk, shopper, changes):
    """L37: whole positive numbers, checked on the server, and a reason."""
    assert adjustment(loyalty_desk, shopper, **changes).status_code == 422
    assert available(shopper) == 5000
    assert not Entry.objects.exists()


def test_nobody_is_adjusted_below_zero(managing, shopper):
    response = adjustment(managing, shopper, direction="remove", points="5001")
    assert response.status_code == 409
    assert available(shopper) == 5000
    assert not Entry.objects.exists()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def three_lots():
    """A member with 10, 20 and 30 points, valid for 10, 20 and 30 days."""
    member, now = make_member(), timezone.now()
    for days in (10, 20, 30):
        expires_at = expiry.expires_after_days(now, days)
        earn(member, days, f"E{days}", at=now, expires_at=expires_at)
    return member


def valid_until(member):
    lots = reading.open_lots(member=member, at=timezone.now())
    return {lot.number: lot.last_valid_date for lot in lots}


def previewed(loyalty_desk, member, **choice):
    """The page that shows the new dates, and the form on it."""
    url = reverse("staff:extend", args=[member.pk])
    page = loyalty_desk.get(url, choice)
    assert page.status_code == 200
    return url, page.context["form"].initial | {"reason": "Parcel was lost"}


def test_extending_shows_the_new_dates_and_then_sets_them(
    loyalty_desk, three_lots, today
):
    """S19, L28: chosen, shown, confirmed; one log entry for all of it."""
    until = today + timedelta(days=40)
    by = today + timedelta(days=20)
    before = valid_until(three_lots)

    url, data = previewed(loyalty_desk, three_lots, lots=1, by=by, until=until)
    assert data["lots"] == "1,2"
    assert valid_until(three_lots) == before

    for _double_click in range(2):
        assert loyalty_desk.post(url, data).status_code == 302
    assert valid_until(three_lots) == before | {1: until, 2: until}
    entry = Entry.objects.get(subject=f"member:{three_lots.pk}")
    assert (entry.after["points"], entry.reason) == (30, "Parcel was lost")
    assert entry.before["valid_until"] == {
        "#1": before[1].isoformat(),
        "#2": before[2].isoformat(),
    }
    statement = reading.statement(member=three_lots)
    assert [line.actor for line in statement[:2]] == [entry.actor] * 2

    # The same form with another lot is another request.
    assert loyalty_desk.post(url, data | {"lots": "1,2,3"}).status_code == 409
    assert valid_until(three_lots)[3] == before[3]


def test_points_that_changed_meanwhile_are_looked_at_again(
    loyalty_desk, three_lots, today
):
    """All of it or nothing: the first lot was used up after the preview."""
    before = valid_until(three_lots)
    url, data = previewed(
        loyalty_desk, three_lots, lots=[1, 2], until=today + timedelta(days=40)
    )
    redeem(three_lots, 10, at=timezone.now())

    response = loyalty_desk.post(url, data)

    assert response.status_code == 409
    assert "have changed meanwhile" in response.content.decode()
    assert valid_until(three_lots) == {2: before[2], 3: before[3]}
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("lots", "by", "until"),
    [
        ([], None, 40),  # nothing chosen
        ([], 9, 40),  # nothing that expires so soon
        ([3], None, 30),  # not longer
        ([1, 3], None, 29),  # one of them shorter
        ([1], None, -1),  # over already
        ([1], None, 4000),  # a typing error
        ([7], None, 40),  # somebody else's
        (["x"], None, 40),
    ],
)
def test_odd_choices_are_refused(loyalty_desk, three_lots, today, lots, by, until):
    """L28, L37"""
    choice = {"lots": lots, "until": today + timedelta(days=until)}
    if by:
        choice["by"] = today + timedelta(days=by)
    url = reverse("staff:extend", args=[three_lots.pk])
    assert loyalty_desk.get(url, choice).status_code == 422


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": " "}, 422),
        ({"until": "9999-12-31"}, 422),
        ({"until": "2000-01-01"}, 422),
        ({"until": "soon"}, 422),
        ({"lots": ""}, 422),
        ({"lots": "1;2"}, 422),
        ({"lots": "0"}, 422),
        ({"lots": "9" * 30}, 422),
        ({"reference": ""}, 422),
        ({"lots": "9" * 18}, 409),
        ({"lots": "3,1"}, 409),
    ],
)
def test_odd_extensions_are_refused(loyalty_desk, three_lots, today, changes, status):
    """L28, L37: checked where it is done, whatever the page had shown."""
    before = valid_until(three_lots)
    url, data = previewed(
        loyalty_desk, three_lots, lots=[1], until=today + timedelta(days=25)
    )
    assert loyalty_desk.post(url, data | changes).status_code == status
    assert valid_until(three_lots) == before
    assert not Entry.objects.exists()


def test_a_member_without_points_has_nothing_to_extend(loyalty_desk, today):
    url = reverse("staff:extend", args=[make_member().pk])
    assert "no points that could" in loyalty_desk.get(url).content.decode()
    assert loyalty_desk.get(url, {"lots": 1, "until": today}).status_code == 422


def test_the_use_cases_check_permissions_themselves(shopper):
    """S15: the page in front of them decides nothing."""
    nobody = make_user()
    with pytest.raises(PermissionDenied):
        adjust_points(
            member=shopper,
            points=5,
            reason="x",
            reference="x",
            actor=nobody,
            adjusted_at=timezone.now(),
        )
    with pytest.raises(PermissionDenied):
        extend_lots(
            member=shopper,
            lots=[1],
            until=timezone.localdate() + timedelta(days=999),
            reason="x",
            reference="x",
            actor=nobody,
            extended_at=timezone.now(),
        )
    with pytest.raises(PermissionDenied):
        publish_rule(
            actor=nobody, published_at=timezone.now(), based_on=1, expiry_months=1
        )
    assert not Entry.objects.exists()


def test_a_rule_is_previewed_and_then_published(client, manager):
    client.force_login(manager)
    url = reverse("staff:publish-rule")

    preview = client.get(url, a_rule())
    assert preview.status_code == 200
    assert preview.context["now"].earned == 64
    assert preview.context["then"].earned == 129
    assert policy.current_rule(at=timezone.now()).version == 1

    assert client.post(url, a_rule()).status_code == 302
    rule = policy.current_rule(at=timezone.now())
    assert (rule.version, rule.points_per_unit, rule.author) == (2, 2, manager)
    entry = Entry.objects.get(subject="rule:2")
    assert entry.before == {"points_per_unit": "1.00"}
    assert entry.after == {"points_per_unit": "2.00"}


def test_what_a_rule_says_can_be_typed_in_and_has_words_in_the_log(client, manager):
    """A new field of the rule that is forgotten anywhere is named here."""
    said = {field.name for field in policy.Rule._meta.concrete_fields}
    said -= {"version", "starts_at", "published_at", "author"}
    client.force_login(manager)
    page = client.get(reverse("staff:publish-rule")).text

    assert set(RuleForm.base_fields) - {"based_on"} == said
    assert [name for name in said if f'id="id_{name}' not in page] == []
    assert set(actions.find("points.publish-rule").facts) == said


def test_two_people_change_the_rule_at_once(client, manager):
    client.force_login(manager)
    url = reverse("staff:publish-rule")
    assert client.post(url, a_rule()).status_code == 302

    assert client.post(url, a_rule(points_per_unit="3.00")).status_code == 409
    assert policy.current_rule(at=timezone.now()).version == 2
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"points_per_unit": "-1"},
        {"points_per_unit": "1.005"},
        {"points_per_unit": "many"},
        {"points_per_unit": ""},
        {"rounding": "sideways"},
        {"excluded_labels": "no-such-category"},
        {"max_share_percent": "101"},
        {"expiry_months": "0"},
        {"min_points_per_order": "500", "max_points_per_order": "100"},
        {"points_per_unit_of_discount": "0"},
    ],
)
def test_odd_rules_are_refused(client, manager, changes):
    client.force_login(manager)
    url = reverse("staff:publish-rule")
    assert client.post(url, a_rule(**changes)).status_code == 422
    assert client.get(url, a_rule(**changes)).status_code == 422
    assert policy.current_rule(at=timezone.now()).version == 1
