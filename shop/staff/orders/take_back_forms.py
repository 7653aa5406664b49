"""What staff type in when pieces come back over the counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.forks.order.models import Line
from shop.staff.shell.forms import reason_field


class PiecesForm(forms.Form):
    """How many pieces of each line come back."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=str(line.name),
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
