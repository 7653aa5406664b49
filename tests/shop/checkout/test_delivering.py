"""Contact and delivery: who orders, and how it gets there."""

import pytest
from django.urls import reverse
from lxml import html
from oscar.apps.address.models import UserAddress

from shop.delivery.models import PickupPoint, Zone
from shop.forks.order.models import Order
from tests.factories import (
    make_country,
    make_member,
    make_point,
    make_zone,
)
from tests.shop.checkout.steps import decide, pick_up, place, quote, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["index", "review"])
def test_an_empty_basket_has_no_checkout(client, name):
    assert client.get(url(name))["Location"] == reverse("basket:summary")


def test_the_review_asks_for_the_address_first(shopper):
    assert shopper.get(url("review"))["Location"] == url("index")


def test_a_guest_is_led_to_the_review(shopper):
    response = decide(shopper)

    assert response["Location"] == url("review")
    page = shopper.get(url("review")).text
    assert "ada@example.com" in page
    assert "Marktstraße 1" in page
    assert "€44.90" in page
    assert "including VAT: €2.94 (7 %)" in page


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"email": "not an address"}, "valid email"),
        ({"email": ""}, "required"),
        ({"name": ""}, "required"),
        ({"postcode": "1"}, "not a postcode of Germany"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"delivery": "teleport"}, "choose how you want to receive it"),
        ({"delivery": ""}, "choose how you want to receive it"),
        ({"phone": "12"}, "phone number"),
        ({"line1": "x" * 300}, "at most 255"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(shopper, changes, complaint):
    response = decide(shopper, **changes)

    assert response.status_code == 422
    assert complaint in response.text
    assert shopper.get(url("review"))["Location"] == url("index")


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "only asked"])
def test_the_way_that_is_chosen_is_the_one_that_is_summed_up(shopper, sent):
    """Express that does not go there does not stay chosen beside another's price."""
    make_country("CN")
    make_zone(["CN"], standard="24.90")

    if sent:
        answer = decide(shopper, country="CN", postcode="200000", delivery="express")
        assert answer.status_code == 422
        assert "Please choose another way." in answer.text
    else:
        asked = {"country": "CN", "delivery": "express"}
        answer = shopper.get(url("summary"), asked)

    page = html.fromstring(answer.text)
    (chosen,) = page.xpath("//input[@name='delivery'][@checked]/@value")
    assert chosen == "standard"
    assert "Standard delivery" in page.get_element_by_id("summary").text_content()
    assert "€24.90" in page.get_element_by_id("charge-standard").text_content()
    about = page.get_element_by_id("about-standard").text_content()
    assert about == "How long it takes depends on the country."


def test_f10_a_place_without_postcodes_needs_none(shopper):
    """F10."""
    make_country("HK")
    make_zone(["HK"], standard="9.00")

    response = decide(shopper, country="HK", postcode="", city="九龙")

    assert response["Location"] == url("review")
    assert decide(shopper, postcode="").status_code == 422


def test_f10_what_is_typed_of_an_address_is_read(shopper):
    """F10: and an error says how it is written."""
    decide(shopper, postcode="Ｄ－10115\u200b", phone="030 901820 转 12")
    place(shopper)

    address = Order.objects.get().shipping_address
    assert address.postcode == "10115"
    assert address.phone_number.extension == "12"
    assert address.phone_number.as_e164 == "+4930901820"


def test_f10_an_error_says_how_a_postcode_is_written(shopper):
    """F10."""
    page = decide(shopper, postcode="SW1A 1AA").text

    assert "one is written like 12345." in page


def test_who_picks_up_needs_no_address(shopper):
    point = make_point("Corner shop", note="Ring the bell")
    pick_up(shopper, point)
    page = shopper.get(url("review")).text
    assert "Corner shop" in page
    assert "Mon–Fri 10:00–18:00" in page

    response = place(shopper, payment="on-delivery")

    order = Order.objects.get()
    assert response["Location"] == url("thank-you", order.number)
    assert order.shipping_address is None
    assert order.pickup.point == point
    assert "Ring the bell" in shopper.get(response["Location"]).text


