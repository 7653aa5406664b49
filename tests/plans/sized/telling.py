"""The stories: goods on a shelf, and orders of a guest and of a member with points."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from io import StringIO

from django.core.management import call_command

from loyalty import earning
from shop.forks.catalogue.models import Category, Product
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling
from shop.payments.models import PaymentAttempt
from shop.users.models import User
from tests.factories import (
    make_basket,
    make_carrier,
    make_mark,
    make_product,
    make_variant,
    place,
)
from tests.hearing import let_all_hear
from tests.shop.returns.conftest import ask

DAY = timedelta(days=1)
# What the copies say something else for.
NOUN, KIND, NUMBER = "Zephyr", "Calico", "Nonpareil"
CHINESE = "云雾"
SKU = "SKU-"
NAMES = [
    ("Teapot", "茶壶"),
    ("Bowl", "碗"),
    ("Towel", "毛巾"),
    ("Soap", "肥皂"),
    ("Honey", "蜂蜜"),
    ("Oolong", "乌龙"),
    ("Candle", "蜡烛"),
    ("Cup", "杯子"),
]


def goods_alone() -> Product:
    product = make_product(
        "12.50",
        title=f"{NOUN} {KIND} {NUMBER}",
        title_zh_hans=f"{CHINESE} {NUMBER}",
        description="<p>Made by hand, and made to last.</p>",
    )
    _stand(product, slug=f"{NOUN}-{NUMBER}-alone", sku=f"{SKU}{NUMBER}-A")
    make_mark(product, ("Colour", "颜色"), ("Blue", "蓝"))
    call_command("index_products", stdout=StringIO())
    return product


def goods_with_variants() -> Product:
    parent = make_product(
        "12.50",
        title=f"{NOUN} {KIND} {NUMBER}",
        title_zh_hans=f"{CHINESE} {NUMBER}",
    )
    for size in (("Small", "小"), ("Large", "大")):
        variant = make_variant(parent, "12.50")
        _stand(
            variant,
            slug=f"{NOUN}-{NUMBER}-{size[0]}",
            sku=f"{SKU}{NUMBER}-{size[0][0]}",
            title=f"{NOUN} {KIND} {NUMBER} {size[0]}",
        )
        make_mark(variant, ("Size", "大小"), size)
    _stand(parent, slug=f"{NOUN}-{NUMBER}-many")
    call_command("index_products", stdout=StringIO())
    return parent


def goods_of_many_names() -> None:
    """So that the search knows the words of the copies."""
    for noun, chinese in NAMES:
        make_product("9.90", title=f"{noun} of old", title_zh_hans=chinese)
    call_command("index_products", stdout=StringIO())


def _stand(product: Product, *, sku: str = "", **fields: str) -> None:
    Product.objects.filter(pk=product.pk).update(**fields)
    product.refresh_from_db()
    if sku:
        product.stockrecords.update(partner_sku=sku)


def shelves(count: int) -> list[Category]:
    """Some of them above others."""
    found: list[Category] = []
    for number in range(count):
        shelf = Category(name=f"Shelf {number}", slug=f"shelf-{number}")
        if number % 4:
            found.append(found[number - number % 4].add_child(instance=shelf))
        else:
            found.append(Category.add_root(instance=shelf))
    return found


def ordered(
    goods: Iterable[Product],
    *,
    at: datetime,
    owner: User | None = None,
    quantity: int = 2,
    points: int = 0,
) -> Order:
    """An order that was tried to pay by card before the money came."""
    basket = make_basket(
        [(product, quantity) for product in goods], owner=owner, points=points
    )
    guest = {} if owner else {"email": "guest@nonpareil.example"}
    order = place(basket, at=at, **guest)
    PaymentAttempt.objects.create(
        order=order,
        provider="stripe",
        key=f"{order.number}-key",
        session_id=f"cs_{order.number}",
        currency=order.currency,
        amount=order.total_incl_tax,
        state="expired",
        created_at=at,
        expires_at=at + DAY,
    )
    let_all_hear()
    return order


def paid(order: Order, *, by: User, at: datetime) -> Order:
    confirming.mark_paid(number=order.number, actor=by, at=at)
    let_all_hear()
    return order


def shipped(order: Order, *, by: User, at: datetime) -> Order:
    shipping.mark_shipped(
        number=order.number,
        actor=by,
        at=at,
        carrier=make_carrier(),
        tracking_number=f"RR{order.pk:09d}DE",
    )
    let_all_hear()
    return order


def delivered(order: Order, *, by: User) -> Order:
    """Paid after a day, sent after two and there after three; its points matured."""
    at = order.date_placed
    shipped(paid(order, by=by, at=at + DAY), by=by, at=at + 2 * DAY)
    shipping.mark_delivered(number=order.number, actor=by, at=at + 3 * DAY)
    let_all_hear()
    earning.book_maturities(at=at + 25 * DAY)
    return order


def cancelled(order: Order, *, by: User) -> Order:
    """Paid before, so that the money is owed back."""
    paid(order, by=by, at=order.date_placed + DAY)
    cancelling.cancel(
        number=order.number,
        actor=by,
        reason="Ordered twice",
        cancelled_at=order.date_placed + 2 * DAY,
    )
    let_all_hear()
    return order


def sent_back(order: Order, *, by: User) -> Order:
    """Delivered, and awaited back."""
    delivered(order, by=by).refresh_from_db()
    ask(order, 1, reference=f"r-{order.number}", at=order.date_placed + 4 * DAY)
    let_all_hear()
    return order
