"""A shop to send bad input to, and what must be answered."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from lxml import html

from loyalty import reading
from shop.audit.models import Entry
from shop.forks.basket.models import Basket
from shop.forks.basket.models import Line as BasketLine
from shop.forks.catalogue.models import Product, ProductImage
from shop.forks.offer.models import RangeProductFileUpload
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.users.models import User
from tests.factories import (
    make_basket,
    make_country,
    make_member,
    make_product,
    place,
)
from tests.hearing import outbox

CONTACT = {
    "delivery": "standard",
    "name": "Ada Fischer",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


class World:
    """Mei with 3,000 points and two packets of tea, about to order them.

    Noah is another member, with a basket and an order of his own.
    """

    def __init__(self, client: Client, language: str):
        self.client, self.language = client, language
        now = timezone.now()
        make_country("DE")
        self.tea = make_product("20.00", vat_rate=7, title="Tea", stock=10)
        self.mei = make_member(3000, at=now)
        self.noah = make_member(500, at=now)
        self.noahs_order = place(
            make_basket([(self.tea, 1)], owner=self.noah), at=now - timedelta(hours=1)
        )
        self.noahs_basket = make_basket([(self.tea, 1)], owner=self.noah)
        make_basket([(self.tea, 2)], owner=self.mei)
        client.force_login(self.mei)
        self.post("checkout:index", **CONTACT)
        page = client.get(self.url("checkout:review")).text
        self.quote = re.search(r'name="quote" value="([^"]+)"', page)[1]

    def url(self, name: str, *args: object) -> str:
        with translation.override(self.language):
            return reverse(name, args=args)

    def get(self, name: str, /, *args: object) -> HttpResponse:
        return self.client.get(self.url(name, *args))

    def post(self, name: str, /, *args: object, **data: object) -> HttpResponse:
        return self.client.post(self.url(name, *args), data)

    def use(self, **data: object) -> HttpResponse:
        return self.post("points:request", **data)

    def order(self, **changes: object) -> HttpResponse:
        sent = {"payment": "bank-transfer", "quote": self.quote} | changes
        return self.post("checkout:place", **sent)

    def state(self) -> dict[str, Any]:
        """Everything that bad input could have changed."""
        now = timezone.now()
        return {
            "orders": list(Order.objects.order_by("pk").values("number", "status")),
            "baskets": list(
                Basket.objects.order_by("pk").values("status", "points_requested")
            ),
            "lines": list(BasketLine.objects.order_by("pk").values("pk", "quantity")),
            "stock": list(
                StockRecord.objects.order_by("pk").values(
                    "num_in_stock", "num_allocated", "price"
                )
            ),
            "points": [
                reading.balance(member=member, at=now)
                for member in (self.mei, self.noah)
            ],
            "people": list(User.objects.order_by("pk").values("email", "language")),
            "products": list(Product.objects.order_by("pk").values("title", "slug")),
            "pictures": ProductImage.objects.count(),
            "lists": RangeProductFileUpload.objects.count(),
            "mail": outbox().count(),
            "log": Entry.objects.count(),
        }


def expect_page(response, language: str, message: Callable[[], str]) -> None:
    """A page of the shop in `language` that says `message`."""
    page = html.fromstring(response.text)
    assert page.get("lang").lower() == language
    with translation.override(language):
        said = message()
    assert said in page.text_content()
    assert said.isascii() == (language == "en")


def not_understood() -> str:
    return _("Nothing was changed. Please go back, reload the page and try again.")
