"""Which day's points a page shows."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The rule that a programme starts with holds from here: no points are older.
FIRST_DAY = date(2000, 1, 1)


class DayForm(forms.Form):
    """The day to look back to. Without one, and for today, it is now."""

    on = forms.DateField(
        label=gettext_lazy("As of the end of"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, asked: Any, *, now: datetime):
        super().__init__(asked if asked.get("on") else None)
        self.today = timezone.localdate(now)
        self.fields["on"].widget.attrs |= {
            "min": FIRST_DAY.isoformat(),
            "max": self.today.isoformat(),
        }

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if day < FIRST_DAY:
            raise forms.ValidationError(_("There were no points yet on this day."))
        return day

    @property
    def day(self) -> date | None:
        """The day that is over; None for now, and for what is no day."""
        day: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return None if day == self.today else day
