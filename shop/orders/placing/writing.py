"""Write an order down: a fixed number of statements, whatever the lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site
from django.utils.translation import gettext as _
from oscar.apps.order.models import LineAttribute

from loyalty.arithmetic.tiers import Tier
from shop.components.numbers import money
from shop.delivery.methods import DeliveryMethod
from shop.forks.basket.models import Basket
from shop.forks.basket.models import Line as BasketLine
from shop.forks.order.models import Line, Order, OrderDiscount, OrderStatus
from shop.orders.amounts import ZERO, LineAmount, Totals
from shop.orders.numbers import new_number
from shop.orders.placing import pricing
from shop.orders.placing.deciding import Decision
from shop.orders.placing.discounts import write_discounts
from shop.orders.placing.kept_terms import KeptTerms, kept_terms
from shop.orders.placing.purchase import Purchase
from shop.rewards import labels
from shop.texts.reading import Agreed
from shop.users.models import User


def write_order(
    *,
    basket: Basket,
    totals: Totals,
    purchase: Purchase,
    decision: Decision,
    agreed: Agreed,
    shopper: User | None,
    tier: Tier | None,
    placed_at: datetime,
) -> tuple[Order, Mapping[int, OrderDiscount]]:
    """Write the order with its address and its lines, and what offers gave it."""
    terms = kept_terms(basket)
    order = _order(basket, totals, purchase, decision)
    order.ordinary_delivery = pricing.ordinary_delivery(
        basket=basket, totals=totals, tariff=decision.tariff, way=decision.way
    )
    order.offer_terms = [each.to_json() for each in terms.offers]
    order.terms_version_id = agreed.terms
    order.returns_version_id = agreed.returns
    order.user = shopper
    order.tier_id = tier and tier.version
    order.tier_saved = totals.delivery_amount.saved
    order.guest_email = "" if shopper else purchase.email
    order.date_placed = placed_at
    order.save(force_insert=True)
    lines = _write_lines(order, basket, totals, terms)
    given = write_discounts(order=order, basket=basket, lines=lines, totals=totals)
    return order, given


def _order(
    basket: Basket, totals: Totals, purchase: Purchase, decision: Decision
) -> Order:
    due_at, method = decision.payment_due_at, decision.way.method
    address = decision.address.to_model() if decision.address else None
    if address:
        address.save(force_insert=True)
    return Order(
        number=new_number(),
        site=Site.objects.get_current(),
        basket=basket,
        language=purchase.language,
        company=purchase.company,
        tax_id=purchase.tax_id,
        currency=currency_of(basket),
        total_incl_tax=totals.total,
        total_excl_tax=totals.total_excl_tax,
        **delivery_money(totals),
        shipping_method=_called(method, totals),
        shipping_code=method.code,
        shipping_address=address,
        payment_method=decision.gateway.code,
        payment_due_at=due_at,
        status=OrderStatus.AWAITING_PAYMENT if due_at else OrderStatus.CONFIRMED,
        points_redeemed=totals.points,
        points_discount=totals.points_discount,
        voucher_points=totals.voucher_points,
    )


def _called(method: DeliveryMethod, totals: Totals) -> str:
    """What the delivery is called on documents, which say whose tier saved what."""
    saved = totals.delivery_amount
    if not saved.saved:
        return str(method.name)
    return _("%(way)s (%(tier)s saves %(money)s)") % {
        "way": method.name,
        "tier": saved.tier,
        "money": money(saved.saved),
    }


def currency_of(basket: Basket) -> str:
    return basket.currency or settings.OSCAR_DEFAULT_CURRENCY


def delivery_money(totals: Totals) -> Mapping[str, Any]:
    """What an order keeps of its delivery's price and the VAT in it."""
    portions = totals.delivery_portions
    return {
        "shipping_incl_tax": totals.delivery,
        "shipping_excl_tax": sum((portion.net for portion in portions), ZERO),
        "shipping_tax_code": "+".join(str(portion.vat_rate) for portion in portions),
        "shipping_vat": [portion.to_json() for portion in portions],
    }


def _write_lines(
    order: Order, basket: Basket, totals: Totals, terms: KeptTerms
) -> dict[int, Line]:
    """Write the lines in the order the shopper saw; return them by basket line."""
    amounts = {amount.key: amount for amount in totals.lines}
    product_labels = labels.for_products(line.product for line in basket.all_lines())
    lines = {
        basket_line.pk: Line(
            order=order,
            labels=sorted(product_labels[basket_line.product_id]),
            counts_for=terms.by_line.get(basket_line.pk, []),
            **_goods(basket_line),
            **_money(amounts[basket_line.pk]),
        )
        for basket_line in basket.all_lines()
    }
    Line.objects.bulk_create(lines.values())
    LineAttribute.objects.bulk_create(
        LineAttribute(
            line=lines[basket_line.pk],
            option=attribute.option,
            type=attribute.option.code,
            value=attribute.value,
        )
        for basket_line in basket.all_lines()
        for attribute in basket_line.attributes.all()
    )
    return lines


def _goods(line: BasketLine) -> Mapping[str, Any]:
    tracked = line.product.get_product_class().track_stock
    return {
        "product": line.product,
        "title": line.product.get_title(),
        "names": line.product.names,
        "upc": line.product.upc,
        "net_quantity": line.product.net_quantity,
        "net_unit": line.product.net_unit,
        "quantity": line.quantity,
        "num_allocated": line.quantity if tracked else 0,
        "stockrecord": line.stockrecord,
        "partner": line.stockrecord.partner,
        "partner_name": line.stockrecord.partner.name,
        "partner_sku": line.stockrecord.partner_sku,
    }


def _money(amount: LineAmount) -> Mapping[str, Any]:
    return {
        "unit_price_incl_tax": amount.unit_price,
        "unit_price_excl_tax": amount.net(amount.unit_price),
        "line_price_before_discounts_incl_tax": amount.price,
        "line_price_before_discounts_excl_tax": amount.net(amount.price),
        "line_price_incl_tax": amount.cash,
        "line_price_excl_tax": amount.cash_excl_tax,
        "tax_code": str(amount.vat_rate),
        "vat_rate": amount.vat_rate,
        "points_redeemed": amount.points,
        "points_discount": amount.points_discount,
        "voucher_points": amount.voucher_points,
        "voucher_discount": amount.voucher_discount,
    }
