"""What goods are called: their title, and what tells a variant from its siblings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from modeltranslation.utils import build_localized_fieldname, get_language

Mark = Mapping[str, Any]
Names = Mapping[str, Mapping[str, str]]

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MARKS_TEXT = " · "


@dataclass(frozen=True)
class Name:
    """A title, and under it what a variant is, such as "Colour: Forest"."""

    title: str
    variant: str = ""

    def __str__(self) -> str:
        """Both in one line."""
        if not self.variant:
            return self.title
        return _("%(title)s (%(variant)s)") % {
            "title": self.title,
            "variant": self.variant,
        }


def marks_of(values: Any, product: str) -> ArraySubquery:
    """What the attribute values of a `product` say, in one column.

    `values` is their model, for migrations as it was then. The column rides
    along with the query that reads the goods, whatever their number (S14).
    """
    options = values._meta.get_field("value_multi_option").related_model
    several: QuerySet[Any] = QuerySet(options).filter(
        multi_valued_attribute_values=OuterRef("pk")
    )
    return ArraySubquery(
        values.objects.filter(product=OuterRef(product))
        .order_by("attribute_id")
        .values(
            mark=JSONObject(
                type="attribute__type",
                code="attribute__code",
                name=in_every_language("attribute__name"),
                option=in_every_language("value_option__option"),
                multi_option=ArraySubquery(
                    several.order_by("pk").values(words=in_every_language("option"))
                ),
                **{kind: f"value_{kind}" for kind in PLAIN},
            )
        )
    )


def name(*, own: str, parent: str, marks: Iterable[Mark]) -> Name:
    """Name goods in the active language; a variant follows its parent.

    What its own title says beyond that of its parent tells it apart as well.
    """
    if not parent:
        return Name(own)
    title, rest = (parent, own.removeprefix(parent)) if own else (parent, "")
    if own and not own.startswith(parent):
        title, rest = own, ""
    said = [words(mark) for mark in marks]
    parts = [rest.strip(" ,:：，·–-"), *filter(None, said)]
    return Name(title, MARKS_TEXT.join(filter(None, parts)))


def words(mark: Mark) -> str:
    """Say one attribute in the active language, such as "Colour: Forest"."""
    value = value_of(mark)
    if not value:
        return ""
    said = {"name": text_of(mark["name"]), "value": value}
    return pgettext("attribute of goods", "%(name)s: %(value)s") % said


def value_of(mark: Mark) -> str:
    """The value in words; empty for what has none, such as a file."""
    kind = mark["type"]
    if kind == "option":
        return text_of(mark["option"])
    if kind == "multi_option":
        return ", ".join(text_of(option) for option in mark["multi_option"])
    value = mark.get(kind)
    if value is None or value == "":
        return ""
    return PLAIN[kind](value)


def text_of(texts: Mapping[str, str | None]) -> str:
    """The text in the active language, or in one in which there is one."""
    asked = [get_language(), settings.MODELTRANSLATION_DEFAULT_LANGUAGE, *LANGUAGES]
    return next((text for language in asked if (text := texts.get(language))), "")


def in_every_language(field: str) -> JSONObject:
    return JSONObject(
        **{
            language: build_localized_fieldname(field, language)
            for language in LANGUAGES
        }
    )


def yes_or_no(value: bool) -> str:
    if value:
        return pgettext("Product attribute value", "Yes")
    return pgettext("Product attribute value", "No")


PLAIN: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "richtext": strip_tags,
    "integer": str,
    "float": lambda value: f"{value:g}",
    "boolean": yes_or_no,
    "date": lambda value: date_format(date.fromisoformat(value)),
    "datetime": lambda value: date_format(datetime.fromisoformat(value)),
}


def name_in(names: Names, *, otherwise: str) -> Name:
    """The name that was kept in the active language, or in one in which one was."""
    asked = [get_language(), settings.MODELTRANSLATION_DEFAULT_LANGUAGE, *LANGUAGES]
    kept = next((names[language] for language in asked if language in names), None)
    return Name(**kept) if kept else Name(otherwise)
