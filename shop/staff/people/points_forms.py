"""What staff type in about a member's points."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from loyalty.dates import add_months
from loyalty.points import MOST_POINTS
from loyalty.reading import OpenLot
from shop.components.numbers import points
from shop.staff.shell.forms import reason_field

LONGEST_EXTENSION = 120  # months from today
# More boxes nobody ticks: a day takes all that expire by it.
MOST_BOXES = 50


class AdjustForm(forms.Form):
    """Points to add or to take away, and why."""

    direction = forms.ChoiceField(
        label=_("What to do"),
        choices=[("add", _("Add points")), ("remove", _("Take points away"))],
        widget=forms.RadioSelect,
        initial="add",
    )
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=MOST_POINTS)
    reason = reason_field(
        required=True, help_text=_("The member reads it on the statement.")
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def signed_points(self) -> int:
        points: int = self.cleaned_data["points"]
        return points if self.cleaned_data["direction"] == "add" else -points


class UntilForm(forms.Form):
    """A day until which points may be valid: today at the earliest."""

    until = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day on which the points count."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.earliest, self.latest = today, add_months(today, LONGEST_EXTENSION)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.earliest <= until <= self.latest:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s."),
                params={
                    "first": date_format(self.earliest),
                    "last": date_format(self.latest),
                },
            )
        return until


class LotsForm(UntilForm):
    """Which lots live longer: ticked one by one, or all that expire by a day."""

    lots = forms.TypedMultipleChoiceField(
        label=_("Which points"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    by = forms.DateField(
        label=_("And all that expire by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    field_order = ("lots", "by", "until")

    def __init__(self, *args: Any, lots: Sequence[OpenLot], **kwargs: Any):
        super().__init__(*args, **kwargs)
        lots = [lot for lot in lots if lot.has_date]  # others cannot last longer
        self.open_lots = lots
        self.fields["lots"].choices = [  # type: ignore[attr-defined]
            (
                lot.number,
                _("%(points)s, valid until %(day)s")
                % {
                    "points": points(lot.available + lot.pending + lot.held),
                    "day": date_format(lot.last_valid_date),
                },
            )
            for lot in lots[:MOST_BOXES]
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        chosen = self.chosen()
        if not chosen:
            raise forms.ValidationError(_("No points were chosen."))
        longest = max(lot.last_valid_date for lot in chosen)
        if cleaned["until"] <= longest:
            self.add_error(
                "until",
                forms.ValidationError(
                    _("Some of these points are valid until %(day)s already."),
                    params={"day": date_format(longest)},
                ),
            )
        return cleaned

    def chosen(self) -> list[OpenLot]:
        ticked, by = self.cleaned_data["lots"], self.cleaned_data["by"]
        return [
            lot
            for lot in self.open_lots
            if lot.number in ticked or (by and lot.last_valid_date <= by)
        ]


class ExtendForm(UntilForm):
    """The same lots and day again, and why."""

    # The fields that were looked at stand beside these, with the usual ids.
    until = forms.DateField(widget=forms.HiddenInput({"id": "confirmed_until"}))
    lots = forms.RegexField(
        r"\A[1-9]\d{0,17}(,[1-9]\d{0,17}){0,999}\Z",
        widget=forms.HiddenInput({"id": "confirmed_lots"}),
    )
    reason = reason_field(
        required=True, help_text=_("The member reads it on the statement.")
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def numbers(self) -> set[int]:
        return {int(number) for number in self.cleaned_data["lots"].split(",")}
