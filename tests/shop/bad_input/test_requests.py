"""Whatever is sent: a clear message in the shopper's language, the right status
code, and nothing has changed.

One table for the whole shop, in both languages; the pages' own tests know more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.utils.translation import gettext as _

from shop.components.numbers import points
from shop.forks.catalogue.models import Product
from shop.forks.order.models import Order
from tests.shop.bad_input.world import World, expect_page, not_understood

pytestmark = pytest.mark.django_db


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


def test_a_duplicate_submit_leads_to_the_first_order(world):
    """S02: it is answered with what has been ordered already."""
    first = world.order()
    before = world.state()

    again = world.order()

    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert world.state() == before
    thanks = world.client.get(again["Location"])
    assert Order.objects.latest("pk").number in thanks.text
