"""What staff change about VAT, each change with its entry in the log."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from shop.audit.record import record
from shop.tax.models import Rate, TaxCategory
from shop.tax.rates import STANDARD
from shop.tax.reading import day_of
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "tax.change_rate"


class BeginsInThePast(Exception):
    """The past stays as it was."""


class HasBegun(Exception):
    """The rate holds or held: it cannot be taken away any more."""


class RateTaken(Exception):
    """There is a rate of this country and category from this day on."""


class StandardMissing(Exception):
    """A country has its standard rate before and as long as any other."""


class CategoryTaken(Exception):
    """There is a category of this name already."""


@transaction.atomic
def add_rate(
    *,
    country: str,
    category: str,
    percent: Decimal,
    valid_from: date,
    actor: User,
    added_at: datetime,
) -> Rate:
    """Let a rate hold from a day on, today at the earliest.

    Raises BeginsInThePast, RateTaken and StandardMissing.
    """
    require(actor, PERMISSION)
    _one_at_a_time()
    if valid_from < day_of(added_at):
        raise BeginsInThePast(valid_from)
    rows = Rate.objects.filter(country=country, category=category)
    if rows.filter(valid_from=valid_from).exists():
        raise RateTaken(country, category, valid_from)
    rate = Rate.objects.create(
        country=country, category_id=category, percent=percent, valid_from=valid_from
    )
    _require_standard(country)
    _record("tax.add-rate", rate, actor, added_at, adds=True)
    return rate


@transaction.atomic
def remove_rate(*, rate_id: int, actor: User, removed_at: datetime) -> Rate:
    """Take away a rate that has not begun.

    Raises Rate.DoesNotExist, HasBegun and StandardMissing.
    """
    require(actor, PERMISSION)
    _one_at_a_time()
    rate = Rate.objects.get(pk=rate_id)
    if rate.valid_from <= day_of(removed_at):
        raise HasBegun(rate_id)
    _record("tax.remove-rate", rate, actor, removed_at, adds=False)
    Rate.objects.filter(pk=rate_id).delete()
    _require_standard(rate.country)
    return rate


@transaction.atomic
def add_category(
    *,
    texts: Mapping[str, str | None],
    percent: Decimal,
    actor: User,
    added_at: datetime,
) -> TaxCategory:
    """Add a category with its rate at home from today on, so it never lacks one.

    Its code comes from its first name and stays. Raises CategoryTaken.
    """
    require(actor, PERMISSION)
    _one_at_a_time()
    name = texts["name_en"] or ""
    code = slugify(name)[:20]
    if not code or TaxCategory.objects.filter(pk=code).exists():
        raise CategoryTaken(name)
    category = TaxCategory.objects.create(
        code=code, position=TaxCategory.objects.count(), **texts
    )
    rate = Rate.objects.create(
        country=settings.SHOP_COUNTRY,
        category=category,
        percent=percent,
        valid_from=day_of(added_at),
    )
    record(
        actor=actor,
        action="tax.add-category",
        subject=f"tax-category:{code}",
        recorded_at=added_at,
        after={**texts, **_facts(rate)},
    )
    return category


def _one_at_a_time() -> None:
    """Rows of rates are never locked, for none is ever changed: their gate is."""
    TaxCategory.objects.select_for_update().get(pk=STANDARD)


def _require_standard(country: str) -> None:
    first = Rate.objects.filter(country=country).order_by("valid_from")
    earliest = first.first()
    standard = first.filter(category=STANDARD).first()
    if earliest and (standard is None or standard.valid_from > earliest.valid_from):
        raise StandardMissing(country)


def _facts(rate: Rate) -> dict[str, Any]:
    return {
        "percent": f"{rate.percent.normalize():f}",
        "valid_from": rate.valid_from.isoformat(),
    }


def _record(action: str, rate: Rate, actor: User, at: datetime, *, adds: bool) -> None:
    facts = _facts(rate)
    record(
        actor=actor,
        action=action,
        subject=f"vat-rate:{rate.country} {rate.category_id}",
        recorded_at=at,
        before={} if adds else facts,
        after=facts if adds else {},
    )
