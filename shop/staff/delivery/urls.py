"""Where the pages of delivery are."""

from django.urls import path

from shop.staff.delivery import carrier_pages, delivery_pages, point_pages, zone_pages
from shop.staff.delivery.delivery_lists import (
    CarrierList,
    MethodList,
    PointList,
    PriceList,
)

urlpatterns = [
    path("delivery/", delivery_pages.delivery, name="delivery"),
    path("delivery/prices/file/", PriceList.as_file(), name="prices-file"),
    path("delivery/zones/new/", zone_pages.zone, name="new-zone"),
    path("delivery/zones/<int:zone_id>/", zone_pages.zone, name="zone"),
    path(
        "delivery/zones/<int:zone_id>/remove/",
        zone_pages.remove_zone,
        name="remove-zone",
    ),
    path("delivery/points/file/", PointList.as_file(), name="points-file"),
    path("delivery/points/new/", point_pages.point, name="new-point"),
    path("delivery/points/<int:point_id>/", point_pages.point, name="point"),
    path("delivery/methods/file/", MethodList.as_file(), name="methods-file"),
    path("delivery/methods/new/", delivery_pages.method, name="new-method"),
    path("delivery/methods/<int:method_id>/", delivery_pages.method, name="method"),
    path("delivery/carriers/file/", CarrierList.as_file(), name="carriers-file"),
    path("delivery/carriers/new/", carrier_pages.carrier, name="new-carrier"),
    path("delivery/carriers/<int:carrier_id>/", carrier_pages.carrier, name="carrier"),
]
