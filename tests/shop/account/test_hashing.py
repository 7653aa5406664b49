"""How passwords are kept: as OWASP asks, and old ones until their next sign-in."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import reverse

from shop.settings.people import PASSWORD_HASHERS
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the sea"


@pytest.fixture(autouse=True)
def as_the_shop_does(settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS


def sign_in(client, user):
    sent = {"username": user.email, "password": PASSWORD}
    return client.post(reverse("customer:login"), sent)


def test_new_passwords_are_kept_by_argon2id():
    user = make_user()
    user.set_password(PASSWORD)

    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_what_was_kept_otherwise_lets_in_and_is_kept_anew(client):
    user = make_user()
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6)
    user.save()

    assert sign_in(client, user).status_code == 302

    user.refresh_from_db()
    assert user.password.startswith("argon2$")
    assert user.check_password(PASSWORD)
