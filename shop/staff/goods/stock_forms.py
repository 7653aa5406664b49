"""What staff have counted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.staff.shell.forms import reason_field

MOST_PIECES = 1_000_000


class CountForm(forms.Form):
    """How many pieces lie on the shelf, those promised to orders included."""

    counted = forms.IntegerField(
        label=_("Pieces on the shelf"), min_value=0, max_value=MOST_PIECES
    )
    reason = reason_field(
        required=True, help_text=_("For the log: counted, broken, found …")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, promised: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if promised:
            self.fields["counted"].help_text = ngettext(
                "%(number)s of them waits for its order to be sent: count it too.",
                "%(number)s of them wait for their orders to be sent: count them too.",
                promised,
            ) % {"number": promised}
