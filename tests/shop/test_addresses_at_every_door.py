"""An e-mail address has one form and one look-up, at every door (F24)."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loyalty import reading
from loyalty.typed import Unreachable
from shop.identity import changing, joining
from shop.outbox.models import Message
from shop.users.models import Attempts, User
from tests.factories import PASSWORD, make_basket, make_member, make_product, place
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db
ADDRESS = "sid@example.com"
SPELLINGS = [
    ADDRESS,
    "SID@Example.COM",
    "ſid@example.com",
    "  sid@example.com\u00a0",
    "sid\u200b@example.com",
    "si d@example.com",
    "ｓｉｄ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "sid@example。com",
    "s\u00adid@ex\ufeffample.com",
]
UNREACHABLE = ["İlker@example.com", "ılker@example.com", "renée@example.com"]


@pytest.fixture
def sid():
    return make_member(email=ADDRESS)


def refused(takes):
    """The spellings that a door did not take for the same address."""
    return [typed for typed in SPELLINGS if not takes(typed)]


def post(name, sent):
    Attempts.objects.all().delete()  # of what was tried before
    return Client().post(url(name), sent)


def test_f24_one_signs_in_by_any_spelling(sid):
    """F24."""

    def signs_in(typed):
        sent = {"username": typed, "password": PASSWORD}
        return post("login", sent).status_code == 302

    assert refused(signs_in) == []


def test_f24_an_address_registers_once(sid):
    """F24: whoever tries again by another spelling is told by mail, as always (S13)."""
    for typed in SPELLINGS:
        sent = {"name": "Sid", "email": typed, "password": PASSWORD}
        assert post("register", sent).status_code == 302

    assert User.objects.count() == 1
    told = Message.objects.values_list("kind", "recipient").distinct()
    assert list(told) == [("account-exists", ADDRESS)]


def test_f24_a_new_password_is_asked_for_by_any_spelling(sid):
    """F24."""

    def sends_one(typed):
        Attempts.objects.all().delete()
        before = Message.objects.filter(recipient=ADDRESS).count()
        Client().post(reverse("password-reset"), {"email": typed})
        return Message.objects.filter(recipient=ADDRESS).count() == before + 1

    assert refused(sends_one) == []


def test_f24_nobody_changes_to_an_address_that_has_an_account(sid):
    """F24."""
    noah = make_member(email="noah@example.com")
    for typed in SPELLINGS:
        changing.ask_for_email(
            user=noah, email=typed, language="en", asked_at=timezone.now()
        )

    assert not Message.objects.filter(kind="confirm-email").exists()


def test_f24_a_guests_orders_are_found_and_taken_along_by_any_spelling():
    """F24."""
    order = place(make_basket([(make_product(), 1)]), email="ſID@example.com")
    assert order.guest_email == ADDRESS

    def finds(typed):
        found = post("order-find", {"number": order.number, "email": typed})
        return found.status_code == 302

    assert refused(finds) == []
    user = joining.register(
        email=SPELLINGS[-1],
        password=PASSWORD,
        name="Sid",
        language="en",
        registered_at=timezone.now(),
        order_numbers=[order.number],
    )
    order.refresh_from_db()
    assert (user.email, order.user) == (ADDRESS, user)


def test_f24_the_column_keeps_and_finds_the_one_form(sid):
    """F24: whatever asks it, imports and the door of Django's own included."""
    assert refused(lambda typed: User.objects.filter(email=typed).get() == sid) == []
    assert refused(lambda typed: User.objects.get_by_natural_key(typed) == sid) == []
    for typed in SPELLINGS:
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(typed, PASSWORD)
    assert reading.members_by_address([ADDRESS]) == {ADDRESS: sid.pk}


@pytest.mark.parametrize("email", ["Sid@example.com", "s id@example.com", "é@b.de", ""])
def test_f24_the_database_keeps_no_other_form(sid, email):
    """F24: not even where it is written past our own code."""
    changed = "UPDATE users_user SET email = %s WHERE id = %s"
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute(changed, [email, sid.pk])


@pytest.mark.parametrize("typed", UNREACHABLE)
def test_f24_an_address_that_mail_cannot_reach_is_refused_with_the_reason(typed):
    """F24."""
    sent = {"name": "İlker", "email": typed, "password": PASSWORD}
    page = post("register", sent)

    assert page.status_code == 422
    assert "Mail does not get to this address." in page.text
    with pytest.raises(Unreachable):
        joining.register(
            email=typed,
            password=PASSWORD,
            name="İlker",
            language="en",
            registered_at=timezone.now(),
        )
    assert not User.objects.exists()


def test_f24_a_superuser_is_made_with_the_one_form(monkeypatch):
    """F24."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", email="ſID@example.com", verbosity=0)

    assert User.objects.get().email == ADDRESS
    with pytest.raises(CommandError, match="already"):
        call_command("createsuperuser", "--noinput", email="SID@example.com")
    with pytest.raises(CommandError, match="does not get to"):
        call_command("createsuperuser", "--noinput", email="İlker@example.com")


class Rows(SimpleNamespace):
    """As much of a table as the migration asks for."""

    def using(self, _alias):
        return self

    order_by = using

    def values_list(self, *_columns):
        return self

    def iterator(self):
        return iter(self.rows.items())

    def filter(self, pk):
        return SimpleNamespace(update=lambda email: self.rows.update({pk: email}))


def migrated(**rows):
    """What the migration makes of accounts by their names."""
    migration = import_module("shop.users.migrations.0002_one_form_of_addresses")
    table = Rows(rows=rows)
    model = SimpleNamespace(objects=table)
    migration.bring_to_one_form(
        SimpleNamespace(get_model=lambda *_names: model),
        SimpleNamespace(connection=SimpleNamespace(alias="default")),
    )
    return table.rows


def test_f24_old_accounts_get_the_one_form():
    """F24."""
    assert migrated(first="Mei@Example.com", second="noah@example.com") == {
        "first": "mei@example.com",
        "second": "noah@example.com",
    }


def test_f24_accounts_of_one_address_are_named_and_not_merged():
    """F24: and so are those that mail cannot reach; nothing is changed then."""
    with pytest.raises(Exception, match="several accounts") as stopped:
        migrated(a="ſid@example.com", b="sid@example.com", c="İlker@example.com")

    words = str(stopped.value)
    assert "several accounts: '\\u017fid@example.com' (account a)" in words
    assert "'sid@example.com' (account b)" in words
    assert "mail cannot reach: '\\u0130lker@example.com' (account c)" in words
