"""Sign-in, registration, the account: whose is whose, and who learns what."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.apps.address.models import UserAddress

from loyalty import queries
from shop.forks.order.models import Order
from shop.members import changing
from shop.members.templatetags.members import password_link
from shop.orders import progress, returning
from shop.outbox.models import Message
from shop.users.models import User
from tests.factories import (
    PASSWORD,
    make_basket,
    make_country,
    make_member,
    make_order_desk,
    make_product,
    make_user,
    place,
)

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another sunny day"
ADDRESS = {
    "name": "Mei Lin",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def url(name: str, *args) -> str:
    return reverse(f"customer:{name}", args=args)


@pytest.fixture
def mei():
    return make_member(email="mei@example.com", last_name="Mei Lin")


@pytest.fixture
def signed_in(client, mei):
    client.force_login(mei)
    return client


def sign_in(client, email="mei@example.com", password=PASSWORD, **more):
    return client.post(url("login"), {"username": email, "password": password} | more)


def register(client, email: str):
    return client.post(
        url("register"), {"name": "Noah", "email": email, "password": PASSWORD}
    )


# -- Sign in and out ---------------------------------------------------------------


def test_signing_in_rotates_the_session(client, mei):
    client.post(reverse("basket:add"), {"product_id": make_product().pk, "quantity": 1})
    client.post(url("order-find"), {"number": "X", "email": "a@example.com"})
    before = client.session.session_key

    response = sign_in(client, "MEI@Example.com")

    assert response["Location"] == url("summary")
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("mei@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("not an address", PASSWORD),
        ("", ""),
    ],
)
def test_a_wrong_sign_in_does_not_say_what_was_wrong(client, mei, email, password):
    response = sign_in(client, email, password)

    assert response.status_code == 422
    assert "_auth_user_id" not in client.session


def test_known_and_unknown_addresses_fail_alike(client, mei):
    texts = [
        sign_in(client, email, "wrong").text
        for email in ("mei@example.com", "nobody@example.com")
    ]

    complaint = "E-mail and password do not match. Please try again."
    assert [complaint in text for text in texts] == [True, True]


def test_guessing_passwords_ends_soon(client, mei):
    for _attempt in range(10):
        sign_in(client, password="wrong")

    assert sign_in(client).status_code == 429
    cache.clear()
    assert sign_in(client).status_code == 302


def test_signing_in_leads_to_no_other_site(client, mei):
    assert sign_in(client, next="//evil.example/")["Location"] == url("summary")


def test_signing_out_takes_a_form(signed_in):
    assert signed_in.get(url("logout")).status_code == 405
    assert signed_in.post(url("logout")).status_code == 302
    assert "_auth_user_id" not in signed_in.session


# -- Register -----------------------------------------------------------------------


def test_registering_makes_a_member_and_a_mail(client):
    response = client.post(
        "/zh-hans/account/register/",
        {"name": "Noah", "email": "Noah@Example.com", "password": PASSWORD},
    )

    noah = User.objects.get()
    assert response["Location"] == "/zh-hans/account/sign-in/"
    assert (noah.email, noah.language) == ("noah@example.com", "zh-hans")
    assert queries.is_member(noah)
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient, mail.language) == (
        "welcome",
        "noah@example.com",
        "zh-hans",
    )
    assert sign_in(client, "noah@example.com").status_code == 302


def test_a_known_address_gets_the_same_answer(mei):
    """S13: page, status and session say nothing; only the owner's mail does."""
    answers = []
    for email in ("new@example.com", "MEI@example.com"):
        client = Client()
        response = register(client, email)
        page = client.get(response["Location"])
        text = page.text.replace(email.lower(), "@")
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
        answers.append((response.status_code, response["Location"], text))

    assert answers[0] == answers[1]
    assert User.objects.filter(email__iexact="mei@example.com").count() == 1
    assert Message.objects.get(kind="account-exists").recipient == mei.email
    mei.refresh_from_db()
    assert mei.check_password(PASSWORD)


def test_owners_are_told_once_an_hour(client, mei):
    for _attempt in range(3):
        register(client, "mei@example.com")

    assert Message.objects.filter(kind="account-exists").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "short"},
        {"password": "1234567890123"},
        {"email": "x"},
        {"name": ""},
    ],
)
def test_a_bad_registration_makes_nobody(client, changes):
    sent = {"name": "Noah", "email": "n@example.com", "password": PASSWORD} | changes

    assert client.post(url("register"), sent).status_code == 422
    assert not User.objects.exists()


# -- Forgotten passwords -----------------------------------------------------------


def test_a_forgotten_password_is_answered_alike(client, mei):
    pages = [
        client.post(reverse("password-reset"), {"email": email})
        for email in ("mei@example.com", "nobody@example.com")
    ]

    assert [page.status_code for page in pages] == [200, 200]
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient) == ("password-reset", mei.email)
    assert "token" not in mail.context


def test_the_link_sets_a_password_once(client, mei):
    link = password_link(mei.pk)
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    sent = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}

    assert client.post(form, sent)["Location"] == url("login")
    assert sign_in(client, password=NEW_PASSWORD).status_code == 302
    assert Client().get(link).status_code == 410


