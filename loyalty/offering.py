"""Say what points are exchanged for: versions that follow each other."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.db.models import Max

from loyalty.models import VoucherChoice
from loyalty.people import Actor


class InvalidChoice(ValueError):
    """The fields contradict each other or leave their range."""


class ChoiceChangedMeanwhile(Exception):
    """Somebody else published a version of it at the same time."""


def offer(
    *,
    actor: Actor,
    published_at: datetime,
    starts_at: datetime | None = None,
    series: int | None = None,
    **fields: Any,
) -> VoucherChoice:
    """Publish a version of a choice, or the first of a new one.

    `fields` are those of VoucherChoice that say what is exchanged for what. Vouchers
    there are stay as they were made. Raises PermissionDenied without
    loyalty.publish_voucher, InvalidChoice and ChoiceChangedMeanwhile.
    """
    if not actor.has_perm("loyalty.publish_voucher"):
        raise PermissionDenied
    known = VoucherChoice.objects.order_by()
    if series is None:
        series = 1 + (known.aggregate(last=Max("series"))["last"] or 0)
    numbered = known.filter(series=series).aggregate(last=Max("number"))
    choice = VoucherChoice(
        series=series,
        number=1 + (numbered["last"] or 0),
        starts_at=starts_at or published_at,
        published_at=published_at,
        author_id=actor.pk,
        **fields,
    )
    try:
        with transaction.atomic():
            choice.save(force_insert=True)
    except (DataError, IntegrityError) as error:
        if known.filter(series=series, number=choice.number).exists():
            raise ChoiceChangedMeanwhile(choice) from error
        raise InvalidChoice(str(error)) from error
    return choice


def withdraw(
    *, actor: Actor, choice: VoucherChoice, published_at: datetime
) -> VoucherChoice:
    """Offer it no longer: a version that ends as it begins to hold.

    Raises what `offer` raises.
    """
    return offer(
        actor=actor,
        published_at=published_at,
        series=choice.series,
        kind=choice.kind,
        points=choice.points,
        days=choice.days,
        min_basket=choice.min_basket,
        most_in_30_days=choice.most_in_30_days,
        ends_at=published_at + VoucherChoice.SHORTEST,
    )
