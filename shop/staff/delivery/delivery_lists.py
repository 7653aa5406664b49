"""What delivery costs where, where orders are picked up, which way, and by whom."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.components.numbers import figure, money, rate
from shop.delivery.models import Band, Carrier, Method, PickupPoint
from shop.staff.delivery.desk import CHANGE, CHANGE_POINTS, DELIVERY
from shop.staff.shell.cells import NOTHING
from shop.staff.shell.columns import Action, Column, Money
from shop.staff.shell.lists import WHOLE, Nothing, StaffList

NAME = pgettext_lazy("of a thing", "Name")

GRAMS_PER_KILOGRAM = 1000


class DeliveryList(StaffList):
    """A list of the page of delivery: short, and shown as a whole."""

    permissions = DELIVERY.permissions
    per_page = WHOLE


def weight(band: Band) -> str:
    if not band.up_to_grams:
        return _now("any")
    if band.up_to_grams < GRAMS_PER_KILOGRAM:
        return _now("up to %(grams)s g") % {"grams": figure(band.up_to_grams)}
    kilograms = Decimal(band.up_to_grams) / GRAMS_PER_KILOGRAM
    return _now("up to %(kilograms)s kg") % {"kilograms": rate(kilograms)}


def price(band: Band) -> str:
    return money(band.price) if band.price else _now("free")


METHOD = Column(_("Method"), "method.name", heads=True)
WEIGHT = Column(_("Weight"), "up_to_grams", shown=weight, css="end")
GOODS_FROM = Money(_("For goods from"), "goods_from", zero=NOTHING)
PRICE = Money(_("Price"), "price", shown=price, css="end strong")
FREE_FROM = Money(_("Free from"), "free_from", hides=True)


class PriceList(DeliveryList):
    """The page shows each zone's by themselves: `about` may say which `zone`."""

    name = "prices"
    title = _("Zones and prices")
    columns = (METHOD, WEIGHT, GOODS_FROM, PRICE, FREE_FROM)
    file_columns = (
        Column(_("Zone"), "zone.name"),
        Column(_("Countries"), lambda band: " ".join(band.zone.countries)),
        Column(_("Postcodes"), lambda band: " ".join(band.zone.postcodes)),
        METHOD,
        Column(_("Up to … grams"), "up_to_grams"),
        GOODS_FROM,
        PRICE,
        FREE_FROM,
    )

    def rows(self) -> QuerySet[Band]:
        found = Band.objects.select_related("zone", "method")
        return found.order_by(
            "zone__position",
            "zone_id",
            "method__position",
            "method_id",
            "up_to_grams",
            "goods_from",
        )


class PointList(DeliveryList):
    name = "points"
    title = _("Pick-up points")
    columns = (
        Column(NAME, "name", template="staff/delivery/_point.html", heads=True),
        Column(
            _("Address"),
            lambda point: f"{point.street}, {point.postcode} {point.city}",
        ),
        Column(_("Opening hours"), "hours", template="staff/delivery/_hours.html"),
        Action(template="staff/delivery/_change_point.html", needs=CHANGE_POINTS),
    )
    file_columns = (
        Column(NAME, "name"),
        Column(_("Street and number"), "street"),
        Column(_("Postcode"), "postcode"),
        Column(_("Town or city"), "city"),
        Column(_("Days to collect"), "days_to_collect"),
        Column(_("Open for new orders"), "is_active"),
    )
    empty = Nothing(text=_("None yet: shoppers cannot pick anything up."))

    def rows(self) -> QuerySet[PickupPoint]:
        return PickupPoint.objects.all()


class MethodList(DeliveryList):
    name = "methods"
    title = _("Methods")
    columns = (
        Column(NAME, "name", heads=True),
        Column(_("What shoppers read"), "description"),
        Action(template="staff/delivery/_change_method.html", needs=CHANGE),
    )

    def rows(self) -> QuerySet[Method]:
        return Method.objects.all()


ADDRESS = Column(_("Address to follow a parcel"), "follow_address", css="breaks")


class CarrierList(DeliveryList):
    name = "carriers"
    title = _("Carriers")
    columns = (
        Column(NAME, "name", template="staff/delivery/_carrier.html", heads=True),
        ADDRESS,
        Action(template="staff/delivery/_change_carrier.html", needs=CHANGE),
    )
    file_columns = (
        Column(NAME, "name"),
        ADDRESS,
        Column(_("Brings new parcels"), "is_active"),
    )
    empty = Nothing(text=_("None yet: orders are sent without saying who brings them."))

    def rows(self) -> QuerySet[Carrier]:
        return Carrier.objects.all()
