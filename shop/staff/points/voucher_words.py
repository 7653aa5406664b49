"""What points are exchanged for, in a sentence."""

from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loyalty.dates import last_day_before
from loyalty.vouchers import Voucher, VoucherChoice
from shop.components.numbers import figure, money
from shop.components.numbers import points as points_text
from shop.rewards.voucher_list import State

STATES: dict[State, str | Promise] = {
    State.RUNNING: gettext_lazy("Running"),
    State.USED: gettext_lazy("Used up"),
    State.OVER: gettext_lazy("Time is up"),
    State.GIVEN_BACK: gettext_lazy("Given back"),
}


def named(voucher: Voucher) -> str:
    return what_for(voucher.amount)


def what_for(amount: Decimal | None) -> str:
    if amount is None:
        return _("free delivery")
    return _("%(amount)s off") % {
        "amount": money(amount, settings.OSCAR_DEFAULT_CURRENCY)
    }


def sentence(choice: VoucherChoice, *, points_per_unit: int) -> str:
    """Read a choice out."""
    worth = choice.worth(points_per_unit=points_per_unit)
    said = _("For %(points)s a member gets %(what)s") % {
        "points": points_text(choice.points),
        "what": what_for(worth),
    }
    return said + "".join(_clauses(choice)) + _(".")


def _clauses(choice: VoucherChoice) -> Iterator[str]:
    if choice.min_basket:
        yield _(" on goods of %(least)s or more") % {
            "least": money(choice.min_basket, settings.OSCAR_DEFAULT_CURRENCY)
        }
    yield ngettext(
        ", to use within %(days)s day", ", to use within %(days)s days", choice.days
    ) % {"days": figure(choice.days)}
    if choice.most_in_30_days:
        yield _(", at most %(most)s in 30 days") % {
            "most": figure(choice.most_in_30_days)
        }
    zone = timezone.get_default_timezone()
    if choice.starts_at > choice.published_at:
        yield _(", from %(day)s") % {
            "day": date_format(timezone.localtime(choice.starts_at, zone))
        }
    if choice.ends_at:
        yield _(", until %(day)s") % {
            "day": date_format(last_day_before(choice.ends_at, zone))
        }