@pytest.mark.parametrize("chosen", ["", "999", "x", "\0"])
def test_a_point_to_pick_up_must_be_chosen(shopper, chosen):
    make_point()

    response = decide(shopper, delivery="pickup", point=chosen)

    assert response.status_code == 422
    assert "choose where you pick it up" in response.text


def test_without_a_point_nothing_can_be_picked_up(shopper):
    make_point(is_active=False)

    assert 'value="pickup"' not in shopper.get(url("index")).text
    response = decide(shopper, delivery="pickup")
    assert response.status_code == 422
    assert "choose how you want to receive it" in response.text


def test_a_point_that_closed_meanwhile_leads_back(shopper):
    point = make_point()
    pick_up(shopper, point)
    seen = quote(shopper)
    PickupPoint.objects.update(is_active=False)

    response = place(shopper, quote=seen)

    assert response["Location"] == url("index")
    assert "takes no more orders" in shopper.get(url("index")).text
    assert shopper.get(url("review"))["Location"] == url("index")
    assert Order.objects.count() == 0


def test_the_summary_follows_the_delivery(shopper):
    page = shopper.get(url("summary"), {"delivery": "express"}).text

    assert "€49.90" in page
    assert 'id="bar-total"' in page
    assert "<html" not in page


def test_the_summary_follows_the_place(shopper):
    """What a way costs there, and where it does not go, before anything is sent."""
    make_country("FR")
    make_zone(["FR"], standard="12.00")

    page = shopper.get(
        url("summary"), {"delivery": "standard", "country": "FR", "postcode": "69001"}
    ).text

    assert "€52.00" in page
    assert "not to France" in page
    odd = {"delivery": "\0", "country": "\0", "saved": "\0"}
    assert shopper.get(url("summary"), odd).status_code == 200


def test_an_address_that_no_zone_serves_leads_on(shopper):
    Zone.objects.all().delete()
    make_zone(["FR"], standard="12.00")
    make_zone(["DE"], postcodes=["8"], standard="5.00")

    response = decide(shopper)

    assert response.status_code == 422
    assert "We do not deliver this order to your address in Germany" in response.text
    assert 'value="Marktstraße 1"' in response.text
    make_point()
    assert "or pick it up" in decide(shopper).text
    assert decide(shopper, postcode="80331", city="München").status_code == 302
    assert "€45.00" in shopper.get(url("review")).text


def test_a_way_that_does_not_go_there_leaves_the_others(shopper):
    make_zone(["DE"], standard="5.00")

    response = decide(shopper, delivery="express")

    assert response.status_code == 422
    assert "Express delivery does not take this order" in response.text
    assert decide(shopper, delivery="standard").status_code == 302


def test_a_zone_that_went_before_the_order_leads_back(shopper):
    decide(shopper)
    seen = quote(shopper)
    make_zone(["DE"], express="5.00")

    response = place(shopper, quote=seen)

    assert response["Location"] == url("index")
    assert "Nothing was ordered" in shopper.get(url("index")).text
    assert shopper.get(url("review"))["Location"] == url("index")
    assert Order.objects.count() == 0


def test_only_countries_with_a_zone_can_be_chosen(shopper):
    make_country("FR")
    Zone.objects.all().delete()
    make_zone(["FR"], standard="12.00")

    page = decide(shopper).text

    assert '<option value="FR"' in page
    assert '<option value="DE"' not in page
    assert "Select a valid choice" in page


def test_a_member_keeps_the_address_for_next_time(client, member):
    response = decide(client, keep="on")

    assert response["Location"] == url("review")
    kept = UserAddress.objects.get(user=member)
    assert (kept.name, kept.line4) == ("Ada Fischer", "Berlin")
    assert kept.is_default_for_shipping

    decide(client, saved=str(kept.pk), name="", line1="")
    assert "Marktstraße 1" in client.get(url("review")).text
    assert UserAddress.objects.count() == 1


def test_another_members_address_cannot_be_chosen(client, member):
    others = UserAddress.objects.create(
        user=make_member(), last_name="Secret", line1="Hidden 1", country_id="DE"
    )

    response = client.post(
        url("index"), {"delivery": "standard", "saved": str(others.pk)}
    )

    assert response.status_code == 422
    assert "Hidden 1" not in response.text
