"""An order as its shopper reads it: what happened, and what it added up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from loyalty import reading
from loyalty.rules import EarningLine
from shop.baskets.contents import picture_of, tint_of
from shop.components.listing import listed
from shop.components.numbers import money, points
from shop.delivery import methods
from shop.delivery.models import Parcel, Pickup
from shop.delivery.parcels import followed_at, parcel_of
from shop.delivery.pickups import pickup_of
from shop.documents.models import Document
from shop.forks.catalogue.models import Product, ProductImage, Tint
from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import Line, Order, OrderStatus, PaymentMethod
from shop.orders.fulfilling.collecting import shown
from shop.orders.models import Return
from shop.orders.undoing import calling_off
from shop.payments import methods as payment_methods
from shop.payments.models import Refund
from shop.rewards import display
from shop.rewards.offer import is_points_offer

ZERO = Decimal("0.00")
STOPPED = (OrderStatus.CANCELLED, OrderStatus.LAPSED)


@dataclass(frozen=True)
class LineRow:
    """One line of an order, with what is still known of its product."""

    line: Line

    @property
    def product(self) -> Product | None:
        return self.line.product

    @property
    def url(self) -> str:
        return self.product.get_absolute_url() if self.product else ""

    @property
    def image(self) -> ProductImage | None:
        return picture_of(self.product) if self.product else None

    @property
    def tint(self) -> str:
        return tint_of(self.product) if self.product else Tint.OAT

    @property
    def is_reduced(self) -> bool:
        before = self.line.line_price_before_discounts_incl_tax
        return before != self.line.line_price_incl_tax


@dataclass(frozen=True)
class OrderView:
    order: Order

    @cached_property
    def lines(self) -> list[Line]:
        return list(self.order.lines.all())

    @cached_property
    def is_stopped(self) -> bool:
        return self.order.status in STOPPED

    @property
    def can_be_called_off(self) -> bool:
        return calling_off.can_be_called_off(self.order)

    @property
    def awaits_transfer(self) -> bool:
        return self._awaits(PaymentMethod.BANK_TRANSFER)

    @property
    def awaits_online(self) -> bool:
        return self._awaits(PaymentMethod.ONLINE)

    def _awaits(self, method: PaymentMethod) -> bool:
        order = self.order
        waits = order.status == OrderStatus.AWAITING_PAYMENT
        return waits and order.payment_method == method

    @property
    def pays_on_delivery(self) -> bool:
        on_delivery = self.order.payment_method == PaymentMethod.ON_DELIVERY
        return on_delivery and not self.order.paid_at and not self.is_stopped

    @cached_property
    def pickup(self) -> Pickup | None:
        return pickup_of(self.order)

    @property
    def pickup_code(self) -> str:
        """The code to show at the counter, while something lies there."""
        if self.pickup is None or self.order.status != OrderStatus.READY:
            return ""
        return shown(self.pickup.code)

    @cached_property
    def parcel(self) -> Parcel | None:
        """By whom it is or was brought, unless it never arrives."""
        return None if self.is_stopped else parcel_of(self.order)

    @property
    def followed_at(self) -> str:
        return followed_at(self.parcel)

    @property
    def is_on_its_way(self) -> bool:
        return self.order.status == OrderStatus.SHIPPED

    @property
    def shopper_name(self) -> str:
        order = self.order
        if order.shipping_address:
            return order.shipping_address.name
        return order.user.get_full_name() if order.user else ""

    @cached_property
    def line_rows(self) -> list[LineRow]:
        return [LineRow(line) for line in self.lines]

    @property
    def transfer(self) -> list[tuple[str, str]]:
        """What goes into the form of the shopper's bank."""
        order = self.order
        due = date_format(localtime(order.payment_due_at), "DATE_FORMAT")
        return [
            (pgettext("bank transfer", "Recipient"), settings.BANK_ACCOUNT_HOLDER),
            ("IBAN", settings.BANK_ACCOUNT_IBAN),
            (pgettext("bank transfer", "Amount"), money(order.total_incl_tax)),
            (pgettext("bank transfer", "Reference"), order.number),
            (pgettext("bank transfer", "Pay by"), due),
        ]

    @cached_property
    def instructions(self) -> str:
        gateway = payment_methods.find(self.order.payment_method)
        return gateway.instructions(order=self.order)

    @property
    def returns(self) -> list[Return]:
        return list(self.order.returns.all())

    @property
    def refunds(self) -> list[Refund]:
        return list(self.order.payment.refunds.select_related("attempt", "payment"))

    @property
    def documents(self) -> list[Document]:
        """Its invoice and its credit notes."""
        return list(self.order.documents.all())

    @property
    def delivery_name(self) -> str:
        """The way of delivery in the reader's language."""
        try:
            return str(methods.find(self.order.shipping_code).name)
        except methods.UnknownDelivery:
            return self.order.shipping_method

    @cached_property
    def goods(self) -> Decimal:
        return sum(
            (line.line_price_before_discounts_incl_tax for line in self.lines), ZERO
        )

    @cached_property
    def offer_discount(self) -> Decimal:
        paid = sum((line.line_price_incl_tax for line in self.lines), ZERO)
        return self.goods - paid - self.order.points_discount

    @cached_property
    def vat(self) -> dict[Decimal, Decimal]:
        """VAT in what was paid in money, by rate."""
        vat: dict[Decimal, Decimal] = {}
        for line in self.lines:
            vat[line.vat_rate] = vat.get(line.vat_rate, ZERO) + (
                line.line_price_incl_tax - line.line_price_excl_tax
            )
        for portion in self.order.shipping_portions:
            vat[portion.vat_rate] = vat.get(portion.vat_rate, ZERO) + portion.vat
        return {rate: vat[rate] for rate in sorted(vat) if vat[rate]}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The summary, as components/summary.html takes it."""
        order = self.order
        rows: list[dict[str, Any]] = [{"label": _("Goods"), "amount": self.goods}]
        if self.offer_discount:
            rows.append(
                {
                    "label": _("Offers"),
                    "note": self._offer_names,
                    "amount": -self.offer_discount,
                    "kind": "discount",
                }
            )
        if order.points_redeemed:
            rows.append(
                {
                    "label": points(order.points_redeemed),
                    "amount": -order.points_discount,
                    "kind": "points",
                }
            )
        rows.append(
            {
                "label": _("Delivery"),
                "amount": order.shipping_incl_tax,
                "text": "" if order.shipping_incl_tax else _("free"),
            }
        )
        return rows

    @property
    def _offer_names(self) -> str:
        """The offers and vouchers that took something off the goods."""
        discounts = [
            discount
            for discount in self.order.discounts.all()
            if discount.is_basket_discount
        ]
        offers = ConditionalOffer.objects.select_related("benefit").filter(
            pk__in=[discount.offer_id for discount in discounts]
        )
        points_offers = {offer.pk for offer in offers if is_points_offer(offer)}
        return listed(
            discount.voucher_code or discount.offer_name
            for discount in discounts
            if discount.offer_id not in points_offers
        )

    @property
    def vat_note(self) -> str:
        return vat_note(self.vat)

    @cached_property
    def would_earn(self) -> int:
        """What the money paid for the goods earns by the rule of now."""
        return display.points_for_lines(
            EarningLine(key=line.pk, cash=line.cash_kept, labels=frozenset(line.labels))
            for line in self.lines
        )

    @cached_property
    def accrued(self) -> reading.Accrued | None:
        order = self.order
        if order.user_id is None:
            return None
        return reading.accrued(member=order.user, reference=order.number)

    @property
    def earned_points(self) -> int:
        """What the order adds to the member's points, booked or still to come."""
        if self.order.user_id is None or self.is_stopped:
            return 0
        return self.accrued.kept if self.accrued else self.would_earn

    @property
    def earned(self) -> str:
        """When the points can be used, in words."""
        if not self.earned_points:
            return ""
        if self.accrued is None:
            return _("They are added once the order is paid.")
        if self.order.delivered_at is None:
            return _("They are yours to use after delivery and the return window.")
        return _("Your points page says from when you can use them.")

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """What happened and what comes, as components/timeline.html takes it."""
        order = self.order
        happened = [
            (_("Order placed"), order.date_placed, ""),
            (
                _("Paid") if order.paid_at else _("Payment"),
                order.paid_at,
                self._payment_note,
            ),
            *self._arrival,
        ]
        events = [
            {"label": label, "at": at, "note": note, "state": _state(at)}
            for label, at, note in happened
            if at or not self.is_stopped
        ]
        if self.is_stopped:
            events.append(
                {
                    "label": str(OrderStatus(order.status).label),
                    "at": order.cancelled_at,
                    "note": "",
                    "state": "stopped",
                }
            )
        events += [
            {
                "label": _("Money back out of goodwill"),
                "at": given.given_at,
                "note": money(given.money, order.currency),
                "state": "done",
            }
            for given in order.goodwill.all()
        ]
        for returned in self.returns:
            pieces = sum(line.quantity for line in returned.lines.all())
            events.append(
                {
                    "label": ngettext(
                        "%(pieces)s piece taken back",
                        "%(pieces)s pieces taken back",
                        pieces,
                    )
                    % {"pieces": pieces},
                    "at": returned.received_at,
                    "note": self._return_note(returned),
                    "state": "done",
                }
            )
        done = sorted(
            (event for event in events if event["at"]), key=lambda event: event["at"]
        )
        coming = [event for event in events if not event["at"]]
        if coming and coming[0]["state"] == "next":
            coming[0]["state"] = "current"
        return done + coming

    @property
    def _arrival(self) -> list[tuple[str, datetime | None, str]]:
        order = self.order
        if self.pickup is None:
            return [
                (_("On its way"), order.shipped_at, ""),
                (_("Delivered"), order.delivered_at, ""),
            ]
        return [
            (_("Ready to be picked up"), order.ready_at, ""),
            (_("Picked up"), order.delivered_at, ""),
        ]

    @property
    def _payment_note(self) -> str:
        order = self.order
        if order.paid_at is None and order.payment_method == PaymentMethod.ON_DELIVERY:
            return _("When you receive it")
        return ""

    def _return_note(self, returned: Return) -> str:
        parts = [_("%(money)s refunded") % {"money": money(returned.money)}]
        if returned.points_restored:
            parts.append(
                _("%(points)s given back")
                % {"points": points(returned.points_restored)}
            )
        if returned.points_revoked:
            parts.append(
                _("%(points)s taken from what it earned")
                % {"points": points(returned.points_revoked)}
            )
        return " · ".join(parts)


def vat_note(vat: Mapping[Decimal, Decimal]) -> str:
    """Say how much VAT a total contains, per rate."""
    if not vat:
        return ""
    parts = (
        _("%(amount)s (%(rate)s %%)")
        % {"amount": money(amount), "rate": f"{rate.normalize():f}"}
        for rate, amount in vat.items()
    )
    return _("including VAT: %(parts)s") % {"parts": listed(parts)}


def _state(at: datetime | None) -> str:
    return "done" if at else "next"
