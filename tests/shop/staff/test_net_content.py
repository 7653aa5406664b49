"""What staff say is in a piece."""

from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from shop.audit.models import Entry
from shop.forks.catalogue.models import Product
from shop.inventory import contents
from shop.measures.content import Content, Unit
from tests.factories import NOW, make_product, make_staff

pytestmark = pytest.mark.django_db
FIFTY = Content(Decimal(50), Unit.GRAM)


@pytest.fixture
def tea():
    return make_product("9.80", title="Green tea")


@pytest.fixture
def hold(tea):
    return partial(
        contents.hold,
        sku=tea.stockrecords.get().partner_sku,
        actor=make_staff(contents.PERMISSION),
        said_at=NOW,
    )


def test_a_content_is_said_changed_and_taken_back(hold, tea):
    hold(content=FIFTY, seen=None)
    assert Product.objects.get(pk=tea.pk).content == FIFTY
    hold(content=FIFTY, seen=None)  # once more changes nothing
    hold(content=None, seen=FIFTY)

    assert Product.objects.get(pk=tea.pk).content is None
    said = Entry.objects.filter(action="goods.hold-content").order_by("pk")
    assert [entry.after["content"] for entry in said] == ["50 g", ""]


def test_f18_who_saw_something_else_is_told(hold, tea):
    hold(content=FIFTY, seen=None)

    with pytest.raises(contents.ContentChanged):
        hold(content=Content(Decimal(60), Unit.GRAM), seen=None)
    assert Product.objects.get(pk=tea.pk).content == FIFTY


def test_it_takes_the_permission(hold):
    with pytest.raises(PermissionDenied):
        hold(content=FIFTY, seen=None, actor=make_staff())


class TestPage:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(make_staff(contents.PERMISSION))

    def send(self, client, tea, **fields):
        sku = tea.stockrecords.get().partner_sku
        known = {"sku": sku, "quantity": "50", "unit": "g", "seen": ""}
        return client.post(reverse("staff:net-content"), known | fields)

    def test_the_price_per_kilogram_is_shown_at_once(self, client, tea):
        said = self.send(client, tea)

        page = client.get(said["Location"]).text
        assert "€196.00 / kg" in page
        assert 'name="quantity" value="50"' in page

    @pytest.mark.parametrize(
        "odd",
        [
            {"quantity": "-1"},
            {"quantity": "0"},
            {"quantity": "1e9"},
            {"quantity": "NaN"},
            {"quantity": "five"},
            {"unit": "lb"},
            {"sku": "none such"},
            {"sku": "\0"},
        ],
    )
    def test_nonsense_changes_nothing(self, client, tea, odd):
        assert self.send(client, tea, **odd).status_code == 422
        assert Product.objects.get(pk=tea.pk).content is None

    def test_a_stale_form_is_told(self, client, tea):
        self.send(client, tea)

        stale = self.send(client, tea, quantity="60")
        assert stale.status_code == 409
        assert "50 g" in stale.text
