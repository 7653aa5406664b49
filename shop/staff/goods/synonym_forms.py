"""What staff say that words mean."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField

LONGEST = 500
BETWEEN = re.compile(r"[,;，、；\n]")


def parted(text: str) -> list[str]:
    """Return the words between commas, as people write them in either language."""
    return [word.strip() for word in BETWEEN.split(text) if word.strip()]


class WordsField(TypedField):
    """Words with commas between them."""

    def to_python(self, value: Any) -> Any:
        return parted(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class SynonymForm(forms.Form):
    words = WordsField(
        label=_("Searched for"),
        max_length=LONGEST,
        help_text=_("As shoppers type it, in any language, with commas between."),
    )
    means = WordsField(
        label=_("Also finds"),
        max_length=LONGEST,
        required=False,
        help_text=_("Words that goods have in their names, categories or properties."),
    )
    is_mutual = forms.BooleanField(
        label=_("Both ways"),
        required=False,
        help_text=_("All of these words mean the same."),
    )
