"""What the forms of a page showed when somebody opened it (F18).

A browser sends every field again, also those that nobody touched. What a form was
opened with goes along, signed, so that what was changed can be told from what was not.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Model
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html

FIELD = "opened_with"
_SALT = "shop.forks.dashboard.opened"

# The name of each field with its values, as a browser sends them.
Values = dict[str, list[str]]


def fields_of(context: Mapping[str, Any]) -> dict[str, forms.BoundField]:
    """The fields in which a page shows what is kept, by their names."""
    return _fields(form for form in _forms(context) if form.instance.pk is not None)


def new_fields_of(context: Mapping[str, Any]) -> dict[str, forms.BoundField]:
    """The fields of rows that do not exist yet: nothing in them is out of date."""
    return _fields(form for form in _forms(context) if form.instance.pk is None)


def rows_of(context: Mapping[str, Any]) -> list[Model]:
    """What a page shows in forms, and would write."""
    shown = [form.instance for form in _forms(context)]
    return [row for row in shown if row.pk is not None]


def _forms(context: Mapping[str, Any]) -> Iterator[forms.ModelForm]:
    for value in context.values():
        shown = value.forms if isinstance(value, BaseFormSet) else [value]
        yield from (form for form in shown if isinstance(form, forms.ModelForm))


def _fields(shown: Iterable[forms.ModelForm]) -> dict[str, forms.BoundField]:
    return {
        field.html_name: field
        for form in shown
        for field in form
        if not isinstance(field.field.widget, forms.FileInput)
    }


def values_of(fields: Mapping[str, forms.BoundField]) -> Values:
    return {name: value_of(field) for name, field in fields.items()}


def same(field: forms.BoundField, one: list[str], other: list[str]) -> bool:
    """Whether two values of a field mean the same."""
    return _plain(one) == _plain(other) or _read(field, one) == _read(field, other)


def in_words(field: forms.BoundField, values: Iterable[str]) -> str:
    """Values of a field as its page shows them."""
    values = list(values)
    if isinstance(field.field, forms.BooleanField):
        return "✓" if values else ""
    if isinstance(field.field, forms.ModelChoiceField) and field.field.queryset:
        try:
            chosen = field.field.queryset.filter(pk__in=filter(None, values))
            return ", ".join(map(str, chosen))
        except (TypeError, ValueError):
            return ", ".join(values)
    labels = {str(key): str(label) for key, label in _choices(field)}
    return ", ".join(labels.get(value, value) for value in values)


def token(values: Values, *, page: str) -> str:
    """What a form carries along: it holds for one page alone."""
    return signing.dumps({"page": page, "values": values}, salt=_SALT, compress=True)


def read(sent: str, *, page: str) -> Values | None:
    """What a form was opened with; None where it does not say."""
    try:
        found = signing.loads(sent, salt=_SALT)
    except signing.BadSignature:
        return None
    return found["values"] if found["page"] == page else None


def hidden(values: Values, *, page: str) -> str:
    return format_html(
        '<input type="hidden" name="{}" value="{}">', FIELD, token(values, page=page)
    )


def value_of(field: forms.BoundField) -> list[str]:
    """As a browser would send it."""
    widget, value = _bare(field.field.widget), field.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    if shown is None:
        return []
    return [str(each) for each in shown] if isinstance(shown, list) else [str(shown)]


def _bare(widget: Any) -> Any:
    """A widget without the buttons that Oscar puts around it."""
    return _bare(widget.widget) if hasattr(widget, "widget") else widget


def _choices(field: forms.BoundField) -> list[tuple[Any, Any]]:
    return list(getattr(field.field, "choices", []))


def _plain(values: Iterable[str]) -> list[str]:
    """Without what browsers make of line ends, and without what is empty."""
    lines = ("\n".join(value.splitlines()).strip() for value in values)
    return sorted(filter(None, lines))


def _read(field: forms.BoundField, values: list[str]) -> Any:
    """What the field understands; where it does not, the text itself."""
    if isinstance(field.field, forms.BooleanField):
        return bool([value for value in values if value not in ("", "False")])
    if isinstance(field.field, forms.ModelChoiceField) or len(values) > 1:
        return _plain(values)
    try:
        return field.field.to_python(values[0] if values else "")
    except forms.ValidationError:
        return _plain(values)
