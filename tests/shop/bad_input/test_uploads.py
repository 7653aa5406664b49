"""Files that are not what they should be."""

import struct
import zlib
from io import BytesIO
from zlib import crc32

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from lxml import html
from PIL import Image, ImageFile

from shop.components.picture_field import PictureField
from shop.forks.offer.models import Range
from shop.identity import roles
from shop.identity.roles import give_role
from shop.staff.goods.category_forms import PictureForm
from shop.staff.goods.picture_forms import UploadForm
from tests.factories import (
    make_user,
)
from tests.shop.bad_input.world import expect_page, not_understood

pytestmark = pytest.mark.django_db


@pytest.fixture
def managing(world):
    """The same browser, now a manager's."""
    manager = make_user()
    give_role(person=manager, role=roles.MANAGER)
    world.client.force_login(manager)
    return world


def half_a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 600), "#dee4d0").save(file, "PNG")
    return file.getvalue()[:200]


def no_picture() -> str:
    return _(
        "Upload a valid image. The file you uploaded was either not an image or a "
        "corrupted image."
    )


def bomb(wide: int = 12_000, high: int = 12_000) -> bytes:
    """144 megapixels in 17 KB: a bit each, all the same."""
    head = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(high * (1 + wide // 8)), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", crc32(part))
        for part in (b"IHDR" + head, b"IDAT" + rows, b"IEND")
    )


def drawn(kind: str, *, frames: int = 1) -> bytes:
    file = BytesIO()
    first, *others = [Image.new("RGB", (9, 9), (0, 9 * n, 0)) for n in range(frames)]
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(file, kind, **more)
    return file.getvalue()


def too_large() -> str:
    return _("This picture is too large: it can have %(most)d megapixels.") % {
        "most": 40
    }


def too_long() -> str:
    return _("This picture is too long: a side can have %(most)d pixels.") % {
        "most": 16_000
    }


def too_big() -> str:
    return _("This file is too big: it can have %(most)d MB.") % {"most": 20}


def another_kind() -> str:
    return _("Please upload a picture as JPEG, PNG, WebP or AVIF.")


def moving() -> str:
    return _("Please upload a picture that does not move.")


# F31: what costs far more to show than to send, and what is no picture of a shop.
REFUSED = {
    "144 megapixels in 17 KB": (bomb(), too_large),
    "a tower of 8 pixels": (bomb(8, 1_900_000), too_long),
    "a pixel more than its kind can be shown in": (bomb(16_001, 8), too_long),
    "a file without end": (drawn("PNG") + bytes(20 << 20), too_big),
    "a moving GIF": (drawn("GIF", frames=3), another_kind),
    "a moving PNG": (drawn("PNG", frames=3), moving),
    "a moving WebP": (drawn("WEBP", frames=3), moving),
    "a bitmap": (drawn("BMP"), another_kind),
    "a TIFF": (drawn("TIFF"), another_kind),
    "PostScript": (drawn("EPS"), another_kind),
    "an icon": (drawn("ICO"), another_kind),
}


@pytest.fixture
def nothing_is_decoded(monkeypatch):
    def decode(self):
        pytest.fail("It is decoded.")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_f31_a_picture_is_looked_at_before_it_is_decoded(
    nothing_is_decoded, content, message
):
    with pytest.raises(ValidationError) as refusal:
        PictureField().clean(SimpleUploadedFile("tea.png", content, "image/png"))

    assert refusal.value.messages == [message()]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("PNG", "tea.png", "tea.png"),
        ("PNG", "tea.pdf", "tea.png"),
        ("PNG", "tea.html", "tea.png"),
        ("JPEG", "tea.JPG", "tea.JPG"),
        ("MPO", "tea.jpg", "tea.jpg"),
        ("WEBP", "tea.jpg", "tea.webp"),
        ("AVIF", "tea", "tea.avif"),
    ],
)
def test_f31_a_picture_is_called_what_it_is(kind, given, kept):
    sent = SimpleUploadedFile(given, drawn(kind, frames=2 if kind == "MPO" else 1))

    assert PictureField().clean(sent).name == kept


def test_f31_every_door_for_pictures_is_this_one():
    """Those of goods, and of categories."""
    doors = [UploadForm.base_fields["uploads"].each, PictureForm.base_fields["picture"]]

    assert [type(door) for door in doors] == [PictureField] * 2


def test_f31_a_worker_does_not_decode_what_was_uploaded_before():
    with pytest.raises(Image.DecompressionBombError):
        Image.open(BytesIO(bomb()))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bomb(), too_large),
        (b"This is no picture.", another_kind),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", another_kind),
        (half_a_picture(), no_picture),
        (b"", lambda: _("The submitted file is empty.")),
    ],
    ids=["bomb", "text", "svg", "half", "empty"],
)
def test_what_is_no_picture_is_refused(managing, language, content, message):
    address = managing.url("staff:product", managing.tea.pk)
    page = html.fromstring(managing.client.get(address).content)
    form = next(form for form in page.forms if "uploads" in form.fields)
    picture = SimpleUploadedFile("tea.png", content, "image/png")
    sent = dict(form.form_values()) | {"title_en": "Changed", "uploads": picture}
    before = managing.state()

    response = managing.client.post(address, sent)

    assert response.status_code == 422
    expect_page(response, language, message)
    assert managing.state() == before


def unreadable() -> str:
    return _("This file cannot be read: it is not plain text.")


@pytest.mark.parametrize(
    ("content", "changes", "message"),
    [
        (bytes(range(256)), {}, unreadable),
        (b"SKU-1\0", {}, unreadable),
        (b"x" * 200_000, {}, unreadable),
        (b"SKU-1", {"upload_type": "forged"}, not_understood),
    ],
    ids=["binary", "NUL", "one endless line", "forged"],
)
def test_what_is_no_list_of_products_is_refused(
    managing, language, content, changes, message
):
    some = Range.objects.create(name="Some")
    file = SimpleUploadedFile("products.csv", content, "text/csv")
    sent = {"action": "add_products", "upload_type": "included", "file_upload": file}
    before = managing.state()

    response = managing.post("dashboard:range-products", some.pk, **sent | changes)

    assert response.status_code == 422
    expect_page(response, language, message)
    assert managing.state() == before
