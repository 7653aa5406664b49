"""A picture that somebody uploads: its head is looked at, none of it is decoded."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

# What browsers show; a phone's MPO is a JPEG with more behind it. By their endings:
# a picture that calls itself otherwise could be taken for something else.
ENDINGS = {
    "JPEG": (".jpg", ".jpeg"),
    "MPO": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "AVIF": (".avif",),
}
# Pillow finds an MPO in a JPEG by itself.
OPENED = [kind for kind in ENDINGS if kind != "MPO"]
MEGABYTE = 1024 * 1024


class PictureField(forms.ImageField):
    """Refuses what costs far more to show than to send (F31), what moves, and other
    kinds of files. Its name ends as its kind does."""

    default_error_messages = {
        "heavy": _("This file is too big: it can have %(most)d MB."),
        "large": _("This picture is too large: it can have %(most)d megapixels."),
        "long": _("This picture is too long: a side can have %(most)d pixels."),
        "kind": _("Please upload a picture as JPEG, PNG, WebP or AVIF."),
        "moves": _("Please upload a picture that does not move."),
    }

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values or not data.size:
            return super().to_python(data)
        if data.size > settings.PICTURE_MOST_MEGABYTES * MEGABYTE:
            raise self._refusal("heavy", most=settings.PICTURE_MOST_MEGABYTES)
        kind = self._kind(data)
        file: Any = super().to_python(data)
        if PurePath(file.name).suffix.lower() not in ENDINGS[kind]:
            file.name = PurePath(file.name).stem + ENDINGS[kind][0]
        return file

    def _kind(self, data: Any) -> str:
        """What it is by its head; other kinds decode some of it even for that."""
        data.seek(0)
        try:
            with Image.open(BytesIO(data.read()), formats=OPENED) as head:
                kind, moves = head.format or "", getattr(head, "is_animated", False)
                longest = max(head.size)
        except Image.DecompressionBombError as bomb:
            most = settings.PICTURE_MOST_PIXELS // 1_000_000
            raise self._refusal("large", most=most) from bomb
        except (OSError, SyntaxError, ValueError) as error:
            raise self._refusal("kind") from error
        finally:
            data.seek(0)
        if longest > settings.PICTURE_LONGEST_SIDE:
            raise self._refusal("long", most=settings.PICTURE_LONGEST_SIDE)
        if moves and kind != "MPO":
            raise self._refusal("moves")
        return kind

    def _refusal(self, code: str, **params: int) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)
