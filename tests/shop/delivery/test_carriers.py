"""Who brings parcels: addresses and numbers as people write them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from shop.audit.models import Entry
from shop.delivery import carriers, parcels
from shop.delivery.models import Carrier, Parcel
from tests.factories import (
    NOW,
    make_basket,
    make_carrier,
    make_product,
    make_staff,
    place,
)

ADDRESS = "https://pigeon.example/follow?parcel={number}"


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        "https://pigeon.example/{number}",
        "https://pigeon.example/{number}/where?lang=de",
        "https://www.pigeon.example:8443/follow#{number}",
    ],
)
def test_an_address_has_its_number_behind_the_host(address):
    assert carriers.read_address(f"  {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://pigeon.example/follow",
        "http://pigeon.example/{number}",
        "//pigeon.example/{number}",
        "javascript:alert({number})",
        "https://{number}.example/",
        "https://pigeon.example{number}",
        "https://pigeon.example:{number}/",
        "https://{number}",
        "https://shop@pigeon.example/{number}",
        "https://pigeon/{number}",
        "https://pigeon.example/{number}/{number}",
        "https://pigeon.example/{other}/{number}",
        "https://pigeon.example/{number} now",
        "https://pigeon.example/\x00{number}",
        "https://[pigeon.example/{number}",
        'https://pigeon.example/"{number}',
    ],
)
def test_other_addresses_are_refused(address):
    with pytest.raises(carriers.BadAddress):
        carriers.read_address(address)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("  \n", ""),
        ("RR123456785DE", "RR123456785DE"),
        (" RR 123 456 785 DE\t", "RR123456785DE"),
        ("ＳＦ１２３４５", "SF12345"),
        ("12-34.56/7", "12-34.56/7"),
        ("a" * 40, "a" * 40),
    ],
)
def test_a_number_is_read_as_it_is_printed(typed, number):
    assert parcels.read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["123", "a" * 41, "-1234", "12\x0034", "12\x0734", "<b>12", "12&34", "编号12345"],
)
def test_other_numbers_are_refused(typed):
    with pytest.raises(parcels.BadNumber):
        parcels.read_number(typed)


def test_a_number_is_only_ever_a_part_of_its_address():
    carrier = Carrier(follow_address="https://pigeon.example/{number}/where")

    def followed(number):
        return parcels.followed_at(Parcel(carrier=carrier, number=number))

    assert followed("AB/12.3") == "https://pigeon.example/AB%2F12.3/where"
    assert followed("") == ""
    assert parcels.followed_at(None) == ""


def change(actor, carrier=None, **facts):
    facts = {
        "name": "Pigeon Post",
        "follow_address": ADDRESS,
        "is_active": True,
    } | facts
    return carriers.change_carrier(
        carrier_id=carrier and carrier.pk,
        seen=carriers.fingerprint(carrier),
        actor=actor,
        changed_at=NOW,
        **facts,
    )


@pytest.fixture
def manager(db):
    return make_staff("delivery.change_zone")


def test_s19_what_changes_is_logged(manager):
    """S19."""
    carrier = change(manager)
    carrier = change(manager, carrier, is_active=False)

    assert list(carriers.offered()) == []
    first, second = Entry.objects.order_by("pk")
    assert (first.subject, first.before) == (f"carrier:{carrier.pk}", {})
    assert first.after["follow_address"] == ADDRESS
    assert (second.before, second.after) == ({"is_active": True}, {"is_active": False})


def test_nothing_wrong_is_kept(manager):
    kept = change(manager)
    other = change(manager, name="Sparrow")

    with pytest.raises(carriers.NameTaken):
        change(manager, other, name=kept.name)
    with pytest.raises(carriers.BadAddress):
        change(manager, kept, follow_address="http://pigeon.example/{number}")
    with pytest.raises(PermissionDenied):
        change(make_staff("delivery.view_zone"), kept)

    assert carriers.state(Carrier.objects.get(pk=kept.pk)) == carriers.state(kept)
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_the_database_keeps_only_what_can_be_followed():
    carrier = make_carrier()
    order = place(make_basket([(make_product(), 1)]))
    for address in ("http://pigeon.example/{number}", "https://pigeon.example/"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Carrier.objects.update(follow_address=address)
    for number in ("12", "12 34", "<b>12"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Parcel.objects.create(order=order, carrier=carrier, number=number)
    Parcel.objects.create(order=order, carrier=carrier, number="")
    with pytest.raises(ProtectedError):
        carrier.delete()
