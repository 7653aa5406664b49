"""Members, adjustments and the base rule."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from loyalty import policy, queries
from shop.audit.models import Entry
from shop.staff import roles
from shop.staff.adjusting import adjust_points
from shop.staff.publishing import publish_rule
from tests.factories import make_member, make_user
from tests.shop.staff.test_access import a_rule


@pytest.fixture
def loyalty_desk(client, staff_with):
    client.force_login(staff_with(roles.LOYALTY_DESK))
    return client


def available(member):
    return queries.balance(member=member, at=timezone.now()).available


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
    with django_assert_max_num_queries(8):
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
    for name in ("staff:member", "staff:adjust"):
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


def test_nobody_is_adjusted_below_zero(loyalty_desk, shopper):
    response = adjustment(loyalty_desk, shopper, direction="remove", points="5001")
    assert response.status_code == 409
    assert available(shopper) == 5000
    assert not Entry.objects.exists()


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
