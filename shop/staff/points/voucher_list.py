"""Vouchers from points: whose, what is left, until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty import reading
from loyalty.expiry import last_valid_date
from loyalty.typed import plain
from loyalty.vouchers import Voucher
from shop.components.fields import TypedField
from shop.rewards.voucher_list import State, state_of
from shop.staff.points.desk import VOUCHERS
from shop.staff.points.voucher_words import STATES, named
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Day, Figure
from shop.staff.shell.filters import Choice, Filter
from shop.staff.shell.lists import Nothing, StaffList
from shop.typed.signs import compact

LONGEST = 100


class CodeOrEmail(Filter):
    """The beginning or end of a code, or a part of an address."""

    def fields(self) -> dict[str, forms.Field]:
        return {
            "text": TypedField(
                read=plain,
                label=_("Code or e-mail"),
                required=False,
                max_length=LONGEST,
            )
        }

    def narrow(self, found: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        if not (text := asked.get("text")):
            return found
        signs = compact(text).replace("-", "").lstrip("…")
        return found.filter(
            Q(code__startswith=signs)
            | Q(code__endswith=signs)
            | Q(account__member__email__icontains=text)
        )


def state(voucher: Voucher) -> SafeString:
    now = state_of(voucher, at=timezone.now())
    kind = "success" if now == State.RUNNING else "plain"
    return cells.badge(str(STATES[now]), kind)


def last_signs(voucher: Voucher) -> str:
    """The end of the code tells two apart; a colleague needs no more of it."""
    return f"…{voucher.code[-4:]}"


def linked(voucher: Voucher) -> SafeString:
    page = reverse("staff:voucher", args=[voucher.account_id, voucher.version])
    return cells.link(page, last_signs(voucher), css="nowrap")


def last_day(voucher: Voucher) -> date:
    return last_valid_date(voucher.expires_at)


MEMBER = Column(
    _("Member"),
    "account.member.email",
    to=("staff:member", "account_id"),
    heads=True,
    css="breaks",
)
FOR = Column(_("For"), named)
LEFT = Figure(_("Points left"), "left", zero="0")
GIVEN_BACK = Figure(_("Given back"), "given_back", zero="0", hides=True)
MADE = Day(_("Made"), "made_at", short=True)
ENDS = Day(_("Valid until"), last_day, short=True)


class VoucherList(StaffList):
    name = "vouchers"
    title = _("Vouchers from points")
    permissions = VOUCHERS.permissions
    columns = (
        MEMBER,
        FOR,
        Column(_("Code"), last_signs, shown=linked),
        Column(_("State"), state),
        LEFT,
        GIVEN_BACK,
        MADE,
        ENDS,
    )
    file_columns = (
        MEMBER,
        FOR,
        Column(_("Code"), last_signs),
        Figure(_("Points"), "points"),
        LEFT,
        GIVEN_BACK,
        MADE,
        ENDS,
    )
    filters = (
        CodeOrEmail(),
        Choice("state", _("State"), [(one.value, STATES[one]) for one in State]),
    )
    empty = Nothing(
        title=_("No vouchers"),
        text=_("Once members exchange points, their vouchers stand here."),
        drawing="points",
    )

    def rows(self) -> QuerySet[Voucher]:
        every = reading.every_voucher()
        if asked := self.asked.get("state"):
            every = every.filter(_in_state(State(asked)))
        return every


def _in_state(asked: State) -> Q:
    """The same as state_of says of each."""
    now = timezone.now()
    has_left = Q(open=True, left__gt=0)
    match asked:
        case State.RUNNING:
            return has_left & Q(expires_at__gt=now)
        case State.OVER:
            return has_left & Q(expires_at__lte=now)
        case State.GIVEN_BACK:
            return ~has_left & Q(given_back__gt=0)
    return ~has_left & Q(given_back=0)
