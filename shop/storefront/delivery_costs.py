"""What delivery costs where, as the tables have it, before anybody orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from shop.components.numbers import figure, money, rate
from shop.delivery.methods import COLLECTED
from shop.delivery.models import Band
from shop.delivery.pickups import open_points

GRAMS_PER_KILOGRAM = 1000


@dataclass(frozen=True)
class Cost:
    """One way in one zone: `weight` and `goods` say when, if not always."""

    method: str
    weight: str
    goods: str
    price: str
    free_from: str


@dataclass(frozen=True)
class Costs:
    zones: Sequence[tuple[str, Sequence[Cost]]]
    can_be_collected: bool
    collected: str


def costs() -> Costs:
    """Read what delivery costs now: two queries."""
    bands = Band.objects.select_related("zone", "method").order_by(
        "zone__position",
        "zone_id",
        "method__position",
        "method_id",
        "up_to_grams",
        "goods_from",
    )
    return Costs(
        zones=[
            (zone.name, [_cost(band) for band in of_zone])
            for zone, of_zone in groupby(bands, key=lambda band: band.zone)
        ],
        can_be_collected=bool(open_points()),
        collected=str(COLLECTED.name),
    )


def _cost(band: Band) -> Cost:
    return Cost(
        method=band.method.name,
        weight=_weight(band.up_to_grams) if band.up_to_grams else "",
        goods=money(band.goods_from) if band.goods_from else "",
        price=money(band.price) if band.price else _("free"),
        free_from=money(band.free_from) if band.free_from is not None else "",
    )


def _weight(grams: int) -> str:
    if grams < GRAMS_PER_KILOGRAM:
        return _("up to %(grams)s g") % {"grams": figure(grams)}
    kilograms = rate(Decimal(grams) / GRAMS_PER_KILOGRAM)
    return _("up to %(kilograms)s kg") % {"kilograms": kilograms}
