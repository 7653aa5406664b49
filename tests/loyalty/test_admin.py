"""Django's admin shows the ledger and changes nothing."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from loyalty.admin import AccountAdmin, RuleAdmin
from loyalty.models import Account, Rule
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, redeem


@pytest.fixture
def request_of_a_superuser(books):
    request = RequestFactory().get("/")
    request.user = get_user_model().objects.create_superuser(
        email="root@members.example", password="a long password"
    )
    return request


@pytest.mark.parametrize(
    ("model", "shown"), [(Account, AccountAdmin), (Rule, RuleAdmin)]
)
def test_not_even_a_superuser_changes_anything(request_of_a_superuser, model, shown):
    """L22"""
    page = shown(model, admin.site)

    assert not page.has_add_permission(request_of_a_superuser)
    assert not page.has_change_permission(request_of_a_superuser)
    assert not page.has_delete_permission(request_of_a_superuser)
    assert page.has_view_permission(request_of_a_superuser)


def test_an_account_is_shown_with_its_postings_and_lots(alice):
    earn(alice, 500, at=MARCH)
    redeem(alice, 200, "<R1>", at=MARCH)
    page = AccountAdmin(Account, admin.site)

    postings = page.newest_postings(alice.loyalty_account)
    lots = page.open_lots(alice.loyalty_account)

    assert postings.count("<tr>") == 3
    assert "A welcome to the points programme." in postings
    assert "&lt;R1&gt;" in postings
    assert "<td>300</td>" in lots
