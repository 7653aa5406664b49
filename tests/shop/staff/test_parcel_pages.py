"""Carriers on the page "Delivery", and the parcel of an order from desk to shopper."""

import pytest
from django.urls import reverse

from shop.audit.models import Entry
from shop.delivery import carriers
from shop.delivery.models import Carrier, Parcel
from shop.identity import roles
from shop.orders.paying import confirming
from tests.factories import make_carrier, make_order_desk
from tests.shop.staff.filling import a_carrier, errors, send

NUMBER = "RR123456785DE"
FOLLOWED_AT = f"https://pigeon.example/follow?parcel={NUMBER}"


def url(name, *args):
    return reverse(f"staff:{name}", args=args)


@pytest.fixture
def desk(client, staff_with):
    client.force_login(staff_with(roles.ORDER_DESK))
    return client


@pytest.fixture
def paid(order):
    confirming.mark_paid(
        number=order.number, actor=make_order_desk(), at=order.date_placed
    )
    return order


@pytest.fixture
def carrier(db):
    return make_carrier()


# -- Carriers ----------------------------------------------------------------------


def test_a_carrier_is_taken_on_changed_and_logged(managing):
    page = managing.post(url("new-carrier"), a_carrier(seen="new"), follow=True)
    assert "Pigeon Post" in page.text
    carrier = Carrier.objects.get()

    assert send(managing, url("carrier", carrier.pk)).status_code == 302
    assert Entry.objects.latest("pk").after == {}
    send(managing, url("carrier", carrier.pk), name="Swift Post")
    assert "Swift Post" in managing.get(url("delivery")).text
    assert "Carrier changed" in managing.get(url("log")).text


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"follow_address": "https://pigeon.example/"}, "follow_address"),
        ({"follow_address": "http://pigeon.example/{number}"}, "follow_address"),
        ({"follow_address": f"https://pigeon.example/{'x' * 300}"}, "follow_address"),
        ({"name": "Pigeon Post"}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(managing, carrier, fields, named):
    page = managing.post(
        url("new-carrier"), a_carrier(name="Sparrow", seen="new") | fields
    )

    assert page.status_code in (409, 422)
    assert list(errors(page)) == [named]
    assert Carrier.objects.count() == 1


def test_a_change_of_something_older_is_refused(managing, carrier):
    seen = carriers.fingerprint(carrier)
    Carrier.objects.update(name="Changed")

    page = managing.post(url("carrier", carrier.pk), a_carrier(seen=seen))

    assert page.status_code == 409
    assert Carrier.objects.get().name == "Changed"


# -- Parcels -----------------------------------------------------------------------


def test_a_parcel_is_followed_from_every_page_of_its_order(desk, paid, carrier):
    sheet = desk.get(url("order", paid.number)).text
    assert 'name="tracking_number"' in sheet

    page = desk.post(
        url("mark-shipped", paid.number),
        {"carrier": carrier.pk, "tracking_number": f" {NUMBER} "},
        follow=True,
    )
    assert FOLLOWED_AT in page.text
    assert url("parcel", paid.number) in page.text

    desk.force_login(paid.user)
    shown = desk.get(reverse("customer:order", args=[paid.number])).text
    assert f'href="{FOLLOWED_AT}"' in shown
    assert f'<code class="parcel-number">{NUMBER}</code>' in shown
    assert "Pigeon Post brings your parcel." in shown


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ({"tracking_number": NUMBER}, "carrier"),
        ({"carrier": "999"}, "carrier"),
        ({"carrier": "x", "tracking_number": NUMBER}, "carrier"),
        ({"carrier": "", "tracking_number": "12"}, "tracking_number"),
        ({"carrier": "", "tracking_number": "12\x0034"}, "tracking_number"),
        ({"carrier": "", "tracking_number": "9" * 90}, "tracking_number"),
    ],
)
def test_a_slip_of_the_pen_sends_nothing_and_is_shown_again(
    desk, paid, carrier, typed, named
):
    page = desk.post(url("mark-shipped", paid.number), typed)

    assert page.status_code == 422
    assert list(errors(page)) == [named]
    assert typed.get("tracking_number", "").replace("\x00", "") in page.text.replace(
        "\x00", ""
    )
    paid.refresh_from_db()
    assert paid.status == "confirmed"
    assert not Parcel.objects.exists()


