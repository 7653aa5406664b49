"""Whatever is sent: a clear message in the shopper's language, the right status
code, and nothing has changed.

One table for the whole shop, in both languages; the pages' own tests know more.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from lxml import html
from PIL import Image

from loyalty import queries
from shop.audit.models import Entry
from shop.components.numbers import points
from shop.forks.basket.models import Basket
from shop.forks.basket.models import Line as BasketLine
from shop.forks.catalogue.models import Product, ProductImage
from shop.forks.offer.models import Range, RangeProductFileUpload
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.outbox.models import Message
from shop.staff import roles
from shop.staff.roles import give_role
from shop.users.models import User
from tests.factories import (
    make_basket,
    make_country,
    make_member,
    make_product,
    make_user,
    place,
)

pytestmark = pytest.mark.django_db
CONTACT = {
    "delivery": "standard",
    "name": "Ada Fischer",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    return request.param


@pytest.fixture
def world(client, language):
    return World(client, language)


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
                queries.balance(member=member, at=now)
                for member in (self.mei, self.noah)
            ],
            "people": list(User.objects.order_by("pk").values("email", "language")),
            "products": list(Product.objects.order_by("pk").values("title", "slug")),
            "pictures": ProductImage.objects.count(),
            "lists": RangeProductFileUpload.objects.count(),
            "mail": Message.objects.count(),
            "log": Entry.objects.count(),
        }


def nothing(world: World) -> None:
    """Nobody else does anything meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What happens `meanwhile`, what is sent then, and what is answered.

    `message` is asked for in the shopper's language.
    """

    send: Callable[[World], HttpResponse]
    status: int
    message: Callable[[], str]
    meanwhile: Callable[[World], object] = field(default=nothing)


def no_number() -> str:
    return _("Enter a whole number of points, such as 500.")


def at_most(number: int) -> str:
    return _("At most %(points)s can be used on this basket.") % {
        "points": points(number)
    }


def not_here() -> str:
    return _("This page is not here")


def not_for_you() -> str:
    return _("This page is not open to you")


def has_changed() -> str:
    return _("Something has changed since you saw this page. Nothing was ordered.")


def not_understood() -> str:
    return _("Nothing was changed. Please go back, reload the page and try again.")


def no_choice(value: str) -> str:
    return _(
        "Select a valid choice. %(value)s is not one of the available choices."
    ) % {"value": value}


def cheaper(world: World) -> None:
    world.tea.stockrecords.update(price="10.00")


def dearer(world: World) -> None:
    world.tea.stockrecords.update(price="30.00")


def sold_out(world: World) -> None:
    world.tea.stockrecords.update(num_in_stock=1)  # which Noah's order takes


def withdrawn(world: World) -> None:
    Product.objects.filter(pk=world.tea.pk).update(is_public=False)


CASES = {
    # -- Numbers of points -----------------------------------------------------------
    "negative points": Case(
        send=lambda shop: shop.use(points="-5"), status=422, message=no_number
    ),
    "fractional points": Case(
        send=lambda shop: shop.use(points="1.5"), status=422, message=no_number
    ),
    "enormous points": Case(
        send=lambda shop: shop.use(points="9" * 400), status=422, message=no_number
    ),
    "missing points": Case(send=lambda shop: shop.use(), status=422, message=no_number),
    "points in words": Case(
        send=lambda shop: shop.use(points="<b>all</b>"), status=422, message=no_number
    ),
    "points with a NUL": Case(
        send=lambda shop: shop.use(points="5\0"), status=422, message=no_number
    ),
    "more points than the balance": Case(
        send=lambda shop: shop.use(points="3001"),
        status=422,
        message=lambda: _("You have %(points)s to use.") % {"points": points(3000)},
    ),
    "more points than the cap": Case(
        meanwhile=cheaper,
        send=lambda shop: shop.use(points="2000"),
        status=422,
        message=lambda: at_most(1999),
    ),
    "fewer points than the fewest": Case(
        send=lambda shop: shop.use(points="1"),
        status=422,
        message=lambda: (
            _("Use at least %(points)s, or none.") % {"points": points(100)}
        ),
    ),
    # -- What belongs to somebody else -----------------------------------------------
    "another member's basket": Case(
        send=lambda shop: shop.post(
            "basket:update", line_id=shop.noahs_basket.lines.get().pk, quantity=9
        ),
        status=404,
        message=not_here,
    ),
    "a line of another member's basket": Case(
        send=lambda shop: shop.post(
            "basket:remove", line_id=shop.noahs_basket.lines.get().pk
        ),
        status=404,
        message=not_here,
    ),
    "another member's order": Case(
        send=lambda shop: shop.get("customer:order", shop.noahs_order.number),
        status=404,
        message=not_here,
    ),
    "another member's thanks": Case(
        send=lambda shop: shop.get("checkout:thank-you", shop.noahs_order.number),
        status=404,
        message=not_here,
    ),
    "another member's order by its mail": Case(
        send=lambda shop: shop.post(
            "customer:order-find",
            number=shop.noahs_order.number,
            email=shop.noah.email,
        ),
        status=404,
        message=lambda: _("We find no order with this number and this e-mail address."),
    ),
    "another member's statement": Case(
        send=lambda shop: shop.client.get(
            f"{shop.url('points:statement')}{shop.noah.pk}/"
        ),
        status=404,
        message=not_here,
    ),
    "another member's points, as staff see them": Case(
        send=lambda shop: shop.get("staff:member", shop.noah.pk),
        status=403,
        message=not_for_you,
    ),
    "a step that is for staff": Case(
        send=lambda shop: shop.post("staff:mark-paid", shop.noahs_order.number),
        status=403,
        message=not_for_you,
    ),
    # -- The world moves on ----------------------------------------------------------
    "sold out between basket and order": Case(
        meanwhile=sold_out,
        send=lambda shop: shop.order(),
        status=409,
        message=lambda: _(
            "Somebody was faster: not everything is left. Nothing was ordered."
        ),
    ),
    "withdrawn between basket and order": Case(
        meanwhile=withdrawn,
        send=lambda shop: shop.order(),
        status=409,
        message=lambda: _(
            "Somebody was faster: not everything is left. Nothing was ordered."
        ),
    ),
    "a price that rose": Case(
        meanwhile=dearer,
        send=lambda shop: shop.order(),
        status=409,
        message=has_changed,
    ),
    "a price that fell": Case(
        meanwhile=cheaper,
        send=lambda shop: shop.order(),
        status=409,
        message=has_changed,
    ),
    # -- Forged and stale forms ------------------------------------------------------
    "a forged quote": Case(
        send=lambda shop: shop.order(quote="0_0_0_0"), status=409, message=has_changed
    ),
    "a missing quote": Case(
        send=lambda shop: shop.order(quote=""), status=409, message=has_changed
    ),
    "a quote with a NUL": Case(
        send=lambda shop: shop.order(quote="\0"), status=409, message=has_changed
    ),
    "an unknown way to pay": Case(
        send=lambda shop: shop.order(payment="points"),
        status=422,
        message=lambda: _("Please choose how to pay."),
    ),
    "half a multipart form": Case(
        send=lambda shop: shop.client.generic(
            "POST", shop.url("basket:add"), b"--x", content_type="multipart/form-data"
        ),
        status=400,
        message=not_understood,
    ),
    "a form with ten thousand fields": Case(
        send=lambda shop: shop.client.generic(
            "POST",
            shop.url("basket:add"),
            b"&".join(b"f%d=1" % number for number in range(10_000)),
            content_type="application/x-www-form-urlencoded",
        ),
        status=400,
        message=not_understood,
    ),
    # -- Languages -------------------------------------------------------------------
    "an unknown language for the account": Case(
        send=lambda shop: shop.post(
            "customer:profile-update", name="Mei", language="xx"
        ),
        status=422,
        message=lambda: no_choice("xx"),
    ),
    "an unknown language in the address": Case(
        send=lambda shop: shop.client.get(
            "/xx/basket/", headers={"accept-language": shop.language}
        ),
        status=404,
        message=not_here,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bad_input_is_answered_and_changes_nothing(world, language, case):
    case.meanwhile(world)
    before = world.state()

    response = case.send(world)

    assert response.status_code == case.status
    expect_page(response, language, case.message)
    assert world.state() == before


def expect_page(response, language: str, message: Callable[[], str]) -> None:
    """A page of the shop in `language` that says `message`."""
    page = html.fromstring(response.text)
    assert page.get("lang").lower() == language
    with translation.override(language):
        said = message()
    assert said in page.text_content()
    assert said.isascii() == (language == "en")


# -- Forms sent twice, forged or out of date ------------------------------------------


def test_a_duplicate_submit_leads_to_the_first_order(world):
    """S02: it is answered with what has been ordered already."""
    first = world.order()
    before = world.state()

    again = world.order()

    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert world.state() == before
    thanks = world.client.get(again["Location"])
    assert Order.objects.latest("pk").number in thanks.text


def stale_form() -> str:
    return _(
        "This form was open for too long, or it did not come from our page. Nothing "
        "has changed. Go back, reload the page and send it again."
    )


FORMS = {
    "basket:add": {"product_id": 1, "quantity": 1},
    "points:request": {"points": "500"},
    "checkout:place": {"payment": "on-delivery"},
    "customer:profile-update": {"name": "Eve", "language": "en"},
    "customer:login": {"username": "mei@example.com", "password": "guess"},
}


@pytest.mark.parametrize("token", ["", "x" * 64], ids=["missing", "forged"])
@pytest.mark.parametrize("name", FORMS)
def test_a_forged_form_changes_nothing(world, language, name, token):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.mei)
    browser.get(world.url("basket:summary"))
    before = world.state()

    sent = FORMS[name] | {"csrfmiddlewaretoken": token}
    response = browser.post(world.url(name), sent)

    assert response.status_code == 403
    expect_page(response, language, stale_form)
    assert world.state() == before


def test_a_form_from_before_signing_in_changes_nothing(world, language):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(world.url("customer:login"))
    token = html.fromstring(page.text).xpath("//input[@name='csrfmiddlewaretoken']")[0]
    sent = {"points": "500", "csrfmiddlewaretoken": token.get("value")}
    browser.cookies.clear()  # signing in gives new ones
    browser.force_login(world.mei)
    browser.get(world.url("basket:summary"))
    before = world.state()

    response = browser.post(world.url("points:request"), sent)

    assert response.status_code == 403
    expect_page(response, language, stale_form)
    assert world.state() == before


# -- Malformed uploads -----------------------------------------------------------------


@pytest.fixture
def managing(world):
    """The same browser, now a manager's."""
    manager = make_user()
    give_role(person=manager, role=roles.MANAGER)
    world.client.force_login(manager)
    return world


