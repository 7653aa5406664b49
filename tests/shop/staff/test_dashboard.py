"""Oscar's dashboards: some serve for now, the dangerous ones are not there."""

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.urls import reverse
from django.utils import translation

from shop.audit.models import Entry
from shop.forks.catalogue.models import ProductAttribute, ProductClass
from shop.forks.offer.models import Range
from shop.identity import roles
from shop.staticfiles import StaticFilesConfig
from tests.factories import make_offer, make_product, make_voucher

NOT_MOUNTED = (
    "orders/",
    "orders/statistics/",
    "orders/1/",
    "users/",
    "users/1/",
    "users/1/password-reset/",
    "partners/",
    "partners/1/users/",
    "communications/",
    "reports/",
    "pages/",
    "reviews/",
    "shipping/weight-based/",
)
PAGES = (
    "dashboard:catalogue-product-list",
    "dashboard:catalogue-class-list",
    "dashboard:range-list",
    "dashboard:offer-list",
    "dashboard:voucher-list",
)


@pytest.fixture
def product():
    return make_product("12.50", title="Teapot")


@pytest.mark.parametrize("path", NOT_MOUNTED)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_dangerous_dashboards_do_not_exist(managing, path, language):
    """S15, S16: not even for a manager."""
    assert managing.get(f"/{language}/dashboard/{path}").status_code == 404


@pytest.mark.filterwarnings("ignore:Using Category")  # Oscar 4.2 on treebeard 7
@pytest.mark.parametrize("name", PAGES)
def test_a_manager_opens_the_catalogue_and_the_offers(managing, product, name):
    page = managing.get(reverse(name))
    assert page.status_code == 200
    assert "tinymce" not in page.content.decode().lower()
    assert "googleapis" not in page.content.decode()


def test_a_manager_opens_one_offer(managing):
    offer = make_offer("Percentage", 10)
    for url in (
        reverse("dashboard:offer-detail", args=[offer.pk]),
        reverse("dashboard:offer-metadata", args=[offer.pk]),
    ):
        page = managing.get(url)
        assert page.status_code == 200, url
        assert "tinymce" not in page.content.decode().lower()


def test_only_the_dashboards_may_carry_scripts_in_the_page(managing, product):
    loose = managing.get(reverse("dashboard:catalogue-product-list"))
    assert "'unsafe-inline'" in loose["Content-Security-Policy"]
    for url in (reverse("staff:today"), reverse("staff:orders")):
        strict = managing.get(url)["Content-Security-Policy"]
        assert "'unsafe-inline'" not in strict
    missing = managing.get("/en/dashboard/orders/")
    assert "'unsafe-inline'" not in missing["Content-Security-Policy"]


def test_tinymce_is_never_collected():
    collected = [
        path
        for finder in get_finders()
        for path, _storage in finder.list(StaticFilesConfig.ignore_patterns)
    ]
    assert collected
    assert not [path for path in collected if "tinymce" in path]


@pytest.mark.parametrize(
    "role", [None, roles.ACCOUNTANT, roles.ORDER_DESK, roles.LOYALTY_DESK]
)
def test_others_do_not_open_them(client, staff_with, shopper, product, role):
    client.force_login(staff_with(role) if role else shopper)
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse(name)).status_code == 403
    kind = ProductClass.objects.create(name="Unused")
    url = reverse("dashboard:catalogue-class-delete", args=[kind.pk])
    assert client.post(url).status_code == 403
    assert ProductClass.objects.filter(pk=kind.pk).exists()


def test_a_visitor_is_sent_to_sign_in(client, db):
    page = client.get(reverse("dashboard:catalogue-product-list"), follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("customer:login"))


def test_what_a_manager_changes_there_is_logged(managing, manager):
    """S19: these pages are not ours, their log entries are."""
    kind = ProductClass.objects.create(name="Unused")
    url = reverse("dashboard:catalogue-class-delete", args=[kind.pk])
    assert managing.get(url).status_code == 200
    assert not Entry.objects.exists()

    assert managing.post(url).status_code == 302

    entry = Entry.objects.get()
    assert entry.actor == manager
    assert entry.action == "dashboard.catalogue-class-delete"
    assert entry.subject == str(kind.pk)


def test_what_a_script_changes_there_is_logged_too(managing):
    """S19: it is answered with 200, where a form leads on."""
    some = Range.objects.create(name="Some")
    some.add_product(make_product())
    sent = {
        "product": [some.all_products().get().pk],
        "odd": "a\0b",
        "images-TOTAL_FORMS": "1",
    }

    response = managing.post(reverse("dashboard:range-reorder", args=[some.pk]), sent)

    assert response.status_code == 200
    entry = Entry.objects.get()
    assert (entry.action, entry.subject) == ("dashboard.range-reorder", str(some.pk))
    assert entry.after["odd"] == "ab"
    assert "images-TOTAL_FORMS" not in entry.after


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_before_something_is_deleted_its_page_says_what(managing, language):
    kind = ProductClass.objects.create(name="Pots", name_zh_hans="Pots")
    ProductAttribute.objects.create(product_class=kind, name="Lid", code="lid")
    voucher = make_voucher("GONE")
    with translation.override(language):
        asked = {
            reverse("dashboard:catalogue-class-delete", args=[kind.pk]): "Pots",
            reverse("dashboard:voucher-delete", args=[voucher.pk]): "GONE",
        }
        sure = translation.gettext("Delete “%(thing)s”?")
    for url, thing in asked.items():
        page = managing.get(url)
        assert page.status_code == 200
        assert sure % {"thing": thing} in page.text

    assert managing.post(next(iter(asked))).status_code == 302
    assert not ProductClass.objects.filter(pk=kind.pk).exists()
