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


def mail_about(number: str) -> QuerySet[Message]:
    """The mail about one order, in the order it was written."""
    found = Message.objects.filter(context__number=number)
    return found.order_by("created_at", "id")[:LATEST]


def orders_with(word: str) -> Iterator[QuerySet]:
    """Keys of orders by whom they go to and where, what is in them, their parcel."""
    people = User.objects.filter(
        Q(first_name__icontains=word)
        | Q(last_name__icontains=word)
        | Q(email__icontains=address(word))
    )
    yield Order.objects.filter(user__in=people).values("pk")
    places = ShippingAddress.objects.filter(
        Q(first_name__icontains=word)
        | Q(last_name__icontains=word)
        | Q(postcode__icontains=word)
    )
    yield Order.objects.filter(shipping_address__in=places).values("pk")
    goods = Line.objects.filter(
        Q(partner_sku__icontains=word) | Q(title__icontains=word)
    )
    yield goods.values("order_id")
    # The line has the buyer's language; the goods are called in every one.
    yield Line.objects.filter(product__in=_called(word)).values("order_id")
    yield Parcel.objects.filter(number__icontains=word).values("order_id")


def _called(word: str) -> QuerySet[Product]:
    """Goods with the word in a title, or in that of what they are a variant of."""
    called = Q()
    for title in get_translation_fields("title"):
        called |= Q(**{f"{title}__icontains": word})
        called |= Q(**{f"parent__{title}__icontains": word})
    return Product.objects.filter(called)
