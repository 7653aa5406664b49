"""Points whose last day comes soon, of everybody."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from loyalty.models import Lot
from loyalty.reading.lots import OpenLot
from loyalty.reading.rows import rows


def expiring(*, after: datetime, until: datetime) -> QuerySet[Lot]:
    """Return the lots with points to spend that expire then, however many.

    What they are good for at a moment is said by `left_of`.
    """
    return Lot.objects.filter(
        open=True, remaining__gt=0, expires_at__gt=after, expires_at__lte=until
    )


def left_of(*, keys: Iterable[int], at: datetime) -> dict[int, list[OpenLot]]:
    """Return what each of these members has to spend at `at`, by their key.

    In the order in which it will be drawn, with one query.
    """
    found: dict[int, list[OpenLot]] = {}
    for key, *lot in rows(
        "SELECT account_id, number, granted, available, pending, held, matures_at,"
        " expires_at FROM ledger.lots_at(%s, %s) WHERE available > 0"
        " ORDER BY account_id, expires_at, number",
        [list(keys), at],
    ):
        found.setdefault(key, []).append(OpenLot(*lot))
    return found
