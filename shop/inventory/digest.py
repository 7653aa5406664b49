"""One mail a day about what is low or sold out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from shop.forks.partner.models import StockRecord
from shop.inventory.levels import Level, days_of_cover, goods, name_of
from shop.inventory.models import LowStockDay
from shop.outbox import sending
from shop.users.permission import holders

# As many as fit a mail; the page has all.
SHOWN = 30


@transaction.atomic
def write(*, at: datetime) -> bool:
    """Queue today's mail, once; says whether there was something to tell.

    Any number of calls on a day, parallel or repeated, are one. Nothing low, no mail.
    """
    day = timezone.localdate(at)
    today, first = LowStockDay.objects.get_or_create(
        day=day, defaults={"written_at": at}
    )
    if not first:
        return False
    low = [*goods(level=Level.SOLD_OUT, at=at), *goods(level=Level.LOW, at=at)]
    today.stockrecords = [stock.pk for stock in low]
    today.save(update_fields=["stockrecords"])
    if not low:
        return False
    earlier = LowStockDay.objects.filter(day__lt=day).order_by("-day").first()
    known = set(earlier.stockrecords) if earlier else set()
    for number, (email, language, name) in enumerate(_recipients()):
        sending.queue(
            kind="stock-low",
            to=email,
            language=language,
            context={"name": name, **_words(low, known, language)},
            reference=f"{day}:{number}",
            queued_at=at,
        )
    return True


def _words(
    low: Sequence[StockRecord], known: set[int], language: str
) -> dict[str, Any]:
    with translation.override(language):
        rows = [_row(stock, known) for stock in low]
    # What is new is read first, should there be more than a mail holds.
    rows.sort(key=lambda row: not row["is_new"])
    return {
        "count": len(rows),
        "new": sum(row["is_new"] for row in rows),
        "rows": rows[:SHOWN],
    }


def _row(stock: Any, known: set[int]) -> dict[str, Any]:
    return {
        "title": str(name_of(stock)),
        "sku": stock.partner_sku,
        "available": max(0, stock.available),
        "days": days_of_cover(available=stock.available, sold=stock.sold),
        "is_new": stock.pk not in known,
    }


def _recipients() -> Iterator[tuple[str, str, str]]:
    """Addresses of `ALERT_EMAILS`, or else the staff who may correct the stock."""
    if settings.ALERT_EMAILS:
        for email in settings.ALERT_EMAILS:
            yield email, settings.LANGUAGE_CODE, ""
        return
    for person in holders("partner.correct_stock"):
        yield person.email, person.language, person.first_name
