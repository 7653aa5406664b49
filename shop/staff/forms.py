"""What staff type in, checked before any use case sees it."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from loyalty.dates import add_months
from loyalty.points import MOST_POINTS
from loyalty.queries import OpenLot
from shop.components.numbers import points
from shop.forks.order.models import Line, OrderStatus
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt
from shop.staff import people
from shop.staff.finding import Days
from shop.users.models import User

LONGEST_REASON = 500
LONGEST_EXTENSION = 120  # months from today


def reason_field(*, required: bool, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
    )


def new_reference() -> str:
    """A reference for one form: sending it twice does its work once."""
    return secrets.token_hex(12)


class QueryForm(forms.Form):
    """What a list is asked for. Nonsense is no error: it asks for nothing."""

    def value(self, name: str) -> Any:
        """What was asked for under a name."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class SearchForm(QueryForm):
    text = forms.CharField(label=_("Search"), required=False, max_length=100)


class DaysForm(QueryForm):
    first = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def days(self) -> Days:
        return Days(first=self.value("first") or None, last=self.value("last") or None)


class OrderSearchForm(SearchForm, DaysForm):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Every status")), *OrderStatus.choices],
        widget=forms.HiddenInput,
    )


class MessageSearchForm(SearchForm):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *Message.State.choices],
        widget=forms.HiddenInput,
    )


class PaymentSearchForm(SearchForm):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *PaymentAttempt.State.choices],
        widget=forms.HiddenInput,
    )


class LogSearchForm(DaysForm):
    subject = forms.CharField(label=_("What it concerns"), required=False)
    person = forms.CharField(label=_("Who (e-mail)"), required=False)


class RefundForm(forms.Form):
    reference = forms.CharField(max_length=120)


class CodeForm(QueryForm):
    code = forms.CharField(
        label=_("Pick-up code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class HandOverForm(forms.Form):
    code = forms.CharField(max_length=40)
    money_taken = forms.BooleanField(required=False)


class CancelForm(forms.Form):
    reason = reason_field(
        required=True,
        help_text=_("For the log. The shopper gets a mail about the cancellation."),
    )


class PiecesForm(forms.Form):
    """How many pieces of each line come back."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=line.title,
                required=False,
                min_value=0,
                max_value=line.quantity - line.returned_quantity,
                widget=forms.HiddenInput,
            )

    @property
    def line_errors(self) -> list[str]:
        return [
            f"{field.label}: {error}"
            for field in self
            if field.name.startswith("line-")
            for error in field.errors
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.quantities():
            raise forms.ValidationError(_("Choose at least one piece."))
        return cleaned

    def quantities(self) -> dict[int, int]:
        """The pieces by line, of those lines of which any come back."""
        given = {
            line.pk: self.cleaned_data.get(f"line-{line.pk}") for line in self.lines
        }
        return {line: quantity for line, quantity in given.items() if quantity}


class TakeBackForm(PiecesForm):
    """The pieces again, and what is said about them."""

    restock = forms.BooleanField(
        label=_("Put the pieces back into stock"), required=False, initial=True
    )
    reason = reason_field(required=True, help_text=_("For the log."))
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)
    # What the preview said, so that nothing else is done than what was agreed to.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=100)


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
            for lot in lots
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

    until = forms.DateField(widget=forms.HiddenInput)
    lots = forms.RegexField(
        r"\A[1-9]\d{0,17}(,[1-9]\d{0,17}){0,999}\Z", widget=forms.HiddenInput
    )
    reason = reason_field(
        required=True, help_text=_("The member reads it on the statement.")
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def numbers(self) -> set[int]:
        return {int(number) for number in self.cleaned_data["lots"].split(",")}


class OtherAccountForm(forms.Form):
    """The account of the same person that stays."""

    email = forms.EmailField(
        label=_("E-mail address of the account that stays"), max_length=254
    )

    def clean_email(self) -> User:
        """The member of that address."""
        member = (
            people.members().filter(email__iexact=self.cleaned_data["email"]).first()
        )
        if member is None:
            raise forms.ValidationError(_("No member has this address."))
        return member

    def differs_from(self, closing: User) -> bool:
        """Whether it is another account than the one that closes; an error if not."""
        if self.cleaned_data["email"] != closing:
            return True
        self.add_error("email", _("This is the same account."))
        return False


class MergeForm(OtherAccountForm):
    """A proposal: the same account again, as it was looked at, and why."""

    email = forms.EmailField(widget=forms.HiddenInput, max_length=254)
    reason = reason_field(
        required=True,
        help_text=_("How you know that it is the same person. For the log."),
    )


class RuleForm(forms.Form):
    """A version of the base rule."""

    points_per_unit = forms.DecimalField(
        label=_("Points per 1.00 paid in money"),
        min_value=0,
        max_value=1000,
        max_digits=8,
        decimal_places=2,
    )
    rounding = forms.ChoiceField(
        label=_("Fractions of a point are"),
        choices=[
            ("down", _("rounded down")),
            ("half-up", _("rounded to the nearest point")),
            ("up", _("rounded up")),
        ],
    )
    excluded_labels = forms.MultipleChoiceField(
        label=_("Categories that earn nothing"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    return_window_days = forms.IntegerField(
        label=_("Days after delivery until points can be spent"),
        min_value=0,
        max_value=365,
        help_text=_("The return window: until then the points are pending."),
    )
    expiry_months = forms.IntegerField(
        label=_("Months until points expire"), min_value=1, max_value=120
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=365,
        help_text=_(
            "For points that come back after a return and had expired meanwhile."
        ),
    )
    points_per_unit_of_discount = forms.IntegerField(
        label=_("Points for a discount of 1.00"), min_value=1, max_value=1_000_000
    )
    min_points_per_order = forms.IntegerField(
        label=_("Fewest points per order"), min_value=1, max_value=MOST_POINTS
    )
    max_points_per_order = forms.IntegerField(
        label=_("Most points per order"),
        required=False,
        min_value=1,
        max_value=MOST_POINTS,
        help_text=_("Empty: no limit."),
    )
    max_share_percent = forms.IntegerField(
        label=_("Largest share of the goods that points may cover, in percent"),
        min_value=0,
        max_value=100,
    )
    # The version that was changed: if there is a newer one, look again.
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["excluded_labels"].choices = categories  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least = cleaned.get("min_points_per_order")
        most = cleaned.get("max_points_per_order")
        if least and most and most < least:
            self.add_error(
                "max_points_per_order",
                _("The most points cannot be fewer than the fewest."),
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        """The fields of the new version, as `loyalty.policy` takes them."""
        values = dict(self.cleaned_data)
        del values["based_on"]
        return values
