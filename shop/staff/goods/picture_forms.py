"""The pictures of goods in a form: uploaded, described, moved, taken away."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from loyalty.typed import line
from shop.catalogue.facts import ALTS, Facts
from shop.components.picture_field import PictureField
from shop.staff.goods.product_forms import LANGUAGES

LONGEST_ALT = 200
MOST_AT_ONCE = 20
STEPS = {"up": -1, "down": 1}


class Several(forms.ClearableFileInput):
    """One field, several files."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Each of the files is a picture; one that is not is named."""

    each = PictureField(required=False)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in data or [] if file]
        if len(files) > MOST_AT_ONCE:
            raise ValidationError(
                _("At most %(most)d pictures at once.") % {"most": MOST_AT_ONCE}
            )
        errors = []
        for file in files:
            try:
                self.each.clean(file)
            except ValidationError as error:
                errors += [f"{file.name}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return files


class UploadForm(forms.Form):
    uploads = PicturesField(
        label=_("Add pictures"),
        required=False,
        widget=Several(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        help_text=_(
            "JPEG, PNG, WebP or AVIF, several at once. The first one is shown in lists."
        ),
    )


@dataclass(frozen=True)
class Text:
    """One alternative text of a picture, as a field."""

    name: str
    language: str
    language_name: str
    value: str


@dataclass(frozen=True)
class Row:
    """One picture of the form; `key` is its place when the page was opened."""

    key: int
    file: str
    texts: list[Text]


def rows_of(pictures: list[Facts], seen: list[Facts]) -> list[Row]:
    """The pictures as the form shows them, known by their places in what was seen."""
    places = {picture["file"]: place for place, picture in enumerate(seen)}
    return [
        Row(
            places[picture["file"]],
            picture["file"],
            [
                Text(f"{alt}-{places[picture['file']]}", *language, picture[alt])
                for alt, language in zip(ALTS.values(), LANGUAGES.values(), strict=True)
            ],
        )
        for picture in pictures
        if picture["file"] in places
    ]


def wanted(sent: QueryDict, seen: list[Facts], *, step: str) -> list[Facts]:
    """The pictures as they shall be: in the order of the form, with what was pressed.

    `step` is such as "up-3", "down-3" or "remove-3".
    """
    keys = [int(key) for key in sent.getlist("picture") if key.isdecimal()]
    keys = list(dict.fromkeys(key for key in keys if key < len(seen)))
    keys += [key for key in range(len(seen)) if key not in keys]
    what, _dash, which = step.partition("-")
    if which.isdecimal() and int(which) in keys:
        keys = _moved(keys, int(which), what)
    return [seen[key] | _texts(sent, key, seen[key]) for key in keys]


def _moved(keys: list[int], key: int, what: str) -> list[int]:
    others = [other for other in keys if other != key]
    if what == "remove":
        return others
    place = max(0, keys.index(key) + STEPS.get(what, 0))
    return [*others[:place], key, *others[place:]]


def _texts(sent: QueryDict, key: int, seen: Facts) -> Facts:
    """What is said of a picture; what the form did not send stays as it was."""
    typed = {alt: sent.get(f"{alt}-{key}") for alt in ALTS.values()}
    return {
        alt: seen[alt] if said is None else line(said)[:LONGEST_ALT]
        for alt, said in typed.items()
    }
