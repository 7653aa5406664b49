"""What staff type in about vouchers: a sentence that is filled in, and a reason."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.expiry import expires_after
from loyalty.vouchers import VoucherChoice, VoucherKind
from shop.staff.shell.filters import midnight
from shop.staff.shell.forms import reason_field


class CancelForm(forms.Form):
    reason = reason_field(
        required=True, help_text=_("The member reads it on the statement.")
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class ChoiceForm(forms.Form):
    """There is no amount: what points are worth, the rule says."""

    points = forms.IntegerField(
        label=_("For so many points"), min_value=1, max_value=1_000_000
    )
    kind = forms.ChoiceField(label=_("a member gets"), choices=VoucherKind.choices)
    min_basket = forms.DecimalField(
        label=_("on goods of at least"),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        initial=0,
    )
    days = forms.IntegerField(
        label=_("to use within so many days"), min_value=1, max_value=730, initial=90
    )
    most_in_30_days = forms.IntegerField(
        label=_("at most so many per member in 30 days"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Empty: as many as one has points for."),
    )
    first = _day(pgettext_lazy("a choice of vouchers", "from"))
    last = _day(_("until"))

    def clean_first(self) -> date | None:
        first: date | None = self.cleaned_data["first"]
        if first and first < timezone.localdate():
            raise forms.ValidationError(_("It cannot begin in the past."))
        return first

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first") or timezone.localdate(), said.get("last")
        if last and last < first:
            self.add_error("last", _("It would end before it begins."))
        if last and last >= date.max - timedelta(days=2):
            self.add_error("last", _("That is too far away."))
        return said

    def values(self, *, now: datetime) -> dict[str, Any]:
        """The fields of a version; today is from now on."""
        said = dict(self.cleaned_data)
        first, last = said.pop("first"), said.pop("last")
        begins = midnight(first) if first else now
        return said | {
            "starts_at": max(begins, now),
            "ends_at": expires_after(last) if last else None,
        }


def as_typed(choice: VoucherChoice) -> dict[str, Any]:
    """What the form holds to write another version of a choice."""
    return {
        "points": choice.points,
        "kind": choice.kind,
        "min_basket": choice.min_basket,
        "days": choice.days,
        "most_in_30_days": choice.most_in_30_days,
    }
