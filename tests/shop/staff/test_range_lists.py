"""Products that staff list for a range, pasted or in a file (F21)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shop.forks.offer.models import Range
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def some():
    return Range.objects.create(name="Some")


@pytest.fixture
def products():
    return [make_product(title=title) for title in ("Cup", "Pot", "Tin")]


def skus(products):
    return [product.stockrecords.get().partner_sku for product in products]


@pytest.mark.parametrize(
    "written",
    ["\ufeff{};{};{}\r\n", " {} ,\t{}\u00a0, {}\u200b\n", '\ufeff"{}"\r\n"{}"\r\n"{}"'],
    ids=["semicolons", "padded", "quoted lines"],
)
@pytest.mark.parametrize("way", ["file", "pasted"])
def test_f21_a_list_of_products_is_read(managing, some, products, written, way):
    """F21: as a spreadsheet saves it, and as it is pasted."""
    listed = written.format(*skus(products))
    sent = {"action": "add_products", "upload_type": "included"}
    if way == "file":
        sent["file_upload"] = SimpleUploadedFile("list.csv", listed.encode())
    else:
        sent["query"] = listed

    answer = managing.post(reverse("dashboard:range-products", args=[some.pk]), sent)

    assert answer.status_code == 302
    assert set(some.all_products()) == set(products)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_f21_a_file_is_read_however_it_was_saved(managing, some, products, encoding):
    """“Unicode text” too; an accent beside the numbers is no reason to refuse one."""
    listed = "\r\n".join(["Größe", *skus(products)])
    sent = {"action": "add_products", "upload_type": "included"}
    sent["file_upload"] = SimpleUploadedFile("list.txt", listed.encode(encoding))

    answer = managing.post(reverse("dashboard:range-products", args=[some.pk]), sent)

    assert answer.status_code == 302
    assert set(some.all_products()) == set(products)
