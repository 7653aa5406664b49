"""How long points are valid: until they expire, or longer by hand."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.why.facts import Facts, Why, told
from loyalty.why.words import last_day


@told("expired")
def _expired(facts: Facts) -> str:
    return _("Expired: these points were valid until %(day)s.") % {
        "day": last_day(facts, "expires_at")
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
