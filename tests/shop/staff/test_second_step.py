"""F27: no page of staff opens for who has not shown a second factor."""

import subprocess
import sys

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from shop.embedded.fingerprints import ROOT
from shop.identity import roles
from shop.staff.shell.second_factor import OF_STAFF
from shop.users.models import User
from tests.addresses import addresses
from tests.factories import make_user
from tests.second_factors import signed_in_with_it, with_an_app
from tests.shop.account.addresses import url
from tests.shop.staff.conftest import make_staff_in
from tests.shop.staff.test_access import TABLE

pytestmark = pytest.mark.django_db
# What addresses ask for; their pages are never reached.
SAMPLES = {"IntConverter": 1, "NumberConverter": "AAAAA-AAAAA"}
OTHER_DOORS = {"admin:login", "admin:password_change"}
OTHERS = {"admin:app_list": {"app_label": "loyalty"}}


@pytest.fixture
def nobody_is_excused(settings):
    settings.SECOND_FACTOR_GRACE = ()


def of_staff():
    """Every address of our pages, of Oscar's dashboards and of the admin."""
    for each in addresses():
        # Closed to everybody: our own stand before these.
        if each.name.partition(":")[0] not in OF_STAFF or each.name in OTHER_DOORS:
            continue
        if not each.pattern.name:
            continue
        kwargs = {
            argument: SAMPLES.get(type(converter).__name__, "x")
            for argument, converter in each.pattern.pattern.converters.items()
        }
        yield each.name, reverse(each.name, kwargs=kwargs | OTHERS.get(each.name, {}))


def test_every_address_of_staff_refuses_without_it(nobody_is_excused, client):
    """F27: read or sent, whatever one's role."""
    person = make_staff_in(roles.MANAGER)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    client.force_login(person)
    reached, names = [], set()
    for name, address in of_staff():
        names.add(name)
        for answer in (client.get(address), client.post(address)):
            leads_on = answer.status_code == 302 and answer["Location"].startswith(
                url("add-app")
            )
            if not leads_on:
                reached.append((name, answer.status_code))

    assert reached == []
    assert {f"staff:{name}" for name, _method in TABLE} <= names
    assert {"admin:index", "dashboard:catalogue-product-list"} <= names


@pytest.mark.parametrize("name", ["staff:today", "admin:index", "dashboard:index"])
def test_it_opens_for_who_has_shown_it(nobody_is_excused, client, name):
    """F27: the positive control of the test above."""
    person = with_an_app(make_staff_in(roles.MANAGER))
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    signed_in_with_it(client, person)

    assert client.get(reverse(name), follow=True).status_code == 200


def test_who_has_one_is_asked_for_it(client):
    """F27: among those who are excused too."""
    client.force_login(with_an_app(make_staff_in(roles.MANAGER)))

    assert client.get(reverse("staff:today"))["Location"] == url("second-step")


def test_a_permission_without_the_desk_counts_too(nobody_is_excused, client):
    """Oscar's dashboards open for who may see a partner's, on the staff or not."""
    partner = make_user()
    partner.user_permissions.add(Permission.objects.get(codename="dashboard_access"))
    client.force_login(partner)
    page = client.get(reverse("dashboard:catalogue-product-list"))

    assert page["Location"].startswith(url("add-app"))


def test_shoppers_are_told_as_before(nobody_is_excused, client, shopper):
    client.force_login(shopper)

    assert client.get(reverse("staff:today")).status_code == 403


def test_the_demo_says_what_it_does_without(client):
    """F27"""
    client.force_login(make_staff_in(roles.MANAGER))
    User.objects.update(is_superuser=True)
    for name in ("staff:today", "admin:index", "dashboard:catalogue-product-list"):
        page = client.get(reverse(name)).text
        assert "An account of the demo: it works here by its password alone." in page
    person = with_an_app(make_staff_in(roles.MANAGER))
    signed_in_with_it(client, person)
    assert "An account of the demo" not in client.get(reverse("staff:today")).text


@pytest.mark.parametrize(
    ("surroundings", "excused"),
    [
        ({}, "()"),
        ({"DEMO": "1"}, "('demo.example',)"),
        ({"DEMO": "1", "SITE_URL": "https://shop.example"}, "()"),
        ({"SECOND_FACTOR_GRACE": "demo.example"}, "()"),
    ],
)
def test_only_a_demo_that_is_not_public_excuses_anybody(
    surroundings, excused, tmp_path
):
    """F27: no shop gets there by accident, nor by a setting."""
    ask = "from shop.settings import people; print(people.SECOND_FACTOR_GRACE)"
    said = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "PATH": ""} | surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == excused


def test_the_list_of_colleagues_says_who_has_one(nobody_is_excused, client):
    manager = with_an_app(make_staff_in(roles.MANAGER))
    make_staff_in(roles.ACCOUNTANT)
    signed_in_with_it(client, manager)

    page = client.get(reverse("staff:colleagues")).text

    assert (page.count(">Yes<"), page.count(">No<")) == (1, 1)
