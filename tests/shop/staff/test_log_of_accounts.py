"""F23: the log tells who signed in, who tried to, what was given and taken away."""

import re
from itertools import chain

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from oscar.apps.voucher.models import VoucherSet

from shop.audit.models import Entry
from shop.audit.record import record
from shop.dashboard import _is_of_the_page
from shop.forks.dashboard.kinds import CHANGES
from shop.forks.offer.models import Range
from shop.identity import changing, roles
from shop.staff.shell import wording
from shop.staff.shell.lists import declared_lists
from tests.factories import make_offer, make_product, make_voucher
from tests.hearing import let_all_hear
from tests.shop.staff.conftest import make_staff_in
from tests.shop.staff.filling import forms_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Using Category"),  # Oscar 4.2 on treebeard 7
]
PASSWORD = "a long and quiet password"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def told():
    return list(Entry.objects.order_by("pk").values_list("action", "subject", "actor"))


def sign_in(person, password=PASSWORD):
    person.set_password(PASSWORD)
    person.save()
    data = {"username": person.email.upper(), "password": password}
    return Client().post(reverse("customer:login"), data)


def test_sign_ins_of_staff(manager):
    assert sign_in(manager).status_code == 302
    assert told() == [("account.sign-in", f"member:{manager.pk}", manager.pk)]


def test_failures_of_staff(manager):
    sign_in(manager, "a guess")
    assert told() == [("account.sign-in-failed", f"member:{manager.pk}", None)]


def test_nothing_of_shoppers(shopper):
    sign_in(shopper, "a guess")
    sign_in(shopper)
    changing.change_password(user=shopper, password="x", changed_at=timezone.now())
    let_all_hear()
    assert told() == []


def test_a_new_password_of_staff(manager):
    changing.change_password(user=manager, password="x", changed_at=timezone.now())
    let_all_hear()
    let_all_hear()
    assert told() == [("account.change", f"member:{manager.pk}", manager.pk)]
    entry = Entry.objects.get()
    assert wording.value("happening", entry.after["happening"]) == "Password changed"


def test_roles_that_are_given_and_taken(shopper):
    roles.give_role(person=shopper, role=roles.MANAGER)
    shopper.groups.remove(Group.objects.get(name=roles.MANAGER))
    roles.give_role(person=shopper, role=roles.ACCOUNTANT)
    shopper.groups.clear()
    given, taken, again, cleared = Entry.objects.order_by("pk")
    assert given.after == taken.before == {"rights": ["Manager"]}
    assert again.after == cleared.before == {"rights": ["Accountant (read only)"]}


def test_documents_that_staff_open(managing, manager, delivered):
    Entry.objects.all()
    before = Entry.objects.count()
    document = delivered.documents.get()
    url = reverse("staff:document", args=[delivered.number, document.name])
    assert managing.get(url).status_code == 200
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.after) == (manager, {"document": document.name})


def test_codes_of_vouchers_that_staff_take_along(managing, manager):
    now = timezone.now()
    vouchers = VoucherSet.objects.create(
        name="Spring", count=0, code_length=8, start_datetime=now, end_datetime=now
    )
    make_voucher("SUN1")
    url = reverse("dashboard:voucher-set-download", args=[vouchers.pk])
    assert managing.get(url).status_code == 200
    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("list.download", manager)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_lists_are_called_as_they_are_on_their_pages(language):
    assert declared_lists()
    with translation.override(language):
        for one in declared_lists():
            assert str(one.title) in wording.subject(f"list:{one.name}")


def pages():
    product, offer = make_product(title="Cup"), make_offer("Percentage", 10)
    kind, voucher = product.product_class, make_voucher("SUN")
    voucher.offers.set([offer])
    some = Range.objects.create(name="Some")
    for name, args in (
        ("catalogue-class-update", [kind.pk]),
        ("catalogue-attribute-option-group-create", []),
        ("catalogue-option-create", []),
        ("range-update", [some.pk]),
        ("range-products", [some.pk]),
        ("offer-metadata", [offer.pk]),
        ("offer-benefit", [offer.pk]),
        ("offer-condition", [offer.pk]),
        ("offer-restrictions", [offer.pk]),
        ("voucher-update", [voucher.pk]),
        ("voucher-set-create", []),
    ):
        assert name in CHANGES
        yield name, reverse(f"dashboard:{name}", args=args)


def test_every_field_of_a_page_has_words_in_both_languages(managing):
    for name, url in pages():
        forms = forms_of(managing.get(url))
        fields = chain.from_iterable(forms)
        sent = {field.html_name for field in fields}
        for field in sent - {one for one in sent if _is_of_the_page(one)}:
            with translation.override("en"):
                said = wording.fact(f"dashboard.{name}", field)
                assert not set("_-") & set(said), (name, field, said)
            with translation.override("zh-hans"):
                said = wording.fact(f"dashboard.{name}", field)
                assert CHINESE.search(said), (name, field, said)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_log_names_a_colleague_by_the_address(managing, manager, language):
    """A number tells nobody who it was; of a shopper the log tells no more."""
    colleague = make_staff_in(roles.ACCOUNTANT)
    sign_in(colleague)
    record(
        actor=None,
        action="account.sign-in-failed",
        subject="member:999999",
        recorded_at=timezone.now(),
    )
    with translation.override(language):
        page = managing.get(reverse("staff:log")).text
        file = managing.get(reverse("staff:log-file")).getvalue().decode()
        called = translation.gettext("Colleague %(key)s") % {"key": colleague.email}
        unnamed = translation.gettext("Member %(key)s") % {"key": "999999"}

    assert called in page
    assert called in file
    assert unnamed in page
    assert f"member:{colleague.pk}" not in file


def test_a_role_is_called_what_readers_call_it(managing, manager):
    make_staff_in(roles.ACCOUNTANT)
    with translation.override("zh-hans"):
        page = managing.get(reverse("staff:colleagues")).text
        file = managing.get(reverse("staff:colleagues-file")).getvalue().decode()

    for shown in (page, file):
        assert roles.ACCOUNTANT not in shown
        assert "会计（只读）" in shown
        assert "经理" in shown
    with translation.override("zh-hans"):
        assert wording.value("rights", [roles.MANAGER]) == "经理"
