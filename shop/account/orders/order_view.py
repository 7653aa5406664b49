"""An order as its shopper reads it: what happened, and what it added up to."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from shop.account.orders.earning import Earning
from shop.account.orders.goods import LineRow
from shop.account.orders.owing import Owing
from shop.account.orders.progress import events
from shop.baskets.summary import summary_rows, vat_note
from shop.delivery import methods
from shop.delivery.models import Parcel, Pickup
from shop.delivery.parcels import followed_at, parcel_of
from shop.delivery.pickups import pickup_of
from shop.documents.models import Document
from shop.forks.order.models import CAME_TO_NOTHING, Order, OrderStatus
from shop.orders.fulfilling.collecting import shown
from shop.orders.models import Return
from shop.orders.told.lines import ToldLine
from shop.orders.told.order import tell_order
from shop.orders.told.purchase import Told
from shop.orders.undoing import calling_off
from shop.payments.models import Refund


@dataclass(frozen=True)
class OrderView:
    order: Order

    @cached_property
    def is_stopped(self) -> bool:
        return self.order.status in CAME_TO_NOTHING

    @property
    def owing(self) -> Owing:
        return Owing(self.order)

    @property
    def can_be_called_off(self) -> bool:
        return calling_off.can_be_called_off(self.order)

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
    def lines(self) -> list[tuple[LineRow, ToldLine]]:
        """Each line: its product as it is now, and what was paid for it."""
        rows = map(LineRow, self.order.lines.all())
        return list(zip(rows, self.told.lines, strict=True))

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
        order = self.order
        return methods.called(order.shipping_code, otherwise=order.shipping_method)

    @cached_property
    def told(self) -> Told:
        return tell_order(self.order, named=True)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The summary, as components/summary.html takes it."""
        return summary_rows(self.told, delivery=self.delivery_name)

    @property
    def vat_note(self) -> str:
        return vat_note(self.told.vat)

    @cached_property
    def earning(self) -> Earning:
        return Earning(self.order)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        return events(self.order)
