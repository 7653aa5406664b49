"""What every way of delivery costs now, whatever the basket: kept in the process.

The code that a form, a session or a till names is resolved here and nowhere else:
`Tariff.way` makes a value of it that says all that pricing and placing ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from oscar.apps.address.models import Country

from shop.delivery.methods import (
    COLLECTED,
    DeliveryMethod,
    UnknownDelivery,
    by_parcel,
)
from shop.delivery.models import Band, Zone
from shop.delivery.rates import Destination, Rate, closeness
from shop.delivery.ways import NotServed, Way
from shop.freshness.epochs import kept


@dataclass(frozen=True, kw_only=True)
class Area:
    """One zone and its rates, by the code of the method."""

    countries: Sequence[str]
    postcodes: Sequence[str]
    rates: dict[str, list[Rate]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """All methods, and their rates in all zones, in the order staff gave them."""

    methods: Mapping[str, DeliveryMethod]
    areas: Sequence[Area]

    def by_parcel_only(self) -> "Tariff":
        """The same where nothing can be picked up."""
        parcels = {
            code: method
            for code, method in self.methods.items()
            if method.needs_address
        }
        return replace(self, methods=parcels)

    def way(self, code: str, *, to: Destination | None = None) -> Way:
        """Return the method with this code to a place, or raise UnknownDelivery.

        Without an address (`to`) the goods stay at home.
        """
        try:
            method = self.methods[code]
        except KeyError:
            raise UnknownDelivery(code) from None
        if to is None or not method.needs_address:
            to = home()
        return Way(method=method, to=to, rates=self._rates(code, to))

    def charges(
        self, *, goods: Decimal, grams: int, to: Destination
    ) -> list[tuple[Way, Decimal | None]]:
        """Every way with its charge, None where it does not carry the goods."""
        found: list[tuple[Way, Decimal | None]] = []
        for way in (self.way(code, to=to) for code in self.methods):
            try:
                found.append((way, way.charge(goods=goods, grams=grams)))
            except NotServed:
                found.append((way, None))
        return found

    def free_from(self, *, to: Destination) -> tuple[DeliveryMethod, Decimal] | None:
        """The method that is soonest free there, and from which value of goods."""
        offered = [
            (rate.free_from, place, method)
            for place, (code, method) in enumerate(self.methods.items())
            for rate in self._rates(code, to)
            if rate.free_from is not None
        ]
        if not offered:
            return None
        value, _place, method = min(offered, key=lambda offer: offer[:2])
        return method, value

    def _rates(self, code: str, to: Destination) -> Sequence[Rate]:
        close = [
            (near, area)
            for area in self.areas
            if (near := closeness(area.countries, area.postcodes, to)) is not None
        ]
        if not close:
            return ()
        _near, area = max(close, key=lambda each: each[0])
        return area.rates.get(code, ())


def home() -> Destination:
    """Where most parcels go: what counts until an address is known."""
    return Destination(country=settings.SHOP_COUNTRY)


def current() -> Tariff:
    """Return the methods and rates of now, named in the active language."""
    return kept(("tariff", get_language()), _read)


def _read() -> Tariff:
    areas: dict[int, Area] = {}
    methods: dict[tuple[int, int], DeliveryMethod] = {}
    for band in Band.objects.select_related("zone", "method").order_by(
        "zone__position", "zone_id"
    ):
        zone = band.zone
        area = areas.setdefault(
            zone.pk, Area(countries=zone.countries, postcodes=zone.postcodes)
        )
        area.rates.setdefault(band.method.code, []).append(_rate(band))
        methods[band.method.position, band.method_id] = by_parcel(band.method)
    return Tariff(
        methods={
            method.code: method
            for method in (*(methods[place] for place in sorted(methods)), COLLECTED)
        },
        areas=list(areas.values()),
    )


def served_countries() -> Mapping[str, Country]:
    """The countries to which at least one method delivers, by their codes."""
    return kept("served countries", _read_served)


def _read_served() -> dict[str, Country]:
    zones = Zone.objects.filter(
        Q(countries=[]) | Q(countries__contains=[OuterRef("pk")]), bands__isnull=False
    )
    served = Country.objects.filter(Exists(zones), is_shipping_country=True)
    return {
        country.pk: country
        for country in served.order_by("-display_order", "printable_name")
    }


def _rate(band: Band) -> Rate:
    return Rate(
        price=band.price,
        goods_from=band.goods_from,
        up_to_grams=band.up_to_grams,
        free_from=band.free_from,
    )
