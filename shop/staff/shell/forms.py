"""Fields that forms of several desks have."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField

LONGEST_REASON = 500
# The button that unlocks what was looked at.
CHANGE = "change"


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
