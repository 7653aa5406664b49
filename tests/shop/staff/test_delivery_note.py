"""What goes into the parcel, on paper."""

import pytest
from django.urls import reverse

from shop.forks.order.models import Order

pytestmark = pytest.mark.django_db


def test_it_names_goods_and_address_and_no_price(managing, delivered):
    line = delivered.lines.get()

    page = managing.get(reverse("staff:delivery-note", args=[delivered.number]))

    text = page.content.decode()
    assert f"Delivery note {delivered.number}" in text
    assert line.title in text
    assert line.partner_sku in text
    assert "Ada Fischer<br>Marktstraße 1<br>10115 Berlin<br>Germany" in text
    assert "€" not in text


def test_it_is_written_in_the_language_of_the_order(managing, delivered):
    Order.objects.filter(pk=delivered.pk).update(language="zh-hans")

    page = managing.get(reverse("staff:delivery-note", args=[delivered.number]))

    assert page["Content-Language"] == "zh-hans"
    assert "送货单" in page.content.decode()
