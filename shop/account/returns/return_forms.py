"""What shoppers write about goods that they send back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from shop.account.forms import EmailField
from shop.account.orders.goods import LineRow
from shop.forks.order.models import Line
from shop.returns.asking import Wish
from shop.returns.models import Reason

# More than anybody can send back; of thousands Python makes no number.
MOST_DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """One line of the order with its fields; `free` pieces can be chosen."""

    goods: LineRow
    free: int
    chosen: int
    quantity: BoundField
    reason: BoundField | None
    words: BoundField | None

    @property
    def reason_text(self) -> str:
        """The reason that was chosen, as people read it."""
        value = self.reason.value() if self.reason else ""
        return str(Reason(value).label) if value in Reason.values else ""


class PiecesForm(forms.Form):
    """How many pieces of each line; what other requests await is left out."""

    asks_why = False
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, lines: list[Line], free: Mapping[int, int], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if free.get(line.pk, 0) > 0]
        self.free = free
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=str(line.name),
                required=False,
                min_value=0,
                max_value=free[line.pk],
                error_messages={
                    "max_value": ngettext_lazy(
                        "Only %(limit_value)s piece can be chosen.",
                        "Only %(limit_value)s pieces can be chosen.",
                        "limit_value",
                    )
                },
            )
            if self.asks_why:
                self._ask_why(line)

    def _ask_why(self, line: Line) -> None:
        self.fields[f"reason-{line.pk}"] = forms.ChoiceField(
            label=gettext_lazy("Why does it come back?"),
            required=False,
            choices=[("", gettext_lazy("Please choose")), *Reason.choices],
        )
        self.fields[f"words-{line.pk}"] = forms.CharField(
            label=gettext_lazy("In your words"), required=False, max_length=500
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(
            cleaned.get(f"line-{line.pk}") for line in self.lines
        ):
            raise forms.ValidationError(_("Please choose at least one piece."))
        for line in self.lines if self.asks_why else ():
            name = f"reason-{line.pk}"
            chosen = cleaned.get(f"line-{line.pk}")
            if chosen and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Please choose a reason."))
        return cleaned

    def rows(self) -> Iterator[FormRow]:
        for line in self.lines:
            quantity = self[f"line-{line.pk}"]
            yield FormRow(
                goods=LineRow(line),
                free=self.free[line.pk],
                chosen=self._chosen(line),
                quantity=quantity,
                reason=self[f"reason-{line.pk}"] if self.asks_why else None,
                words=self[f"words-{line.pk}"] if self.asks_why else None,
            )

    def chosen_rows(self) -> list[FormRow]:
        return [row for row in self.rows() if row.chosen]

    def wishes(self) -> list[Wish]:
        """What was chosen, of a valid form."""
        data = self.cleaned_data
        return [
            Wish(
                line=line.pk,
                quantity=data[f"line-{line.pk}"],
                reason=data.get(f"reason-{line.pk}", ""),
                words=data.get(f"words-{line.pk}", ""),
            )
            for line in self.lines
            if data.get(f"line-{line.pk}")
        ]

    def _chosen(self, line: Line) -> int:
        value = str(self[f"line-{line.pk}"].value() or "")
        return int(value) if value.isdecimal() and len(value) <= MOST_DIGITS else 0


class ReturnForm(PiecesForm):
    asks_why = True
    # What the shopper saw, so that nothing else is asked for than what was agreed to.
    quote = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


class WithdrawForm(PiecesForm):
    """Who withdraws, from which goods, and where the confirmation goes."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField(help_text=gettext_lazy("The confirmation goes there."))
