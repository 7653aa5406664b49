"""Pictures in the sizes that pages show, without asking the database."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from PIL import Image

from shop.forks.catalogue.models import ProductImage
from shop.pictures import renditions, tasks
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    renditions.forget()


@pytest.fixture
def image() -> ProductImage:
    file = BytesIO()
    Image.new("RGB", (960, 1200), "#dee4d0").save(file, "PNG")
    picture = ProductImage(product=make_product())
    picture.original.save("tea.png", ContentFile(file.getvalue()))
    return picture


def shown(image: ProductImage | None) -> str:
    return Template(
        '{% load pictures %}{% picture image alt=alt alias="card" sizes="46vw" %}'
    ).render(Context({"image": image, "alt": "A <tin>"}))


def test_a_picture_without_renditions_is_shown_as_it_is(image):
    html = shown(image)

    assert f'src="{image.original.url}"' in html
    assert "srcset" not in html
    assert "A &lt;tin&gt;" in html


def test_renditions_are_offered_once_they_are_made(image, django_assert_num_queries):
    tasks.make_renditions(image.original.name)
    tasks.make_renditions(image.original.name)

    with django_assert_num_queries(0):
        html = shown(image)

    assert f'src="{image.original.url}.card.webp"' in html
    assert ".card-wide.webp 800w" in html
    assert 'width="400" height="500"' in html
    with default_storage.open(f"{image.original.name}.card.webp") as file:
        assert Image.open(file).size == (400, 500)


def test_a_product_without_a_picture_has_its_place(image):
    assert "data-empty" in shown(None)


def test_a_new_picture_is_made_ready_by_a_worker(
    monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(tasks.make_renditions, "delay", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        ProductImage.objects.create(product=make_product(), original="p/tea.png")

    assert asked == ["p/tea.png"]
