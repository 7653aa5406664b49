"""Where the demo shop sends parcels, what that costs, and where it hands goods out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from shop.delivery.models import Band, Carrier, Method, PickupPoint, Zone
from shop.demo.crowd import COUNTRIES
from shop.demo.wares import Words


@dataclass(frozen=True, kw_only=True)
class Row:
    method: str
    price: str
    up_to_grams: int | None = None
    free_from: str | None = None


ZONES: Sequence[tuple[Words, Sequence[str], Sequence[Row]]] = (
    (
        Words("Germany", "德国"),
        ["DE"],
        [
            Row(method="standard", price="4.90", up_to_grams=10_000, free_from="49.00"),
            Row(method="standard", price="9.90", up_to_grams=30_000),
            Row(method="express", price="9.90", up_to_grams=10_000),
        ],
    ),
    (
        Words("European Union", "欧盟"),
        sorted(set(COUNTRIES) - {"DE", "CN"}),
        [
            Row(method="standard", price="9.90", up_to_grams=5_000, free_from="99.00"),
            Row(method="standard", price="19.90", up_to_grams=30_000),
            Row(method="express", price="24.90", up_to_grams=5_000),
        ],
    ),
    (
        Words("China", "中国"),
        ["CN"],
        [
            Row(method="standard", price="24.90", up_to_grams=5_000),
            Row(method="standard", price="49.90", up_to_grams=30_000),
        ],
    ),
)


WORKING_DAYS = 5
POINTS: Sequence[dict[str, Any]] = (
    {
        "name_en": "Morning Market, Ackerstraße",
        "name_zh_hans": "晨集 · 阿克街店",
        "note_en": "Through the courtyard, second door on the left.",
        "note_zh_hans": "穿过院子，左手第二道门。",
        "street": "Ackerstraße 12",
        "postcode": "10115",
        "city": "Berlin",
        "hours": ["10:00–19:00"] * WORKING_DAYS + ["09:00–14:00", ""],
    },
    {
        "name_en": "Kiosk at the Old Harbour",
        "name_zh_hans": "老港小亭",
        "note_en": "Please ring the bell beside the window.",
        "note_zh_hans": "请按窗边的门铃。",
        "street": "Am Sandtorkai 4",
        "postcode": "20457",
        "city": "Hamburg",
        "hours": ["08:00–12:30, 14:00–18:00"] * WORKING_DAYS + ["", ""],
        "days_to_collect": 10,
    },
)


# None of them exists: their addresses are reserved for examples.
CARRIERS = {
    "Demo Post": "https://demo-post.example/follow?parcel={number}",
    "Demo Express": "https://demo-express.example/parcels/{number}",
}


def take_carriers_on() -> None:
    """Have the demo's carriers bring parcels, unless the shop has some."""
    if not Carrier.objects.exists():
        Carrier.objects.bulk_create(
            Carrier(name=name, follow_address=address)
            for name, address in CARRIERS.items()
        )


def open_points() -> None:
    """Open the demo's pick-up points, unless the shop has some."""
    if not PickupPoint.objects.exists():
        for position, facts in enumerate(POINTS):
            PickupPoint.objects.create(position=position, **facts)


@transaction.atomic
def draw_zones() -> None:
    """Put the demo's zones in the place of the one a new shop begins with.

    Where somebody has drawn zones of countries, they stay.
    """
    if Zone.objects.exclude(countries=[]).exists():
        return
    Zone.objects.all().delete()
    methods = {method.code: method for method in Method.objects.all()}
    for position, (words, countries, rows) in enumerate(ZONES):
        zone = Zone.objects.create(
            position=position,
            countries=countries,
            name_en=words.en,
            name_zh_hans=words.zh,
        )
        Band.objects.bulk_create(
            Band(zone=zone, method=methods[row.method], **_figures(row)) for row in rows
        )


def _figures(row: Row) -> dict[str, Any]:
    return {
        "price": Decimal(row.price),
        "up_to_grams": row.up_to_grams,
        "free_from": Decimal(row.free_from) if row.free_from else None,
    }
