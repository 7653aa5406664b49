"""Files that are not what they should be."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from lxml import html
from PIL import Image

from shop.forks.offer.models import Range
from shop.identity import roles
from shop.identity.roles import give_role
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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"This is no picture.", no_picture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", no_picture),
        (half_a_picture(), no_picture),
        (b"", lambda: _("The submitted file is empty.")),
    ],
    ids=["text", "svg", "half", "empty"],
)
def test_what_is_no_picture_is_refused(managing, language, content, message):
    address = managing.url("dashboard:catalogue-product", managing.tea.pk)
    page = html.fromstring(managing.client.get(address).content)
    form = next(form for form in page.forms if "images-0-original" in form.fields)
    picture = SimpleUploadedFile("tea.png", content, "image/png")
    sent = dict(form.form_values()) | {"title": "Changed", "images-0-original": picture}
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
