"""What attributes say of the goods of a list, in words: what can be chosen of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import pgettext

from shop.forks.catalogue.models import AttributeOption, ProductAttribute
from shop.forks.catalogue.naming import in_every_language, text_of, yes_or_no
from shop.freshness.epochs import kept
from shop.storefront.listing import SAID

Mark = tuple[str, str]
MOST_FACETS = 8
# So many whole numbers are a measure, and no choice.
MOST_NUMBERS = 24
CHOSEN_BY = (
    ProductAttribute.BOOLEAN,
    ProductAttribute.INTEGER,
    ProductAttribute.OPTION,
    ProductAttribute.MULTI_OPTION,
)


@dataclass(frozen=True)
class Word:
    """A mark as it is called; `full` with the name of what it is of."""

    mark: Mark
    label: str
    full: str = ""


@dataclass(frozen=True)
class Attribute:
    """An attribute and its options, by their keys, in every language."""

    facet: str
    type: str
    names: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]


def said(counts: Mapping[Mark, int]) -> list[tuple[str, list[Word]]]:
    """Name the attributes behind marks, those first that say something of most goods.

    Attributes of several product classes are one where they have one code.
    """
    values: dict[str, set[str]] = {}
    for facet, value in counts:
        if facet.startswith(SAID):
            values.setdefault(facet, set()).add(value)
    named: dict[str, tuple[str, dict[Mark, str]]] = {}
    for attribute in attributes() if values else ():
        facet = attribute.facet
        if facet not in values:
            continue
        _name, texts = named.setdefault(facet, (text_of(attribute.names), {}))
        texts |= {
            (facet, value): text
            for value, text in _texts(attribute, values[facet]).items()
        }
    most = sorted(named, key=lambda facet: -sum(counts[one] for one in named[facet][1]))
    return [_words(*named[facet], counts) for facet in most[:MOST_FACETS]]


def _words(
    name: str, texts: Mapping[Mark, str], counts: Mapping[Mark, int]
) -> tuple[str, list[Word]]:
    said = pgettext("attribute of goods", "%(name)s: %(value)s")
    words = [
        Word(mark, text, said % {"name": name, "value": text})
        for mark, text in texts.items()
    ]
    return name, sorted(words, key=lambda word: (-counts[word.mark], word.label))


def attributes() -> list[Attribute]:
    """All attributes that something can be chosen by, read once an epoch."""
    return kept("attributes said", _attributes)


def _attributes() -> list[Attribute]:
    options: QuerySet[AttributeOption] = QuerySet(AttributeOption).filter(
        group=OuterRef("option_group")
    )
    chosen_by = ProductAttribute.objects.filter(type__in=CHOSEN_BY).values(
        "code",
        "type",
        names=in_every_language("name"),
        options=ArraySubquery(
            options.order_by().values(
                json=JSONObject(id="pk", words=in_every_language("option"))
            )
        ),
    )
    return [
        Attribute(
            facet=SAID + row["code"],
            type=row["type"],
            names=row["names"],
            options={str(one["id"]): one["words"] for one in row["options"]},
        )
        for row in chosen_by.order_by("code", "pk")
    ]


def _texts(attribute: Attribute, values: set[str]) -> Mapping[str, str]:
    if attribute.type == ProductAttribute.BOOLEAN:
        return {value: yes_or_no(value == "1") for value in values}
    if attribute.type == ProductAttribute.INTEGER:
        return {value: value for value in values} if len(values) <= MOST_NUMBERS else {}
    options = attribute.options
    return {value: text_of(options[value]) for value in values if value in options}
