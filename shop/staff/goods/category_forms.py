"""What staff write about a category: a field for each of its facts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.catalogue.kinds import SHELF
from shop.catalogue.shelves import BELOW
from shop.components.picture_field import PictureField
from shop.forks.catalogue.models import Category, Tint
from shop.staff.goods.product_forms import (
    LANGUAGES,
    Address,
    FactsForm,
    Paragraphs,
    one_line,
)

FIRST = "name_en"


class CategoryForm(FactsForm):
    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        kept: Category | None,
        facts: dict[str, Any],
    ):
        super().__init__(data, files)
        for suffix in LANGUAGES:
            self._add(f"name_{suffix}", one_line)
            self._add(f"slug_{suffix}", Address)
            self.fields[f"slug_{suffix}"].help_text = _(
                "Left empty, it is made of the name. Former addresses lead to the new"
                " one."
            )
            self._add(f"description_{suffix}", Paragraphs, rows=4)
        for suffix in LANGUAGES:
            self._add(f"meta_title_{suffix}", one_line)
            self._add(f"meta_description_{suffix}", Paragraphs, rows=3)
        self.fields[FIRST].required = True
        self.fields[BELOW] = forms.ChoiceField(
            label=SHELF[BELOW][0], required=False, choices=_places(kept)
        )
        self.fields["tint"] = forms.ChoiceField(
            label=SHELF["tint"][0], choices=Tint.choices
        )
        for name in ("is_public", "exclude_from_menu"):
            self.fields[name] = forms.BooleanField(label=SHELF[name][0], required=False)
        self.initial = self.shown(facts)

    def in_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Name, address and description, a column for each language."""
        texts = ("name", "slug", "description")
        return [
            (code, name, [self[f"{text}_{suffix}"] for text in texts])
            for suffix, (code, name) in LANGUAGES.items()
        ]

    def for_machines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("meta_")]

    def machines_are_wrong(self) -> bool:
        return any(field.errors for field in self.for_machines())

    def _add(self, name: str, field: Any, **attrs: Any) -> None:
        suffix = next(one for one in LANGUAGES if name.endswith(f"_{one}"))
        made = field(label=SHELF[name][0], required=False)
        made.widget.attrs |= {"lang": LANGUAGES[suffix][0], **attrs}
        self.fields[name] = made


class PictureForm(forms.Form):
    picture = PictureField(label=_("Picture"), required=False, widget=forms.FileInput)
    drop = forms.BooleanField(label=_("Take the picture away"), required=False)


def _places(kept: Category | None) -> list[tuple[str, Any]]:
    """Where it can stand: anywhere but below itself."""
    every = Category.objects.order_by("path")
    return [
        ("", _("At the top")),
        *(
            (one.code, "– " * (one.depth - 1) + one.name)
            for one in every
            if kept is None or not one.path.startswith(kept.path)
        ),
    ]
