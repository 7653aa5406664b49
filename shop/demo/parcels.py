"""Where the demo shop sends parcels, and what that costs there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from shop.delivery.models import Band, Method, Zone
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
