"""Every version of the base rule, the latest first."""

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from loyalty import policy
from loyalty.policy import Rule
from loyalty.terms.laws import laws
from shop.components.numbers import figure, rate
from shop.rewards import lasting
from shop.staff.points.desk import RULE
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Figure
from shop.staff.shell.lists import StaffList


def holds_from(rule: Rule) -> str | SafeString:
    return cells.moment(rule.starts_at) if rule.author else str(_("the beginning"))


def waits(rule: Rule) -> str:
    days = rule.return_window_days
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def lasts(rule: Rule) -> str:
    return lasting.briefly(rule.validity)


def law_name(code: str) -> str:
    law = laws().get(code)
    return str(lasting.place_of(law)) if law else ""


def per_order(rule: Rule) -> str:
    most = rule.max_points_per_order
    return (
        f"{figure(rule.min_points_per_order)}–{figure(most) if most else '∞'} · "
        f"{rule.max_share_percent} %"
    )


VERSION = Column(_("Version"), "version", heads=True)
FROM = Column(
    _("Holds from"),
    "starts_at",
    shown=holds_from,
    filed=lambda rule: rule.starts_at if rule.author else str(_("the beginning")),
)
BY = Column(_("By"), "author.email")
PER_UNIT = Column(
    _("Points per 1.00"),
    "points_per_unit",
    shown=lambda rule: rate(rule.points_per_unit),
    css="end",
)


def rounding(rule: Rule) -> str:
    return str(rule.get_rounding_display())


ROUNDING = Column(_("Rounding"), "rounding", shown=rounding, filed=rounding)
WAIT = Column(_("Points wait"), "return_window_days", shown=waits, css="end")
EXPIRY = Column(_("Expiry"), "expiry_months", shown=lasts, css="end")
PROFILE = Column(
    _("Points last"),
    "expiry_profile",
    filed=lambda rule: rule.get_expiry_profile_display(),
)
LAW = Column(_("Keeps to the law of"), "law", filed=lambda rule: law_name(rule.law))
FOR_ONE_OFF = Figure(_("Points for 1.00 off"), "points_per_unit_of_discount")


class RuleList(StaffList):
    name = "rule"
    title = _("All versions")
    permissions = RULE.permissions
    columns = (
        VERSION,
        FROM,
        BY,
        PER_UNIT,
        ROUNDING,
        WAIT,
        EXPIRY,
        FOR_ONE_OFF,
        Column(
            _("Per order"),
            "min_points_per_order",
            shown=per_order,
            css="end nowrap",
        ),
    )
    file_columns = (
        VERSION,
        FROM,
        BY,
        PER_UNIT,
        ROUNDING,
        Column(
            _("Days after delivery until points can be spent"), "return_window_days"
        ),
        PROFILE,
        Column(_("Expiry, in months"), "expiry_months"),
        LAW,
        FOR_ONE_OFF,
        Column(_("Fewest points per order"), "min_points_per_order"),
        Column(_("Most points per order"), "max_points_per_order"),
        Column(_("Largest share in percent"), "max_share_percent"),
    )

    def rows(self) -> QuerySet[Rule]:
        return policy.versions()
