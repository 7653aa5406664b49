"""What staff write on a page of the shop, in each language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField
from shop.components.languages import tag_of
from shop.texts.models import Version
from shop.texts.reading import body_in
from shop.texts.wording import says_something, tidy

ROWS = 24


class TextForm(forms.Form):
    """A field a language, when it begins, and which version the writer had."""

    valid_from = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        help_text=_("Empty: from now on."),
    )
    earlier = forms.IntegerField(required=False, widget=forms.HiddenInput)
    emptied_on_purpose = forms.MultipleChoiceField(
        choices=settings.LANGUAGES, required=False
    )

    def __init__(
        self,
        *args: Any,
        before: Version | None,
        begin_with: Version | None = None,
        **kwargs: Any,
    ) -> None:
        """`begin_with` is the wording shown first, if it is not the one `before`."""
        super().__init__(*args, **kwargs)
        self.before, words = before, begin_with or before
        for code, name in settings.LANGUAGES:
            # No length here: a browser would cut what is pasted without a word.
            self.fields[f"body_{code}"] = TypedField(
                label=name,
                read=tidy,
                required=False,
                initial=body_in(words, code) if words else "",
                widget=forms.Textarea(attrs={"rows": ROWS, "lang": tag_of(code)}),
            )
        self.initial["earlier"] = before.pk if before else None

    @property
    def bodies(self) -> Mapping[str, str]:
        return {
            code: self.cleaned_data[f"body_{code}"]
            for code, _name in settings.LANGUAGES
        }

    @property
    def emptied(self) -> list[str]:
        """The languages whose readers would be shown another from now on."""
        says = {code for code, body in self.bodies.items() if says_something(body)}
        if self.before is None or not says:
            return []
        return [
            code
            for code, _name in settings.LANGUAGES
            if code not in says and body_in(self.before, code)
        ]

    @property
    def is_emptied_on_purpose(self) -> bool:
        return set(self.emptied) <= set(self.cleaned_data["emptied_on_purpose"])

    @property
    def body_fields(self) -> list[Any]:
        return [self[f"body_{code}"] for code, _name in settings.LANGUAGES]
