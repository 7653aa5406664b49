"""Django's admin shows the ledger, read-only, and nothing else (S15, S16)."""

import pytest
from django.contrib import admin
from django.urls import reverse

from loyalty.models import Account, Rule
from shop.users.models import User


@pytest.fixture
def superuser(client, db):
    person = User.objects.create_superuser("root@example.com", "a sunny morning")
    client.force_login(person)
    return client


def test_it_shows_nothing_but_the_ledger():
    assert set(admin.site._registry) == {Account, Rule}


def test_not_even_a_superuser_writes_there(superuser, shopper):
    assert superuser.get(reverse("admin:index")).status_code == 200
    for name, key in (("account", shopper.pk), ("rule", 1)):
        listed = reverse(f"admin:loyalty_{name}_changelist")
        assert superuser.get(listed).status_code == 200
        shown = reverse(f"admin:loyalty_{name}_change", args=[key])
        assert superuser.get(shown).status_code == 200
        assert superuser.post(shown, {"available": "9"}).status_code == 403
        deleting = reverse(f"admin:loyalty_{name}_delete", args=[key])
        assert superuser.post(deleting, {"post": "yes"}).status_code == 403
        adding = reverse(f"admin:loyalty_{name}_add")
        assert superuser.post(adding).status_code == 403


def test_staff_without_the_permission_see_nothing(client, staff_with):
    client.force_login(staff_with("Order desk"))
    assert client.get(reverse("admin:loyalty_account_changelist")).status_code == 403