def half_a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 600), "#dee4d0").save(file, "PNG")
    return file.getvalue()[:200]


def no_picture() -> str:
    return _(
        "Upload a valid image. The file you uploaded was either not an image or a "
        "corrupted image."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"This is no picture.", no_picture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", no_picture),
        (half_a_picture(), no_picture),
        (b"", lambda: _("The submitted file is empty.")),
    ],
    ids=["text", "svg", "half", "empty"],
)
def test_what_is_no_picture_is_refused(managing, language, content, message):
    address = managing.url("dashboard:catalogue-product", managing.tea.pk)
    page = html.fromstring(managing.client.get(address).content)
    form = next(form for form in page.forms if "images-0-original" in form.fields)
    picture = SimpleUploadedFile("tea.png", content, "image/png")
    sent = dict(form.form_values()) | {"title": "Changed", "images-0-original": picture}
    before = managing.state()

    response = managing.client.post(address, sent)

    assert response.status_code == 422
    expect_page(response, language, message)
    assert managing.state() == before


def unreadable() -> str:
    return _("This file cannot be read: it is not plain text.")


@pytest.mark.parametrize(
    ("content", "changes", "message"),
    [
        (bytes(range(256)), {}, unreadable),
        (b"SKU-1\0", {}, unreadable),
        (b"x" * 200_000, {}, unreadable),
        (b"SKU-1", {"upload_type": "forged"}, not_understood),
    ],
    ids=["binary", "NUL", "one endless line", "forged"],
)
def test_what_is_no_list_of_products_is_refused(
    managing, language, content, changes, message
):
    some = Range.objects.create(name="Some")
    file = SimpleUploadedFile("products.csv", content, "text/csv")
    sent = {"action": "add_products", "upload_type": "included", "file_upload": file}
    before = managing.state()

    response = managing.post("dashboard:range-products", some.pk, **sent | changes)

    assert response.status_code == 422
    expect_page(response, language, message)
    assert managing.state() == before
