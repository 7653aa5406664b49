"""Where orders are found by a word, and what an order's page shows of other rooms."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from modeltranslation.utils import get_translation_fields
from oscar.apps.order.models import ShippingAddress

from loyalty.typed import address
from shop.delivery.models import Parcel
from shop.forks.catalogue.models import Product
from shop.forks.order.models import Line, Order
from shop.outbox.models import Message
from shop.users.models import User

LATEST = 25
TRIGRAM = 3


def mail_about(number: str) -> QuerySet[Message]:
    """The mail about one order, in the order it was written."""
    found = Message.objects.filter(context__number=number)
    return found.order_by("created_at", "id")[:LATEST]


def orders_with(word: str) -> Iterator[QuerySet]:
    """Keys of orders by whom they go to and where, what is in them, their parcel."""
    people = User.objects.filter(
        _has("first_name", word)
        | _has("last_name", word)
        | _has("email", address(word))
    )
    yield Order.objects.filter(user__in=people).values("pk")
    places = ShippingAddress.objects.filter(
        _has("first_name", word) | _has("last_name", word) | _has("postcode", word)
    )
    yield Order.objects.filter(shipping_address__in=places).values("pk")
    if len(word) >= TRIGRAM:
        goods = Line.objects.filter(
            Q(partner_sku__icontains=word) | Q(title__icontains=word)
        )
        yield goods.values("order_id")
        parcels = Parcel.objects.filter(number__icontains=word)
        yield parcels.values("order_id")
    # The line has the buyer's language; the goods are called in every one.
    called = _called(word).values("pk")
    yield Line.objects.filter(product__in=called).values("order_id")
    variants = Product.objects.filter(parent__in=called).values("pk")
    yield Line.objects.filter(product__in=variants).values("order_id")


def _has(column: str, word: str) -> Q:
    """The word in a column; if it is shorter than that, only where it begins.

    The indexes know three neighbouring signs, and how a word begins.
    """
    how = "icontains" if len(word) >= TRIGRAM else "istartswith"
    return Q(**{f"{column}__{how}": word})


def _called(word: str) -> QuerySet[Product]:
    """Goods with the word in a title, of which there are never so many."""
    called = Q()
    for title in get_translation_fields("title"):
        called |= Q(**{f"{title}__icontains": word})
    return Product.objects.filter(called)
