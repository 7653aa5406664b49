"""How long points are valid: until they expire, or longer by hand."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.why.facts import Facts, Why, told
from loyalty.why.words import day_of, last_day


@told("expired")
def _expired(facts: Facts) -> str:
    return _("Expired: these points were valid until %(day)s.") % {
        "day": last_day(facts, "expires_at")
    }


def announced() -> Why:
    """The engine adds how many points, since when nothing was done, and until when."""
    return Why("announced")


@told("announced")
def _announced(facts: Facts) -> str:
    return ngettext(
        "Announced: %(points)s point ends with %(until)s if you neither order nor earn "
        "points by then. You have not since %(since)s.",
        "Announced: %(points)s points end with %(until)s if you neither order nor earn "
        "points by then. You have not since %(since)s.",
        int(facts["points"]),
    ) % {
        "points": facts["points"],
        "until": last_day(facts, "until"),
        "since": day_of(facts, "since"),
    }


@told("idle-expired")
def _idle_expired(facts: Facts) -> str:
    return _(
        "Ended, as announced on %(told)s: nothing was ordered or earned from %(since)s "
        "to %(until)s."
    ) % {
        "told": day_of(facts, "told"),
        "since": day_of(facts, "since"),
        "until": last_day(facts, "until"),
    }


def extended(*, reason: str) -> Why:
    """The engine adds how many points, and from and until when."""
    return Why("extended", {"reason": reason})


@told("extended")
def _extended(facts: Facts) -> str:
    return ngettext(
        "%(points)s point is valid until %(until)s now, not only until %(before)s: "
        "%(reason)s",
        "%(points)s points are valid until %(until)s now, not only until %(before)s: "
        "%(reason)s",
        int(facts["points"]),
    ) % {
        "points": facts["points"],
        "until": last_day(facts, "until"),
        "before": last_day(facts, "from"),
        "reason": facts["reason"],
    }
