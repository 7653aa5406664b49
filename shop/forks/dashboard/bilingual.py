"""Forms whose texts are written in every language of the shop, one beside the other."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField
from modeltranslation.utils import get_translation_fields

# The names of a text's columns, such as `title_en` and `title_zh_hans`.
in_every_language = get_translation_fields


class InEveryLanguage:
    """Says of which language each text is; only the shop's first one is required."""

    fields: dict[str, forms.Field]
    _meta: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = dict(settings.LANGUAGES)
        for column in self._meta.model._meta.get_fields():
            if (
                not isinstance(column, TranslationField)
                or column.name not in self.fields
            ):
                continue
            field = self.fields[column.name]
            original = column.translated_field
            field.label = _("%(text)s (%(language)s)") % {
                "text": capfirst(original.verbose_name),
                "language": languages[column.language],
            }
            field.widget.attrs["lang"] = column.language
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if column.language == settings.MODELTRANSLATION_DEFAULT_LANGUAGE:
                field.required = not original.blank
            else:
                # Nothing rather than an empty text: options without a translation
                # must not count as the same option.
                field.empty_value = None  # type: ignore[attr-defined]

    def in_languages(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each text, one a language, for a template to go through."""
        found: dict[str, list[forms.BoundField]] = {}
        form = cast(forms.BaseForm, self)
        for column in self._meta.model._meta.get_fields():
            if isinstance(column, TranslationField) and column.name in self.fields:
                text = found.setdefault(column.translated_field.name, [])
                text.append(form[column.name])
        return found
