"""One order as somebody would place it."""

from datetime import datetime

from django.utils import translation

from shop.delivery import tariffs
from shop.forks.basket.models import Basket, Line
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.orders.placing import ordering, pricing
from shop.orders.placing.purchase import Address, Purchase
from shop.texts import reading
from shop.users.models import User


def place(
    *, buyer: User, address: Address, record: StockRecord, pieces: int, at: datetime
) -> Order:
    """Order so many pieces, to be paid by bank transfer."""
    basket = Basket.objects.create(owner=buyer)
    Line.objects.create(
        basket=basket,
        line_reference=f"{record.product_id}_{record.pk}",
        product=record.product,
        stockrecord=record,
        quantity=pieces,
        price_currency=record.price_currency,
        price_incl_tax=record.price,
    )
    with translation.override("en"):
        read = pricing.read_basket(basket_id=basket.pk, shopper=buyer, at=at)
        way = tariffs.current().way("standard", to=address.destination)
        return ordering.place_order(
            basket=basket,
            shopper=buyer,
            purchase=Purchase(
                email=buyer.email,
                language="en",
                delivery_code="standard",
                payment_method="bank-transfer",
                quote=pricing.price(basket=read, at=at, way=way).quote,
                address=address,
                agreed=reading.agreed(at=at).mark,
            ),
            placed_at=at,
        )
