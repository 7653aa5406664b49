"""The account: details, addresses, and whose they are."""

import pytest
from django.utils import timezone
from oscar.apps.address.models import UserAddress

from shop.identity import changing
from tests.factories import (
    PASSWORD,
    make_country,
    make_member,
    make_user,
)
from tests.hearing import outbox
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another sunny day"
ADDRESS = {
    "name": "Mei Lin",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.mark.parametrize(
    "name",
    ["summary", "order-list", "address-list", "address-create", "profile-view"],
)
def test_an_account_is_for_who_is_signed_in(client, name):
    response = client.get(url(name))

    assert response["Location"] == f"{url('login')}?next={url(name)}"


def test_details_and_language_are_kept(signed_in, mei):
    signed_in.post(url("profile-update"), {"name": "Mei", "language": "zh-hans"})

    mei.refresh_from_db()
    assert (mei.get_full_name(), mei.language) == ("Mei", "zh-hans")


def test_an_unknown_language_is_refused(signed_in, mei):
    response = signed_in.post(url("profile-update"), {"name": "M", "language": "xx"})

    assert response.status_code == 422
    mei.refresh_from_db()
    assert mei.language == "en"


def test_a_new_address_needs_the_password(signed_in, mei):
    """S08: an open browser alone cannot take the account over."""
    response = signed_in.post(
        url("change-email"), {"email": "thief@example.com", "password": "guess"}
    )

    assert response.status_code == 422
    assert not outbox().exists()


def test_a_new_address_holds_once_its_link_is_used(signed_in, mei):
    signed_in.post(
        url("change-email"), {"email": "M2@example.com", "password": PASSWORD}
    )
    mail = outbox().get(kind="confirm-email")
    assert mail.recipient == "m2@example.com"
    link = url("confirm-email", mail.context["token"])

    assert signed_in.get(link).status_code == 200
    mei.refresh_from_db()
    assert mei.email == "mei@example.com"

    signed_in.post(link)
    mei.refresh_from_db()
    assert mei.email == "m2@example.com"
    assert outbox().get(kind="email-changed").recipient == "mei@example.com"
    assert signed_in.post(link).status_code == 410


def test_a_taken_address_gets_the_same_answer(signed_in, mei):
    """S13: changing to somebody's address says nothing about them."""
    other = make_member(email="noah@example.com")

    response = signed_in.post(
        url("change-email"), {"email": "Noah@example.com", "password": PASSWORD}
    )

    assert response["Location"] == url("profile-view")
    assert outbox().get().kind == "account-exists"
    assert outbox().get().recipient == other.email


def test_another_members_link_is_refused(client, mei):
    changing.ask_for_email(
        user=mei, email="new@example.com", language="en", asked_at=timezone.now()
    )
    token = outbox().get().context["token"]
    client.force_login(make_member())

    assert client.post(url("confirm-email", token)).status_code == 410
    assert client.post(url("confirm-email", "forged")).status_code == 410


def test_a_new_password_needs_the_old_one(signed_in, mei):
    refused = signed_in.post(
        url("change-password"), {"password": "guess", "new_password": NEW_PASSWORD}
    )
    accepted = signed_in.post(
        url("change-password"), {"password": PASSWORD, "new_password": NEW_PASSWORD}
    )

    assert (refused.status_code, accepted.status_code) == (422, 302)
    mei.refresh_from_db()
    assert mei.check_password(NEW_PASSWORD)
    assert outbox().get().kind == "password-changed"
    assert signed_in.get(url("summary")).status_code == 200


def test_addresses_are_kept_changed_and_deleted(signed_in, mei):
    make_country("DE")
    signed_in.post(url("address-create"), ADDRESS | {"phone": "030 901820"})
    signed_in.post(url("address-create"), ADDRESS)
    kept = UserAddress.objects.get()
    assert kept.is_default_for_shipping

    signed_in.post(url("address-detail", kept.pk), ADDRESS | {"city": "Potsdam"})
    kept.refresh_from_db()
    assert kept.line4 == "Potsdam"
    assert "Potsdam" in signed_in.get(url("address-list")).text

    signed_in.post(url("address-delete", kept.pk))
    assert not UserAddress.objects.exists()


def test_the_first_choice_can_be_changed(signed_in, mei):
    make_country("DE")
    for city in ("Berlin", "Potsdam"):
        signed_in.post(url("address-create"), ADDRESS | {"city": city})
    second = UserAddress.objects.get(line4="Potsdam")

    signed_in.post(url("address-change-default", second.pk))

    assert UserAddress.objects.get(is_default_for_shipping=True) == second


@pytest.mark.parametrize(
    "name", ["address-detail", "address-delete", "address-change-default"]
)
def test_another_members_address_does_not_exist(signed_in, name):
    make_country("DE")
    others = UserAddress.objects.create(
        user=make_member(), last_name="X", line1="Y 1", line4="Z", country_id="DE"
    )

    assert signed_in.post(url(name, others.pk), ADDRESS).status_code == 404
    others.refresh_from_db()
    assert others.line1 == "Y 1"


def test_staff_without_points_have_an_account_too(client):
    client.force_login(make_user())

    assert client.get(url("summary")).status_code == 200
