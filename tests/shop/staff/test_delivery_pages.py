"""What staff change about delivery: zones, prices, methods."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shop.audit.models import Entry
from shop.delivery import changing, tariffs
from shop.delivery.changing import Price
from shop.delivery.models import Band, Method, Zone
from tests.factories import make_country, make_staff, make_zone
from tests.shop.staff.filling import a_zone, send


@pytest.fixture(autouse=True)
def places(db):
    for code in ("DE", "FR", "IT"):
        make_country(code)


@pytest.fixture
def everywhere():
    return Zone.objects.get()


def url(name, *args):
    return reverse(f"staff:{name}", args=args)


def change(client, zone, *rows, **fields):
    sent = a_zone(*rows, seen=changing.fingerprint(zone), **fields)
    return client.post(url("zone", zone.pk), sent)


def test_a_page_sent_as_it_stands_changes_nothing(managing, everywhere):
    before = changing.state(everywhere)

    assert send(managing, url("zone", everywhere.pk)).status_code == 302

    everywhere.refresh_from_db()
    assert changing.state(everywhere) == before
    assert Entry.objects.get().after == {}


def test_a_new_zone_holds_at_once_and_is_logged(managing, manager):
    page = managing.post(
        url("new-zone"),
        a_zone(
            {"price": "7.00", "up_to_grams": "2000", "free_from": "80.00"},
            {"price": "12.00", "goods_from": "20.00"},
            name_en="Neighbours",
            countries=["FR", "IT"],
            seen="new",
        ),
        follow=True,
    )

    assert "Neighbours" in page.text
    assert "up to 2 kg" in page.text
    zone = Zone.objects.get(countries=["FR", "IT"])
    entry = Entry.objects.get()
    assert (entry.actor, entry.action) == (manager, "delivery.change-zone")
    assert (entry.subject, entry.before) == (f"zone:{zone.pk}", {})
    assert entry.after["prices"] == [
        "standard: 7.00 (≤ 2000 g, 0.00 ≥ 80.00)",
        "standard: 12.00 (≥ 20.00)",
    ]
    france = tariffs.Destination(country="FR")
    light = (
        tariffs.current().way("standard", to=france).charge(goods=Decimal(5), grams=10)
    )
    assert light == Decimal("7.00")


def test_s19_the_log_says_what_a_price_was(managing, everywhere):
    """S19."""
    change(managing, everywhere, {"price": "3.50"})

    entry = Entry.objects.get()
    assert entry.before["prices"] == [
        "standard: 4.90 (0.00 ≥ 49.00)",
        "express: 9.90",
    ]
    assert entry.after == {"prices": ["standard: 3.50"], "name_zh_hans": None}
    page = managing.get(url("log")).text
    assert "Delivery zone changed" in page
    assert "standard: 3.50" in page


@pytest.mark.parametrize(
    ("rows", "fields", "complaint"),
    [
        ([{"price": "-1"}], {}, "greater than or equal to 0"),
        ([{"price": "x"}], {}, "Enter a number"),
        ([{"price": ""}], {"form-0-up_to_grams": "5"}, "This field is required"),
        ([{"price": "1", "up_to_grams": "0"}], {}, "greater than or equal to 1"),
        ([{"price": "1"}, {"price": "2"}], {}, "Two rows have the same"),
        ([{"price": "1", "DELETE": "on"}], {}, "at least one price"),
        ([{"price": "x", "DELETE": "on"}], {}, "at least one price"),
        ([{"price": "1"}], {"name_en": ""}, "This field is required"),
        ([{"price": "1"}], {"countries": ["XX"]}, "not one of the available"),
        ([{"price": "1"}], {"postcodes": "27498"}, "choose one"),
        (
            [{"price": "1"}],
            {"countries": ["DE"], "postcodes": "x" * 20},
            "comma between two",
        ),
        ([{"price": "1", "method": "999"}], {}, "not one of the available"),
        ([{"price": "1"}], {"form-TOTAL_FORMS": "x"}, "at least one price"),
        ([{"price": "1"}], {"form-TOTAL_FORMS": "0"}, "at least one price"),
        ([{"price": "1"}], {"form-TOTAL_FORMS": "-1"}, "at least one price"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    managing, everywhere, rows, fields, complaint
):
    before = changing.state(everywhere)

    page = change(managing, everywhere, *rows, **fields)

    assert page.status_code == 422
    assert complaint in page.text
    assert changing.state(Zone.objects.get()) == before
    assert not Entry.objects.exists()


def test_a_change_of_something_older_is_refused(managing, everywhere):
    seen = changing.fingerprint(everywhere)
    Band.objects.filter(method__code="express").update(price="8.90")

    page = managing.post(url("zone", everywhere.pk), a_zone(seen=seen))
    gone = managing.post(url("remove-zone", everywhere.pk), {"seen": seen})

    assert (page.status_code, gone.status_code) == (409, 409)
    assert "Somebody changed this meanwhile" in page.text
    assert Band.objects.filter(price="8.90").exists()


@pytest.mark.parametrize(
    ("countries", "postcodes", "status"),
    [
        (["DE"], "", 409),
        (["DE", "FR"], "", 409),
        (["DE"], "10", 302),
        (["IT"], "27498", 409),
        (["IT"], "27499", 302),
        ([], "", 409),
        (["FR"], "", 302),
    ],
)
def test_an_address_belongs_to_one_zone(managing, countries, postcodes, status):
    make_zone(["DE"], standard="4.00")
    make_zone(["IT"], postcodes=["27498"], standard="9.00")

    page = managing.post(
        url("new-zone"), a_zone(countries=countries, postcodes=postcodes, seen="new")
    )

    assert page.status_code == status
    assert Zone.objects.count() == 3 + (status == 302)


def test_a_zone_goes_and_the_log_keeps_it(managing, everywhere):
    managing.post(
        url("remove-zone", everywhere.pk), {"seen": changing.fingerprint(everywhere)}
    )

    assert not Zone.objects.exists()
    entry = Entry.objects.get()
    assert entry.action == "delivery.remove-zone"
    assert len(entry.before["prices"]) == 2
    assert "shoppers can only pick up" in managing.get(url("delivery")).text


def test_a_method_is_made_and_renamed(managing):
    send(
        managing,
        url("new-method"),
        name_en="By bicycle",
        name_zh_hans="自行车配送",
        position="5",
    )
    method = Method.objects.get(code="by-bicycle")
    send(managing, url("method", method.pk), name_en="By cargo bike")

    method.refresh_from_db()
    assert (method.code, method.name_en) == ("by-bicycle", "By cargo bike")
    assert Entry.objects.first().before == {"name_en": "By bicycle"}


@pytest.mark.parametrize("name", ["Standard", "Pickup"])
def test_two_methods_never_share_a_code(managing, name):
    page = managing.post(
        url("new-method"), {"name_en": name, "position": "1", "seen": "new"}
    )

    assert page.status_code == 409
    assert "of this name already" in page.text
    assert Method.objects.count() == 2


def test_s15_only_who_may_change_zones_does(everywhere):
    """S15."""
    at = timezone.now() + timedelta(days=1)
    viewer = make_staff("delivery.view_zone", "delivery.change_band")
    seen = changing.fingerprint(everywhere)

    with pytest.raises(PermissionDenied):
        changing.change_zone(
            zone_id=everywhere.pk,
            texts={"name_en": "Mine"},
            countries=[],
            postcodes=[],
            prices=[Price(method_id=1, price=Decimal(0))],
            seen=seen,
            actor=viewer,
            changed_at=at,
        )
    with pytest.raises(PermissionDenied):
        changing.remove_zone(
            zone_id=everywhere.pk, seen=seen, actor=viewer, removed_at=at
        )
    with pytest.raises(PermissionDenied):
        changing.change_method(
            method_id=None,
            texts={},
            position=1,
            seen="new",
            actor=viewer,
            changed_at=at,
        )