def test_a_carrier_that_brings_no_new_parcels_is_not_offered(desk, paid, carrier):
    Carrier.objects.update(is_active=False)

    assert "tracking_number" not in desk.get(url("order", paid.number)).text
    page = desk.post(url("mark-shipped", paid.number), {"carrier": carrier.pk})
    assert page.status_code == 422


def test_pressing_twice_sends_once_and_is_no_error(desk, paid, carrier):
    typed = {"carrier": carrier.pk, "tracking_number": NUMBER}
    for _attempt in range(2):
        assert desk.post(url("mark-shipped", paid.number), typed).status_code == 302
    assert Entry.objects.filter(action="order.mark-shipped").count() == 1


def test_who_comes_second_keeps_what_was_typed(desk, paid, carrier):
    desk.post(url("mark-shipped", paid.number))

    page = desk.post(
        url("mark-shipped", paid.number),
        {"carrier": carrier.pk, "tracking_number": NUMBER},
    )
    assert page.status_code == 409
    assert f'value="{NUMBER}"' in page.text
    assert f'action="{url("parcel", paid.number)}"' in page.text
    assert not Parcel.objects.exists()

    again = {"carrier": carrier.pk, "tracking_number": NUMBER}
    assert desk.post(url("parcel", paid.number), again).status_code == 302
    assert Parcel.objects.get().number == NUMBER


def test_who_comes_second_sees_what_the_first_said(desk, paid, carrier):
    first, second = (
        {"carrier": carrier.pk, "tracking_number": number}
        for number in (NUMBER, "RR999999999DE")
    )
    desk.post(url("mark-shipped", paid.number), first)

    page = desk.post(url("mark-shipped", paid.number), second)

    assert page.status_code == 409
    assert f"{carrier.name} · <code>{NUMBER}</code>" in page.text


def test_a_correction_starts_from_what_is_known(desk, paid, carrier):
    desk.post(
        url("mark-shipped", paid.number),
        {"carrier": carrier.pk, "tracking_number": NUMBER},
    )
    Carrier.objects.update(is_active=False)

    changed = send(
        desk,
        url("parcel", paid.number),
        tracking_number="RR999999999DE",
        seen=f"{carrier.pk}/{NUMBER}",
    )

    assert changed.status_code == 302
    assert Parcel.objects.get().number == "RR999999999DE"
    assert "Whose number" in send(desk, url("parcel", paid.number), carrier="").text


def test_of_two_corrections_the_second_is_shown_the_first(desk, paid, carrier):
    desk.post(url("mark-shipped", paid.number))
    page = url("parcel", paid.number)
    opened = {"carrier": carrier.pk, "seen": ""}
    desk.post(page, opened | {"tracking_number": NUMBER})

    second = opened | {"tracking_number": "RR999999999DE"}
    shown = desk.post(page, second)

    assert shown.status_code == 409
    assert f"{carrier.name} · <code>{NUMBER}</code>" in shown.text
    assert 'value="RR999999999DE"' in shown.text
    seen = f"{carrier.pk}/{NUMBER}"
    assert f'name="seen" value="{seen}"' in shown.text
    assert Parcel.objects.get().number == NUMBER
    assert desk.post(page, second | {"seen": seen}).status_code == 302
    assert Parcel.objects.get().number == "RR999999999DE"


def test_what_has_arrived_is_not_corrected_but_still_followed(desk, delivered, carrier):
    Parcel.objects.create(order=delivered, carrier=carrier, number=NUMBER)
    assert desk.get(url("parcel", delivered.number)).status_code == 200

    typed = {"carrier": carrier.pk, "tracking_number": "RR999999999DE"}
    assert desk.post(url("parcel", delivered.number), typed).status_code == 409
    assert Parcel.objects.get().number == NUMBER

    desk.force_login(delivered.user)
    shown = desk.get(reverse("customer:order", args=[delivered.number])).text
    assert f'href="{FOLLOWED_AT}"' in shown


def test_an_order_without_a_parcel_says_nothing_of_one(desk, paid):
    desk.post(url("mark-shipped", paid.number))
    assert "Nobody has said who brings it" in desk.get(url("order", paid.number)).text

    desk.force_login(paid.user)
    shown = desk.get(reverse("customer:order", args=[paid.number])).text
    assert "parcel-number" not in shown