def test_a_forged_link_is_refused(client, mei):
    response = client.get(reverse("password-reset-confirm", args=["MQ", "no-token"]))

    assert response.status_code == 410
    assert "no longer good" in response.text


# -- Details ------------------------------------------------------------------------


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
    assert not Message.objects.exists()


def test_a_new_address_holds_once_its_link_is_used(signed_in, mei):
    signed_in.post(
        url("change-email"), {"email": "M2@example.com", "password": PASSWORD}
    )
    mail = Message.objects.get(kind="confirm-email")
    assert mail.recipient == "m2@example.com"
    link = url("confirm-email", mail.context["token"])

    assert signed_in.get(link).status_code == 200
    mei.refresh_from_db()
    assert mei.email == "mei@example.com"

    signed_in.post(link)
    mei.refresh_from_db()
    assert mei.email == "m2@example.com"
    assert Message.objects.get(kind="email-changed").recipient == "mei@example.com"
    assert signed_in.post(link).status_code == 410


def test_a_taken_address_gets_the_same_answer(signed_in, mei):
    """S13: changing to somebody's address says nothing about them."""
    other = make_member(email="noah@example.com")

    response = signed_in.post(
        url("change-email"), {"email": "Noah@example.com", "password": PASSWORD}
    )

    assert response["Location"] == url("profile-view")
    assert Message.objects.get().kind == "account-exists"
    assert Message.objects.get().recipient == other.email


def test_another_members_link_is_refused(client, mei):
    changing.ask_for_email(
        user=mei, email="new@example.com", language="en", asked_at=timezone.now()
    )
    token = Message.objects.get().context["token"]
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
    assert Message.objects.get().kind == "password-changed"
    assert signed_in.get(url("summary")).status_code == 200


# -- Addresses ----------------------------------------------------------------------


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


# -- Orders -------------------------------------------------------------------------


@pytest.fixture
def order(mei):
    """Two of three pieces are left of an order that used points."""
    now = timezone.now()
    buyer = make_member(1000, email="buyer@example.com", at=now - timedelta(days=20))
    basket = make_basket([(make_product("20.00"), 3)], owner=buyer, points=600)
    placed = place(basket, at=now - timedelta(days=10))
    desk = make_order_desk()
    for days, step in enumerate(
        (progress.mark_paid, progress.mark_shipped, progress.mark_delivered)
    ):
        step(number=placed.number, actor=desk, at=now - timedelta(days=9 - days))
    returning.take_back(
        number=placed.number,
        actor=desk,
        quantities={placed.lines.get().pk: 1},
        reason="too many",
        restock=True,
        reference="R-1",
        received_at=now - timedelta(days=1),
    )
    return Order.objects.get(pk=placed.pk)


def test_an_order_tells_its_story(client, order):
    """L12, L18: money and points stand apart, in the order and in its return."""
    client.force_login(order.user)

    page = client.get(url("order", order.number)).text

    assert order.number in client.get(url("order-list")).text
    assert "600 points" in page
    for word in ("Order placed", "Paid", "On its way", "Delivered"):
        assert word in page
    assert "1 piece taken back" in page
    assert "€18.00" in page
    assert "200 points" in page
    assert "+36 points" in page


def test_another_members_order_does_not_exist(signed_in, client, order):
    assert signed_in.get(url("order", order.number)).status_code == 404
    assert Client().get(url("order", order.number)).status_code == 404
    assert order.number not in signed_in.get(url("order-list")).text


@pytest.mark.parametrize("number", ["1", "x" * 500, "%00", "A-B-C", "0"])
def test_a_malformed_number_is_an_unknown_page(signed_in, number):
    assert signed_in.get(f"/en/account/orders/{number}/").status_code == 404


def test_a_guest_finds_an_order_by_number_and_mail(client):
    placed = place(make_basket([(make_product(), 1)]))

    response = client.post(
        url("order-find"),
        {"number": placed.number.lower(), "email": "GUEST@example.com"},
    )

    assert response["Location"] == url("order", placed.number)
    assert placed.number in client.get(response["Location"]).text


def test_a_members_order_is_not_found_by_number(client, order):
    response = client.post(
        url("order-find"), {"number": order.number, "email": order.user.email}
    )

    assert response.status_code == 404
    assert client.get(url("order", order.number)).status_code == 404


def test_trying_numbers_ends_soon(client):
    sent = {"number": "NO-SUCH", "email": "guest@example.com"}
    answers = [client.post(url("order-find"), sent).status_code for _try in range(11)]

    assert answers == [404] * 10 + [429]


@pytest.mark.parametrize("page", ["x", "-1", "0", "9999999999"])
def test_a_malformed_page_shows_a_page(signed_in, page):
    assert signed_in.get(url("order-list"), {"page": page}).status_code == 200


# -- Language -------------------------------------------------------------------------


def test_the_chosen_language_lasts(client):
    client.get("/zh-hans/basket/")

    assert client.get("/")["Location"] == "/zh-hans/"


def test_a_language_the_browser_asks_for_needs_no_cookie(client):
    client.get("/en/basket/", headers={"accept-language": "en"})

    assert "django_language" not in client.cookies


def test_staff_without_points_have_an_account_too(client):
    client.force_login(make_user())

    assert client.get(url("summary")).status_code == 200
