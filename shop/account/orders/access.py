"""Who may see an order: its member, or the visitor whose session is tied to it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from shop.forks.catalogue.pictured import tell_pictures, with_pictures
from shop.forks.order.models import Line, Order, OrderDiscount
from shop.forks.prefetched import give
from shop.operations.compiled import Compiled
from shop.orders.paying import online
from shop.typed.numbers import read_number
from shop.users.models import User

# Orders placed in this session, by basket; and those found by number and e-mail.
PLACED = "placed_orders"
FOUND = "found_orders"
MOST_WAITING = 3
_LINES = (
    Prefetch("lines", Line.objects.select_related("product__parent").order_by("pk")),
    "lines__product__images",
    "lines__product__categories",
    "lines__product__parent__images",
    "lines__product__parent__categories",
)

_PERHAPS = {
    "returns": "returns__lines__line",
    "return_requests": "return_requests__lines",
    "documents": "documents",
    "goodwill": "goodwill",
}


def remember_placed(session: SessionBase, *, order: Order) -> None:
    """Tie an order to the visitor who has just placed it."""
    session[PLACED] = _placed(session) | {str(order.basket_id): order.number}


def placed_from(session: SessionBase, *, basket_id: int | None) -> str | None:
    """Return the number of the order that this visitor's basket became."""
    return _placed(session).get(str(basket_id))


def placed_in(session: SessionBase) -> list[str]:
    return list(_placed(session).values())


def waiting_for_payment(
    *, user: User | AnonymousUser, session: SessionBase, at: datetime
) -> list[Order]:
    """Return what was placed in this visit and can still be paid online."""
    numbers = placed_in(session)[-MOST_WAITING:]
    if not numbers:
        return []
    placed = Order.objects.filter(
        Q(user=None) | Q(user=user.pk), number__in=numbers
    ).order_by("-date_placed", "-pk")
    return [order for order in placed if online.is_payable(order, at=at)]


def remember_found(session: SessionBase, *, order: Order) -> None:
    """Let this visitor see an order whose number and e-mail they knew."""
    session[FOUND] = [*_found(session), order.number][-10:]


def order_for(
    *, number: str, user: User | AnonymousUser, session: SessionBase
) -> Order:
    """Return an order this visitor may see, or raise Order.DoesNotExist.

    An order of a member is seen by that member only, wherever it was placed.
    """
    found = _READABLE.rows(number)
    if not found:
        raise Order.DoesNotExist
    [order] = found
    _read_the_rest(order)
    if order.user_id is not None:
        seen = order.user_id == user.pk
    else:
        seen = number in [*placed_in(session), *_found(session)]
    if not seen:
        raise Order.DoesNotExist
    return order


def find(*, number: str, email: str) -> Order | None:
    """Return a guest's order by what only its shopper knows."""
    return Order.objects.filter(
        number=read_number(number), user=None, guest_email=email
    ).first()


def orders_of(user: User) -> QuerySet[Order, Any]:
    """A member's orders, the newest first, with what a list shows."""
    return (
        Order.objects.filter(user=user)
        .prefetch_related(*_LINES)
        .order_by("-date_placed", "-pk")
    )


def _placed(session: SessionBase) -> dict[str, str]:
    """What is kept; nothing where another release kept it in another shape (F08)."""
    kept = session.get(PLACED)
    if not isinstance(kept, dict):
        return {}
    return {key: number for key, number in kept.items() if isinstance(number, str)}


def _found(session: SessionBase) -> list[str]:
    kept = session.get(FOUND)
    if not isinstance(kept, list):
        return []
    return [number for number in kept if isinstance(number, str)]


def _readable(number: str) -> QuerySet[Order, Any]:
    """An order, and whether it has what a young one has not: `has_returns` ..."""
    return (
        Order.objects.select_related(
            "shipping_address__country",
            "payment",
            "user",
            "pickup__point",
            "parcel__carrier",
        )
        .filter(number=number)
        .annotate(
            **{
                f"has_{name}": Exists(_rows_of(name).filter(order=OuterRef("pk")))
                for name in _PERHAPS
            }
        )
    )


_READABLE = Compiled(_readable)
_LINES_OF = Compiled(
    lambda order: (
        with_pictures(Line.objects.filter(order=order))
        .select_related("product__parent")
        .order_by("pk")
    )
)
_DISCOUNTS = Compiled(lambda order: OrderDiscount.objects.filter(order=order))


def _rows_of(name: str) -> QuerySet[Any, Any]:
    related: Any = Order._meta.get_field(name).related_model
    rows: QuerySet[Any, Any] = related._default_manager.order_by()
    return rows


def _read_the_rest(order: Order) -> None:
    """Read what there is, and know of the rest that it is not."""
    for name in _PERHAPS:
        if not getattr(order, f"has_{name}"):
            give(order, name)
    there = [way for name, way in _PERHAPS.items() if getattr(order, f"has_{name}")]
    lines = _LINES_OF.rows(order.pk)
    tell_pictures(lines)
    for line in lines:
        line.order = order
    give(order, "lines", lines)
    give(order, "discounts", _DISCOUNTS.rows(order.pk))
    prefetch_related_objects([order], *there)
