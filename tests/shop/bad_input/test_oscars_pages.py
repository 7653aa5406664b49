"""Oscar's mounted pages take whatever is asked or sent: no server's error.

Every page, each of its fields and the parameters that its lists read.
"""

import pytest
from django.db import transaction
from django.urls import reverse
from lxml import html

from shop.audit.models import Entry
from tests.addresses import addresses
from tests.shop.staff.conftest import make_staff_in
from tests.walk.goods import on_oscars_pages
from tests.walk.stops import LEADS_ON, SHOWN, why_not

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Using Category"),  # Oscar 4.2 on treebeard 7
]
ODD = ("\0", "NaN", "-1", "9" * 30, "0")
# What lists and look-ups read, beside the fields of their forms.
READ = ("page", "per_page", "page_limit", "sort", "q", "initial", "key")
LISTS = ("-list", "-lookup", "-reorder", "-products", "-action")


@pytest.fixture(scope="module")
def keys(module_db):
    return on_oscars_pages()


@pytest.fixture
def managing(keys, client):
    client.force_login(make_staff_in("Manager"))
    # Whatever is raised becomes an answer, as it would outside of tests.
    client.raise_request_exception = False
    return client


def pages(keys, *ends: str) -> list[str]:
    """Their addresses, or those whose names end so."""
    shown = {
        each.name: [keys[key] for key in each.keys.values()]
        for each in SHOWN
        if each.name.startswith("dashboard:")
    }
    for_scripts = {
        each.name: [keys["range"]] if each.arguments else []
        for each in addresses()
        if each.name.startswith("dashboard:") and why_not(each) not in ("", LEADS_ON)
    }
    assert len(for_scripts) == 3
    return [
        reverse(name, args=args)
        for name, args in (shown | for_scripts).items()
        if name.endswith(ends or ("",))
    ]


def fields_of(answer) -> list[str]:
    if not answer.get("Content-Type", "").startswith("text/html") or not answer.text:
        return []
    found = html.fromstring(answer.text).xpath("//*[@name]/@name")
    return [name for name in found if name != "csrfmiddlewaretoken"]


def test_whatever_is_asked_for_is_answered(managing, keys):
    for page in pages(keys, *LISTS):
        fields = fields_of(managing.get(page))
        alone = READ if page.endswith(("/product-lookup/", "/catalogue/")) else ()
        for odd in ODD:
            for names in ([*fields, *READ], *([name] for name in alone)):
                answer = managing.get(page, dict.fromkeys(names, odd))
                assert answer.status_code < 500, (page, names, odd)


@pytest.mark.parametrize("odd", ODD[:2])
def test_whatever_is_sent_is_answered(managing, keys, odd):
    for page in pages(keys):
        names = {*fields_of(managing.get(page)), "action"}
        with transaction.atomic():
            answer = managing.post(page, dict.fromkeys(names, odd))
            assert answer.status_code < 500, (page, names)
            transaction.set_rollback(True)


def test_many_products_can_be_chosen_for_a_change(managing, keys):
    sent = {"action": "set_product_price", "selected_product": keys["product"]}
    leads = managing.post(reverse("dashboard:catalogue-product-list"), sent)

    assert leads["Location"].startswith(
        reverse("dashboard:catalogue-product-bulk-action")
    )
    assert managing.get(leads["Location"]).status_code == 200
    assert not Entry.objects.exists()
