"""Categories and product types: texts in both languages, and the shop's own fields."""

import pytest
from django.urls import reverse

from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    ProductAttribute,
    ProductClass,
    Tint,
)
from tests.factories import (
    make_category,
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


def test_a_category_has_its_tint(managing, db):
    page = send(
        managing,
        reverse("dashboard:catalogue-category-create"),
        name_en="Tea",
        name_zh_hans="茶",
        description_en="<p>Leaf</p><script>alert(1)</script>",
        tint=Tint.MOSS,
        treebeard_position="first-child",
    )

    assert page.status_code == 302, errors(page)
    category = Category.objects.get()
    assert (category.name_en, category.name_zh_hans) == ("Tea", "茶")
    assert (category.tint, category.slug) == ("moss", "tea")
    assert category.description_en == "<p>Leaf</p>"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("slug", ["", "--", "_", "a b", "🎁"])
def test_a_category_without_an_address_is_refused(managing, db, language, slug):
    """F16"""
    url = reverse("dashboard:catalogue-category-create")
    url = url.replace("/en/", f"/{language}/")

    page = send(
        managing, url, name_en="🎁", slug_en=slug, treebeard_position="first-child"
    )

    assert page.status_code == 422
    assert list(errors(page)) == ["slug_en"]
    assert not Category.objects.exists()
    assert managing.get(f"/{language}/").status_code == 200


def test_a_category_takes_its_address_from_either_language(managing, db):
    """F16"""
    page = send(
        managing,
        reverse("dashboard:catalogue-category-create"),
        name_en="🎁",
        name_zh_hans="礼物",
        treebeard_position="first-child",
    )

    assert page.status_code == 302, errors(page)
    assert Category.objects.get().slug == "礼物"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name_en": "🎁", "slug_en": ""}, "slug_en"),
        ({"name_en": "🎁", "slug_en": "--"}, "slug_en"),
        ({"name_en": "", "slug_en": ""}, "name_en"),
    ],
)
def test_a_category_keeps_its_address(managing, db, changes, wrong):
    """F16"""
    category = make_category("tea")
    url = reverse("dashboard:catalogue-category-update", args=[category.pk])

    page = send(managing, url, **changes)

    assert page.status_code == 422
    assert list(errors(page)) == [wrong]
    category.refresh_from_db()
    assert category.slug == "tea"


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
