"""What staff change about delivery, each change with its entry in the log."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from shop.audit.record import record
from shop.delivery.methods import PICKUP
from shop.delivery.models import Band, Method, Zone
from shop.users.models import User
from shop.users.permission import require

NEW = "new"


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the page was shown."""


class ZonesOverlap(Exception):
    """`zone` covers some of the same places already."""

    def __init__(self, zone: Zone):
        super().__init__(zone.pk)
        self.zone = zone


class NoPrices(Exception):
    """A zone without a price is none: nothing could be sent there."""


class CodeTaken(Exception):
    """There is a method of this name already."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """One row of a zone's prices, as models.Band keeps it."""

    method_id: int
    price: Decimal
    up_to_grams: int | None = None
    goods_from: Decimal = Decimal("0.00")
    free_from: Decimal | None = None


def state(thing: Zone | Method) -> dict[str, Any]:
    """What staff can change about it, as the log keeps it."""
    if isinstance(thing, Method):
        return _columns(thing, "name", "description") | {"position": thing.position}
    return _columns(thing, "name") | {
        "countries": thing.countries,
        "postcodes": thing.postcodes,
        "prices": [
            _price_in_words(band) for band in thing.bands.select_related("method")
        ],
    }


def fingerprint(thing: Zone | Method | None) -> str:
    """What a page carries so that a change of something older is noticed."""
    if thing is None or thing.pk is None:
        return NEW
    return digest(state(thing))


def digest(state: Mapping[str, Any]) -> str:
    written = json.dumps(state, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


@transaction.atomic
def change_zone(
    *,
    zone_id: int | None,
    texts: Mapping[str, str | None],
    countries: Sequence[str],
    postcodes: Sequence[str],
    prices: Sequence[Price],
    seen: str,
    actor: User,
    changed_at: datetime,
) -> Zone:
    """Make a zone, or give one other places and prices.

    `seen` is the fingerprint of what was changed. Raises Zone.DoesNotExist,
    ChangedMeanwhile, NoPrices and ZonesOverlap.
    """
    require(actor, "delivery.change_zone")
    if not prices:
        raise NoPrices
    # All of them: whether two zones overlap is decided by one person at a time.
    zones = {zone.pk: zone for zone in Zone.objects.select_for_update().order_by("pk")}
    if zone_id is not None and zone_id not in zones:
        raise Zone.DoesNotExist
    zone = Zone(position=len(zones)) if zone_id is None else zones[zone_id]
    before = _seen(zone, seen)
    _write(zone, texts, countries=list(countries), postcodes=list(postcodes))
    for other in zones.values():
        if other.pk != zone.pk and _overlap(zone, other):
            raise ZonesOverlap(other)
    zone.save()
    zone.bands.all().delete()
    Band.objects.bulk_create(Band(zone=zone, **vars(price)) for price in prices)
    _record("delivery.change-zone", zone, before, actor, changed_at)
    return zone


@transaction.atomic
def remove_zone(*, zone_id: int, seen: str, actor: User, removed_at: datetime) -> None:
    """Stop delivering to a zone. Raises Zone.DoesNotExist and ChangedMeanwhile."""
    require(actor, "delivery.change_zone")
    zone = Zone.objects.select_for_update().get(pk=zone_id)
    before = _seen(zone, seen)
    record(
        actor=actor,
        action="delivery.remove-zone",
        subject=f"zone:{zone_id}",
        recorded_at=removed_at,
        before=before,
    )
    zone.delete()


@transaction.atomic
def change_method(
    *,
    method_id: int | None,
    texts: Mapping[str, str | None],
    position: int,
    seen: str,
    actor: User,
    changed_at: datetime,
) -> Method:
    """Make a method, or give one another name, description or place in the list.

    Its code comes from its first name and stays. Raises Method.DoesNotExist,
    ChangedMeanwhile and CodeTaken.
    """
    require(actor, "delivery.change_zone")
    if method_id is None:
        code = slugify(texts["name_en"] or "")[:40] or NEW
        if code == PICKUP or Method.objects.filter(code=code).exists():
            raise CodeTaken(code)
        method = Method(code=code)
    else:
        method = Method.objects.select_for_update().get(pk=method_id)
    before = _seen(method, seen)
    _write(method, texts, position=position)
    method.save()
    _record("delivery.change-method", method, before, actor, changed_at)
    return method


def _seen(thing: Zone | Method, seen: str) -> dict[str, Any]:
    """What is changed, provided that it is what the page showed."""
    if fingerprint(thing) != seen:
        raise ChangedMeanwhile
    return state(thing) if thing.pk else {}


def _write(thing: Zone | Method, texts: Mapping[str, str | None], **facts: Any) -> None:
    for name, value in {**texts, **facts}.items():
        setattr(thing, name, value)


def _overlap(zone: Zone, other: Zone) -> bool:
    """Whether an address could belong to both with equal right."""
    if not zone.countries or not other.countries:
        return zone.countries == other.countries
    if not set(zone.countries) & set(other.countries):
        return False
    if not zone.postcodes or not other.postcodes:
        return zone.postcodes == other.postcodes
    return bool(set(zone.postcodes) & set(other.postcodes))


def _record(
    action: str,
    thing: Zone | Method,
    before: Mapping[str, Any],
    actor: User,
    at: datetime,
) -> None:
    after = state(thing)
    changed = [name for name in after if after[name] != before.get(name)]
    kind = "zone" if isinstance(thing, Zone) else "method"
    record(
        actor=actor,
        action=action,
        subject=f"{kind}:{thing.pk}",
        recorded_at=at,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
    )


def _columns(thing: Zone | Method, *texts: str) -> dict[str, Any]:
    names = [
        column.name
        for column in thing._meta.concrete_fields
        if any(column.name.startswith(f"{text}_") for text in texts)
    ]
    return {name: getattr(thing, name) for name in names}


def _price_in_words(band: Band) -> str:
    """A row of prices in short: the log is read by people."""
    limits = [f"≥ {band.goods_from}"] if band.goods_from else []
    if band.up_to_grams is not None:
        limits.append(f"≤ {band.up_to_grams} g")
    price = f"{band.method.code}: {band.price}"
    if band.free_from is not None:
        limits.append(f"0.00 ≥ {band.free_from}")
    return f"{price} ({', '.join(limits)})" if limits else price
