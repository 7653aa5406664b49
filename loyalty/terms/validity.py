"""From when and until when points count: pure, the zone is given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from loyalty.dates import NEVER, add_months, end_of


class Profile(StrEnum):
    """What decides how long points last."""

    ROLLING = "rolling"
    MONTH_END = "month-end"
    YEAR_END = "year-end"
    INACTIVITY = "inactivity"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class ValidityTerms:
    """How long points wait after delivery, how long they last then, and their grace.

    `expiry_months` are counted from the day points can be spent or, by inactivity,
    from the last day on which the member ordered or earned. `grace_days` are for points
    that come back after a return and had expired. `law` is the code of one that these
    terms keep to (loyalty/terms/laws.py).
    """

    version: int
    return_window_days: int
    expiry_months: int
    grace_days: int
    profile: Profile = Profile.ROLLING
    law: str = ""

    @property
    def have_dates(self) -> bool:
        """Whether time alone ends points, on a day that is known from the first."""
        return self.profile not in (Profile.INACTIVITY, Profile.NONE)


def lapses_at(
    terms: ValidityTerms,
    *,
    counts_from: datetime,
    last_active_at: datetime | None = None,
    zone: tzinfo,
) -> datetime:
    """Return the first moment at which points of a lot no longer count.

    Of points that end by inactivity: the first moment at which they may be ended, if
    the member does nothing more (docs/adr/0051-expiry-profiles.md).
    """
    begun = counts_from.astimezone(zone).date()
    match terms.profile:
        case Profile.NONE:
            return NEVER
        case Profile.INACTIVITY:
            return idle_until(
                max(counts_from, last_active_at or counts_from),
                terms.expiry_months,
                zone=zone,
            )
        case Profile.ROLLING:
            last = add_months(begun, terms.expiry_months)
        case Profile.MONTH_END:
            last = _end_of_month(add_months(begun, terms.expiry_months))
        case Profile.YEAR_END:
            last = add_months(begun, terms.expiry_months).replace(month=12, day=31)
    return end_of(last, zone)


def idle_until(since: datetime, months: int, *, zone: tzinfo) -> datetime:
    """Return when points may be ended whose member has done nothing since then."""
    return end_of(add_months(since.astimezone(zone).date(), months), zone)


def granted_until(
    terms: ValidityTerms, *, counts_from: datetime, zone: tzinfo
) -> datetime:
    """Return the date that a lot is given with: it is never shortened, so only what is
    known from the first is one."""
    if not terms.have_dates:
        return NEVER
    return lapses_at(terms, counts_from=counts_from, zone=zone)


def _end_of_month(day: date) -> date:
    return add_months(day.replace(day=1), 1) - timedelta(days=1)
