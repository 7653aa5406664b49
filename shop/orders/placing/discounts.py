"""Write down what offers and vouchers gave an order."""

from collections.abc import Mapping

from modeltranslation.utils import build_localized_fieldname
from oscar.apps.order.models import OrderLineDiscount

from shop.forks.basket.models import Basket
from shop.forks.catalogue.naming import LANGUAGES
from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import Line, Order, OrderDiscount
from shop.orders.amounts import Totals
from shop.orders.told.basket import discounts_by_line
from shop.rewards.voucher_discount import FreeDelivery


def write_discounts(
    *, order: Order, basket: Basket, lines: Mapping[int, Line], totals: Totals
) -> dict[int, OrderDiscount]:
    """Keep which offer took off how much of which line, as Oscar's reports ask.

    Returns what each offer gave, by its key.
    """
    by_line = discounts_by_line(basket)
    discounts = {}
    for application in basket.offer_applications:
        offer, voucher = application["offer"], application["voucher"]
        shipping = application["result"].affects_shipping
        if isinstance(application["result"], FreeDelivery) and not (
            totals.delivery_amount.voucher_points
        ):
            continue  # it was free without the voucher
        amount = (
            totals.delivery_amount.discount
            if shipping
            else sum(
                amount for (_line, pk), amount in by_line.items() if pk == offer.pk
            )
        )
        discounts[offer.pk] = OrderDiscount(
            order=order,
            category=OrderDiscount.SHIPPING if shipping else OrderDiscount.BASKET,
            offer_id=offer.pk,
            offer_name=offer.name,
            offer_names=_names(offer),
            voucher_id=voucher.pk if voucher else None,
            voucher_code=voucher.code if voucher else "",
            frequency=application["freq"],
            amount=amount,
        )
    OrderDiscount.objects.bulk_create(discounts.values())
    OrderLineDiscount.objects.bulk_create(
        OrderLineDiscount(
            line=lines[line_pk],
            order_discount=discounts[offer_pk],
            is_incl_tax=True,
            amount=amount,
        )
        for (line_pk, offer_pk), amount in by_line.items()
    )
    return discounts


def _names(offer: ConditionalOffer) -> dict[str, str]:
    """What the offer is called in each language in which it has a name."""
    fields = {
        language: build_localized_fieldname("name", language) for language in LANGUAGES
    }
    return {
        language: name
        for language, field in fields.items()
        if (name := getattr(offer, field, None))
    }
