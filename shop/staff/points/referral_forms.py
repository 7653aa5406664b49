"""What staff type in about invitations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.points import MOST_POINTS
from shop.staff.shell.forms import reason_field


class DecideForm(forms.Form):
    """Why; which way says the button."""

    reason = reason_field(
        required=True, help_text=_("What you found out. It is in the log.")
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("decline", "")])


class TermsForm(forms.Form):
    """A version of what an invitation is worth."""

    is_open = forms.BooleanField(label=_("Members can invite"), required=False)
    referrer_points = forms.IntegerField(
        label=_("Points for who invites"), min_value=0, max_value=1_000_000
    )
    friend_points = forms.IntegerField(
        label=_("Points for the friend"), min_value=0, max_value=1_000_000
    )
    most_per_year = forms.IntegerField(
        label=_("Rewards per member and year"),
        min_value=0,
        max_value=1_000,
        help_text=_("Friends beyond it get their points, the member does not."),
    )
    smallest_order = forms.DecimalField(
        label=_("Smallest order"),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        help_text=_("What the friend pays in money for goods and keeps."),
    )
    # The version that was changed: if there is a newer one, look again.
    based_on = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST_POINTS)

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        del values["based_on"]
        return values
