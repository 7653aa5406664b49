"""Product types and choices: texts in both languages, and the shop's own fields."""

import pytest
from django.urls import reverse

from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    ProductAttribute,
    ProductClass,
)
from tests.factories import (
    make_product_class,
)
from tests.shop.staff.filling import errors, send

pytestmark = pytest.mark.filterwarnings(
    "ignore:Using Category"  # Oscar 4.2 on treebeard 7
)


@pytest.fixture
def kind(db) -> ProductClass:
    return make_product_class(19, track_stock=False)


def test_a_product_class_has_its_tax_category(managing, kind):
    url = reverse("dashboard:catalogue-class-update", args=[kind.pk])

    page = send(
        managing,
        url,
        name_zh_hans="图书",
        tax_category="reduced",
        **{"attributes-0-name_en": "Pages", "attributes-0-name_zh_hans": "页数"},
        **{"attributes-0-type": "integer"},
    )

    assert page.status_code == 302, errors(page)
    kind.refresh_from_db()
    assert (kind.name_zh_hans, kind.tax_category_id) == ("图书", "reduced")
    attribute = ProductAttribute.objects.get()
    assert (attribute.code, attribute.name_zh_hans) == ("pages", "页数")
    refused = send(managing, url, tax_category="invented")
    assert list(errors(refused)) == ["tax_category"]


def test_an_attribute_needs_a_code_that_can_be_written(managing, kind):
    """F16"""
    url = reverse("dashboard:catalogue-class-update", args=[kind.pk])

    page = send(managing, url, **{"attributes-0-name_en": "🎨"})

    assert page.status_code == 422
    assert "attributes-0-code" in errors(page)
    assert not ProductAttribute.objects.exists()


def test_attribute_options_exist_in_both_languages(managing, db):
    url = reverse("dashboard:catalogue-attribute-option-group-create")

    page = send(
        managing,
        url,
        name="Size",
        **{"options-0-option_en": "Small", "options-0-option_zh_hans": "小"},
        **{"options-1-option_en": "Medium", "options-2-option_en": "Large"},
    )

    assert page.status_code == 302, errors(page)
    texts = AttributeOption.objects.values_list("option_en", "option_zh_hans")
    assert set(texts) == {("Small", "小"), ("Medium", None), ("Large", None)}
    group = AttributeOptionGroup.objects.get()
    url = reverse("dashboard:catalogue-attribute-option-group-update", args=[group.pk])
    again = send(managing, url, **{"options-3-option_en": "Small"})
    assert again.status_code == 422
    assert errors(again)
