"""How long points last, in words: what members are promised, and what staff choose."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loyalty.terms.laws import Law
from loyalty.terms.validity import Profile, ValidityTerms

A_YEAR = 12
# Where laws hold that rules may keep to, by their codes (loyalty/terms/laws.toml).
PLACES = {"ca-on": gettext_lazy("Ontario"), "ca-qc": gettext_lazy("Québec")}


def place_of(law: Law) -> str | Promise:
    """Return where a law holds, in the reader's language."""
    return PLACES.get(law.code, law.name)


def promise(terms: ValidityTerms) -> str:
    """Say to members how long their points last under these terms."""
    match terms.profile:
        case Profile.NONE:
            return _("Points do not expire.")
        case Profile.INACTIVITY:
            return f"{_while_active(terms.expiry_months)} " + _(
                "Before any end we write to you, 30 to 60 days ahead."
            )
        case Profile.MONTH_END:
            text = ngettext(
                "Points are valid for %(months)s month from the day you can use them, "
                "and on to the end of that month. Those that lapse first are used "
                "first.",
                "Points are valid for %(months)s months from the day you can use them, "
                "and on to the end of that month. Those that lapse first are used "
                "first.",
                terms.expiry_months,
            )
        case Profile.YEAR_END:
            text = ngettext(
                "Points are valid for %(months)s month from the day you can use them, "
                "and on to the end of that year. Those that lapse first are used "
                "first.",
                "Points are valid for %(months)s months from the day you can use them, "
                "and on to the end of that year. Those that lapse first are used "
                "first.",
                terms.expiry_months,
            )
        case Profile.ROLLING:
            text = ngettext(
                "Points are valid for %(months)s month from the day you can use them. "
                "Those that lapse first are used first.",
                "Points are valid for %(months)s months from the day you can use them. "
                "Those that lapse first are used first.",
                terms.expiry_months,
            )
    return text % {"months": terms.expiry_months}


def _while_active(months: int) -> str:
    if months == A_YEAR:
        return _("Points last as long as you order or earn at least once a year.")
    return ngettext(
        "Points last as long as you order or earn at least once a month.",
        "Points last as long as you order or earn at least once in %(months)s months.",
        months,
    ) % {"months": months}


def briefly(terms: ValidityTerms) -> str:
    """Say it in a cell of a list."""
    months = ngettext("%(months)s month", "%(months)s months", terms.expiry_months) % {
        "months": terms.expiry_months
    }
    match terms.profile:
        case Profile.NONE:
            return _("never")
        case Profile.INACTIVITY:
            return _("%(months)s without an order") % {"months": months}
        case Profile.MONTH_END:
            return _("%(months)s, to the month’s end") % {"months": months}
        case Profile.YEAR_END:
            return _("%(months)s, to the year’s end") % {"months": months}
        case Profile.ROLLING:
            return months
