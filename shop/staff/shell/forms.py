"""What staff type in to find something, and short forms of one or two fields."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.typed import plain
from shop.components.fields import TypedField
from shop.forks.order.models import OrderStatus
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt
from shop.staff.shell.finding import Days
from shop.typed.numbers import read_figures

LONGEST_REASON = 500


def reason_field(*, required: bool, help_text: Any = "") -> forms.CharField:
    return TypedField(
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
    text = TypedField(read=plain, label=_("Search"), required=False, max_length=100)


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
    subject = TypedField(read=plain, label=_("What it concerns"), required=False)
    person = TypedField(read=plain, label=_("Who (e-mail)"), required=False)


class RefundForm(forms.Form):
    reference = forms.CharField(max_length=120)


class CodeForm(QueryForm):
    code = TypedField(
        read=read_figures,
        label=_("Pick-up code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class HandOverForm(forms.Form):
    code = TypedField(read=read_figures, max_length=40)
    money_taken = forms.BooleanField(required=False)


class CancelForm(forms.Form):
    reason = reason_field(
        required=True,
        help_text=_("For the log. The shopper gets a mail about the cancellation."),
    )
