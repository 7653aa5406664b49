"""The table of VAT rates that staff edit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.tax.models import Rate, TaxCategory
from tests.factories import make_country, make_product_class, make_rate

pytestmark = pytest.mark.django_db
VAT, NEW = reverse("staff:vat"), reverse("staff:new-rate")


@pytest.fixture(autouse=True)
def austria(db):
    make_country("AT")


def a_rate(**fields):
    return {
        "country": "AT",
        "category": "standard",
        "percent": "20",
        "valid_from": timezone.localdate().isoformat(),
    } | fields


def test_the_table_shows_today_and_what_comes(managing):
    make_rate("AT", "20.5")
    make_rate("DE", 16, valid_from=timezone.localdate() + timedelta(days=40))

    page = managing.get(VAT)

    home, austria = page.context["table"].rows
    assert [cell.percent for cell in home.cells] == [19, 7, 0]
    assert (austria.name, austria.cells[1].own) == ("Austria", False)
    assert "20.5 %" in page.text
    (change,) = page.context["table"].coming
    assert (change.before, change.rate.percent) == (19, 16)


def test_a_rate_is_looked_at_before_it_is_added(managing):
    make_product_class(19)

    page = managing.get(NEW, a_rate())

    assert page.context["preview"].before.vat_rate == 19
    assert "€1.67" in page.text
    assert "VAT 19" in page.text
    assert not Rate.objects.filter(country="AT").exists()

    managing.post(NEW, a_rate())

    assert Rate.objects.get(country="AT").percent == 20


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"percent": "100"}, "percent"),
        ({"percent": "-1"}, "percent"),
        ({"percent": "NaN"}, "percent"),
        ({"country": "XX"}, "country"),
        ({"category": "invented"}, "category"),
        ({"category": "reduced"}, "category"),
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"valid_from": "soon"}, "valid_from"),
    ],
)
def test_what_cannot_hold_is_said_at_its_field(managing, fields, field):
    page = managing.post(NEW, a_rate(**fields))

    assert page.status_code in (409, 422)
    assert list(page.context["form"].errors) == [field]
    assert not Rate.objects.filter(country="AT").exists()


def test_the_same_day_twice_is_refused_in_words(managing):
    managing.post(NEW, a_rate())

    page = managing.post(NEW, a_rate(percent="21"))

    assert page.status_code == 409
    assert "choose another day" in page.text


def test_a_rate_that_has_begun_stays(managing):
    rate = make_rate("AT", 20)

    page = managing.post(reverse("staff:remove-rate", args=[rate.pk]), follow=True)

    assert "has begun and stays" in page.text
    assert Rate.objects.filter(pk=rate.pk).exists()


def test_a_category_is_added_with_its_rate(managing):
    url = reverse("staff:new-tax-category")

    managing.post(url, {"name_en": "Books", "name_zh_hans": "图书", "percent": "5"})
    again = managing.post(url, {"name_en": "Books", "percent": "5"})

    assert TaxCategory.objects.get(pk="books").rates.get().percent == 5
    assert again.status_code == 409


def test_a_country_of_the_shop_without_rates_is_named_and_can_be_given_one(
    managing, settings
):
    """Nothing can be priced until then, but these pages go on."""
    settings.SHOP_COUNTRY = "AT"
    missing = "Austria, the country of the shop, has no standard rate today"
    assert missing in managing.get(VAT).text
    assert managing.get(NEW, a_rate()).status_code == 200

    managing.post(NEW, a_rate())

    assert missing not in managing.get(VAT).text
