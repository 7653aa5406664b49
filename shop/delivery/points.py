"""What staff change about pick-up points."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from modeltranslation.utils import get_translation_fields

from shop.audit.record import record
from shop.delivery.changing import NEW, ChangedMeanwhile, digest
from shop.delivery.models import PickupPoint
from shop.users.models import User
from shop.users.permission import require

FACTS = (
    *get_translation_fields("name"),
    "street",
    "postcode",
    "city",
    *get_translation_fields("note"),
    "hours",
    "days_to_collect",
    "is_active",
    "position",
)


def state(point: PickupPoint) -> dict[str, Any]:
    """What staff can change about it, as the log keeps it."""
    return {name: getattr(point, name) for name in FACTS}


def fingerprint(point: PickupPoint | None) -> str:
    """What a page carries so that a change of something older is noticed."""
    return digest(state(point)) if point else NEW


@transaction.atomic
def change_point(
    *,
    point_id: int | None,
    facts: Mapping[str, Any],
    seen: str,
    actor: User,
    changed_at: datetime,
) -> PickupPoint:
    """Open a pick-up point, change one, or close it for new orders.

    `facts` are FACTS by their names. Orders that are picked up there stay, and find
    it as it is. Raises PickupPoint.DoesNotExist and ChangedMeanwhile.
    """
    require(actor, "delivery.change_pickuppoint")
    kept = None
    if point_id is not None:
        kept = PickupPoint.objects.select_for_update().get(pk=point_id)
    if fingerprint(kept) != seen:
        raise ChangedMeanwhile
    before = state(kept) if kept else {}
    point = kept or PickupPoint()
    for name, value in facts.items():
        setattr(point, name, value)
    point.save()
    after = state(point)
    changed = [name for name in FACTS if after[name] != before.get(name)]
    record(
        actor=actor,
        action="delivery.change-point",
        subject=f"pickup-point:{point.pk}",
        recorded_at=changed_at,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
    )
    return point
