"""Form fields that read what was typed before anything looks at it."""

from collections.abc import Callable
from typing import Any

from django import forms

from loyalty.typed import line


class TypedField(forms.CharField):
    """A text in the form that `read` gives it; one line of words without it."""

    def __init__(self, *, read: Callable[[str], str] = line, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def to_python(self, value: Any) -> str:
        return self.read(super().to_python(value) or "")
