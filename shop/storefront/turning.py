"""When what pages show changes by the clock, and by no change of the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from shop.freshness.epochs import forget, kept
from shop.rewards.campaigns import next_change
from shop.rewards.once import next_rule_begins
from shop.rewards.tiers import next_ladder_begins
from shop.storefront.tiles import NEW_FOR
from shop.tax.reading import day_of

# An offer holds through its last moment, which at midnight is said to be that of the
# day (shop/days.py). A rate holds from the shop's midnight.
FIRST = """
SELECT least(
    (SELECT min(start_datetime) FROM offer_conditionaloffer
        WHERE start_datetime > %(at)s),
    (SELECT min(end_datetime) + interval '1 microsecond' FROM offer_conditionaloffer
        WHERE end_datetime >= %(at)s),
    (SELECT min(day_after) FROM offer_conditionaloffer, LATERAL (VALUES (
            ((end_datetime AT TIME ZONE %(zone)s)::date + 1)::timestamp
                AT TIME ZONE %(zone)s
        )) ends (day_after)
        WHERE (end_datetime AT TIME ZONE %(zone)s)::time = '00:00'
            AND day_after > %(at)s),
    (SELECT min(date_created) + %(new_for)s FROM catalogue_product
        WHERE date_created > %(at)s - %(new_for)s),
    (SELECT min(valid_from)::timestamp AT TIME ZONE %(zone)s FROM tax_rate
        WHERE valid_from > %(day)s),
    (SELECT min(valid_from) FROM texts_version WHERE valid_from > %(at)s)
)
"""


@dataclass(frozen=True)
class Turn:
    """Between `since` and `until` the clock changes nothing."""

    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def next_turn(*, at: datetime) -> datetime | None:
    """Return the first moment after `at` from which pages show something else."""
    turn = kept("turn", lambda: _read(at))
    if not turn.covers(at):
        forget("turn")
        turn = kept("turn", lambda: _read(at))
    return turn.until


def _read(at: datetime) -> Turn:
    known: dict[str, Any] = {
        "at": at,
        "day": day_of(at),
        "new_for": NEW_FOR,
        "zone": timezone.get_default_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FIRST, known)
        [first] = cursor.fetchone()
    moments = [
        first,
        next_rule_begins(after=at),
        next_change(after=at),
        next_ladder_begins(after=at),
    ]
    return Turn(at, min((one for one in moments if one), default=None))
