"""One order as somebody would place it, and as the staff would carry it out."""

from datetime import datetime, timedelta

from django.utils import translation

from shop.delivery import tariffs
from shop.forks.basket.models import Basket, Line
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
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


def carry_out(*, order: Order, staff: User, at: datetime) -> None:
    """Let it be paid, sent and delivered, a day after the other."""
    number, day = order.number, timedelta(days=1)
    confirming.mark_paid(number=number, actor=staff, at=at + day)
    shipping.mark_shipped(number=number, actor=staff, at=at + 2 * day)
    shipping.mark_delivered(number=number, actor=staff, at=at + 3 * day)
