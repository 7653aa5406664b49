"""What staff say about the parcels they open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.returns.models import Reason, Refusal, RequestedLine
from shop.returns.receiving import Verdict
from shop.staff.shell.forms import LONGEST_REASON

# What is said to be broken is not sold again before somebody has looked at it.
NOT_FOR_SALE = frozenset({Reason.DAMAGED, Reason.FAULTY})


class WordsForm(forms.Form):
    """What the shopper is told."""

    words = forms.CharField(
        label=gettext_lazy("Words for the shopper"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They stand in the mail and on the shopper’s page."),
    )


@dataclass(frozen=True, kw_only=True)
class VerdictRow:
    """One requested line and the fields about it."""

    asked: RequestedLine
    received: BoundField
    refused: BoundField
    refusal: BoundField
    restock: BoundField


class ReceiveForm(forms.Form):
    """What was found of each line. Unchecked boxes are not sent: `restock` says so."""

    def __init__(self, *args: Any, lines: list[RequestedLine], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.open]
        for line in self.lines:
            for name in ("received", "refused"):
                self.fields[f"{name}-{line.pk}"] = forms.IntegerField(
                    label=str(line.line.name),
                    required=False,
                    min_value=0,
                    max_value=line.open,
                )
            self.fields[f"refusal-{line.pk}"] = forms.ChoiceField(
                label=gettext_lazy("Why it is refused"),
                required=False,
                choices=[("", gettext_lazy("Not refused")), *Refusal.choices],
            )
            self.fields[f"restock-{line.pk}"] = forms.BooleanField(
                label=gettext_lazy("Put back into stock"),
                required=False,
                initial=line.reason not in NOT_FOR_SALE,
            )

    def rows(self) -> Iterator[VerdictRow]:
        for line in self.lines:
            yield VerdictRow(
                asked=line,
                **{
                    name: self[f"{name}-{line.pk}"]
                    for name in ("received", "refused", "refusal", "restock")
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        verdicts = self.verdicts()
        if not any(each.received or each.refused for each in verdicts.values()):
            raise forms.ValidationError(_("Say what became of at least one piece."))
        for line in self.lines:
            verdict = verdicts[line.pk]
            if verdict.received + verdict.refused > line.open:
                self.add_error(
                    f"refused-{line.pk}",
                    _("Only %(left)s are awaited, received and refused together.")
                    % {"left": line.open},
                )
            if verdict.refused and not verdict.refusal:
                self.add_error(f"refusal-{line.pk}", _("Please choose a reason."))
        return cleaned

    def verdicts(self) -> dict[int, Verdict]:
        data = self.cleaned_data
        return {
            line.pk: Verdict(
                received=data.get(f"received-{line.pk}") or 0,
                refused=data.get(f"refused-{line.pk}") or 0,
                restock=data.get(f"restock-{line.pk}", False),
                refusal=data.get(f"refusal-{line.pk}", ""),
            )
            for line in self.lines
        }


class SettleForm(WordsForm, ReceiveForm):
    """The same again, as it was looked at, and what is said about it."""

    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1000)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=100)
