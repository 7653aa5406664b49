"""Where the pages of the order desk are."""

from django.urls import path

from shop.components import routes  # noqa: F401  numbers in addresses
from shop.staff.orders import (
    goodwill_pages,
    order_pages,
    parcel_pages,
    pickup_pages,
    step_pages,
    take_back_pages,
)
from shop.staff.orders.order_list import OrderList
from shop.staff.orders.pickup_list import PickupList

ORDER = "orders/<number:number>/"

urlpatterns = [
    path("orders/", OrderList.as_page(), name="orders"),
    path("orders/file/", OrderList.as_file(), name="orders-file"),
    path(ORDER, order_pages.order, name="order"),
    path(f"{ORDER}documents/<slug:name>/", order_pages.document, name="document"),
    path(f"{ORDER}delivery-note/", order_pages.delivery_note, name="delivery-note"),
    path(f"{ORDER}paid/", step_pages.mark_paid, name="mark-paid"),
    path(f"{ORDER}shipped/", step_pages.mark_shipped, name="mark-shipped"),
    path(f"{ORDER}parcel/", parcel_pages.parcel, name="parcel"),
    path(f"{ORDER}ready/", step_pages.mark_ready, name="mark-ready"),
    path(f"{ORDER}delivered/", step_pages.mark_delivered, name="mark-delivered"),
    path(f"{ORDER}cancel/", step_pages.cancel, name="cancel"),
    path(f"{ORDER}goodwill/", goodwill_pages.give, name="goodwill"),
    path(f"{ORDER}take-back/", take_back_pages.take_back, name="take-back"),
    path("pickup/", pickup_pages.pickup, name="pickup"),
    path("pickup/file/", PickupList.as_file(), name="pickup-file"),
    path("pickup/hand-over/", pickup_pages.hand_over, name="hand-over"),
]
