"""F05: whoever registers, or chooses a new password, is signed in, where they were."""

import re

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts
from django.test import Client
from django.urls import reverse
from django.utils import translation

from shop.account.templatetags.account import password_link
from shop.identity import changing
from shop.users.models import User
from tests.factories import NOW, PASSWORD, make_country, make_product
from tests.hearing import outbox
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another sunny day"
NOAH = {"name": "Noah", "email": "noah@example.com", "password": PASSWORD}


@pytest.fixture
def full(client):
    """A visitor with something in the basket."""
    make_country("DE")
    tea = make_product("30.00", title="Morning tea")
    client.post(reverse("basket:add"), {"product_id": tea.pk, "quantity": 2})
    return client


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def forget(browser, member, **more):
    """Ask for the mail, open its link, and return the form's address."""
    browser.post(reverse("password-reset"), {"email": member.email} | more)
    page = browser.get(password_link(member.pk), follow=True)
    return page.redirect_chain[-1][0]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_f05_registering_leads_back_with_the_basket(full, language):
    with translation.override(language):
        basket, register = reverse("basket:summary"), url("register")
    made = full.post(register, NOAH | {"next": basket})

    assert made["Location"] == basket
    assert is_signed_in(full)
    assert "Morning tea" in full.get(basket).text


def test_f05_what_cannot_be_opened_is_no_way_back(full):
    """F07: nor is another site."""
    for number, odd in enumerate(("//evil.example/", reverse("basket:add"))):
        browser = Client()
        who = NOAH | {"email": f"n{number}@example.com", "next": odd}
        assert browser.post(url("register"), who)["Location"] == url("summary")


def test_f05_a_known_address_leads_to_the_same_place_signed_out(full, mei):
    """S13: with the basket; the password that was typed opens nothing."""
    basket = reverse("basket:summary")
    made = full.post(url("register"), NOAH | {"email": mei.email, "next": basket})

    assert made["Location"] == basket
    assert not is_signed_in(full)
    assert "Morning tea" in full.get(basket).text
    assert f'value="{mei.email}"' in full.get(url("login")).text


def test_f05_a_new_password_leads_back_with_the_basket(full, mei):
    """F05: from the sign-in page, over the mail, to where they wanted to go."""
    checkout = reverse("checkout:index")
    sign_in = full.get(reverse("customer:login", query={"next": checkout})).text
    door = re.search(r'href="(/en/password/[^"]*)"', sign_in)[1]
    asked = full.get(door.replace("&amp;", "&")).text
    assert f'name="next" value="{checkout}"' in asked

    form = forget(full, mei, next=checkout)
    chosen = full.post(form, {"new_password": NEW_PASSWORD})

    assert chosen["Location"] == checkout
    assert is_signed_in(full)
    assert "Morning tea" in full.get(reverse("basket:summary")).text


def test_f05_elsewhere_a_new_password_leads_to_the_account(mei):
    """F05: the mail may be read on the phone."""
    phone = Client()
    chosen = phone.post(forget(phone, mei), {"new_password": NEW_PASSWORD})

    assert chosen["Location"] == url("summary")
    assert phone.get(url("summary")).status_code == 200


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password1234", ""])
def test_f05_a_password_obeys_the_same_rules_everywhere(client, mei, weak):
    """F05: registering, changing it, choosing it by mail, and after an order."""
    form = forget(client, mei)
    refused = [
        Client().post(url("register"), NOAH | {"password": weak}),
        client.post(form, {"new_password": weak}),
    ]
    client.force_login(mei)
    change = {"password": PASSWORD, "new_password": weak}
    refused.append(client.post(url("change-password"), change))

    assert [answer.status_code for answer in refused] == [422] * 3
    mei.refresh_from_db()
    assert mei.check_password(PASSWORD)
    assert len(password_validators_help_texts()) == 3


@pytest.mark.parametrize("page", ["ask", "choose", "register"])
def test_f05_the_pages_are_the_shops_own_and_polite(client, mei, page):
    """F05: 您 throughout, one field for a password with the rule beside it."""
    with translation.override("zh-hans"):
        if page == "choose":
            shown = client.get(password_link(mei.pk), follow=True).text
        else:
            name = "password-reset" if page == "ask" else "customer:register"
            shown = client.get(reverse(name)).text

    assert "你" not in shown
    if page != "ask":
        assert shown.count('type="password"') == 1
        assert "至少 10 个字符" in shown


def test_f05_the_secret_of_a_link_is_in_no_page_and_no_referer(client, mei):
    link = password_link(mei.pk)
    secret = link.rstrip("/").rpartition("/")[2]
    page = client.get(link, follow=True)

    form = page.redirect_chain[-1][0]
    assert secret not in form + page.text
    assert page["Referrer-Policy"] == "same-origin"


def test_f05_a_link_works_once_and_for_whom_it_was_made(client, mei):
    """F05: another link of the same mailbox is no good afterwards either."""
    link, other = password_link(mei.pk), password_link(mei.pk)
    waiting = Client()
    form = waiting.get(other, follow=True).redirect_chain[-1][0]
    client.post(forget(client, mei), {"new_password": NEW_PASSWORD})

    assert Client().get(link).status_code == 410
    again = waiting.post(form, {"new_password": "yet another one"})
    assert again.status_code == 410
    mei.refresh_from_db()
    assert mei.check_password(NEW_PASSWORD)


def test_f05_of_two_at_once_one_chooses(mei):
    """F05: who looked before the other wrote is refused under the lock."""
    first, second = (User.objects.get(pk=mei.pk) for _both in range(2))
    changing.choose_password(user=first, password=NEW_PASSWORD, chosen_at=NOW)
    with pytest.raises(changing.LinkIsStale):
        changing.choose_password(user=second, password="mine now!!", chosen_at=NOW)

    assert User.objects.get(pk=mei.pk).check_password(NEW_PASSWORD)


def test_f05_an_account_that_was_closed_gets_no_new_password(client, mei):
    form = forget(client, mei)
    User.objects.filter(pk=mei.pk).update(is_active=False)

    assert client.post(form, {"new_password": NEW_PASSWORD}).status_code == 410
    assert not outbox().filter(kind="password-chosen").exists()


def test_f05_a_link_of_an_earlier_address_is_no_good(client, mei):
    """F28: nor is one that lies in a mailbox one has left."""
    link = password_link(mei.pk)
    mei.email = "new@example.com"
    mei.save()

    assert client.get(link).status_code == 410
