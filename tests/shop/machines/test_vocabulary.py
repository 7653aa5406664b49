"""What pages say in the words of schema.org is what schema.org has words for.

`make markup-data` asks validators of others about the same pages.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from lxml import html
from oscar.apps.catalogue.models import ProductImage

from shop.forks.catalogue.models import Category
from shop.storefront.machines.structured import Thing
from tests.factories import make_category, make_colours, make_product
from tests.shop.machines.vocabulary import problems

SITE = "https://market.example"
HERE = Path(__file__).parent
# With Node, and for the markup of pages with Java.
others = pytest.mark.skipif(
    "MARKUP_VALIDATORS" not in os.environ, reason="make markup-data asks them"
)
KINDS = {
    "home": {"WebSite", "Organization"},
    "list": set(),
    "category": {"BreadcrumbList"},
    "product": {"Product", "BreadcrumbList"},
    "variants": {"ProductGroup", "BreadcrumbList"},
    "sold-out": {"Product", "BreadcrumbList"},
    "not-for-sale": {"BreadcrumbList"},
}


@pytest.fixture(scope="module")
def pages(module_db) -> dict[tuple[str, str], bytes]:
    """One page of each kind, in each language."""
    drinks = Category(name_en="Drinks", name_zh_hans="饮品")
    Category.objects.add_root(instance=drinks)
    tea = make_category("tea", parent=drinks)
    texts = {"description_en": "<p>Green & fresh</p>", "description_zh_hans": "清香"}
    product = make_product(
        title="Tea", title_zh_hans="茶", upc="4006381333931", categories=[], **texts
    )
    product.categories.set([tea])
    variants = make_colours(("Forest", "松绿"), ("Cream", "奶白"))[0].parent
    for shown in (product, variants):
        ProductImage.objects.create(product=shown, original="products/tea.png")
    sold_out = make_product(stock=0)
    ProductImage.objects.create(product=sold_out, original="products/tea.png")
    nothing = make_product()
    nothing.stockrecords.update(price=None)
    paths = {
        "home": "",
        "list": "catalogue/?stock=1",
        "category": f"catalogue/category/x_{tea.pk}/",
        "product": f"catalogue/_{product.pk}/",
        "variants": f"catalogue/_{variants.pk}/?variant=1",
        "sold-out": f"catalogue/_{sold_out.pk}/",
        "not-for-sale": f"catalogue/_{nothing.pk}/",
    }
    client = Client()
    return {
        (name, language): client.get(f"/{language}/{path}", follow=True).content
        for name, path in paths.items()
        for language in ("en", "zh-hans")
    }


def said_on(page: bytes) -> list[Thing]:
    blocks = html.fromstring(page).xpath('//script[@type="application/ld+json"]')
    return [json.loads(block.text) for block in blocks]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("name", "kinds"), KINDS.items())
def test_pages_say_what_schema_org_has_words_for(pages, name, kinds, language):
    said = said_on(pages[name, language])

    assert {thing["@type"] for thing in said} == kinds
    assert [one for thing in said for one in problems(thing)] == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"@type": "Produkt"}, "no such type"),
        ({"@type": "Product", "prize": "1"}, "not said of it"),
        ({"@type": "Product", "validForMemberTier": {"@id": "x"}}, "not said of it"),
        ({"@type": "Offer", "availability": "https://schema.org/Gone"}, "is none of"),
        ({"@type": "Offer", "price": True}, "is none of"),
        ({"@type": "Offer", "seller": {"@type": "WebSite"}}, "is none of"),
        ({"@type": "Offer", "seller": {"@type": "Offer", "x": 1}}, "not said of it"),
        ({"@type": "Product", "offers": {"price": 1}}, "neither a type"),
    ],
)
def test_the_check_finds_what_is_wrong(wrong, problem):
    assert any(problem in one for one in problems(wrong))


def ask_validators(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["node", HERE / "validators.mjs", folder],
        check=False,
        capture_output=True,
        text=True,
    )


@others
def test_validators_of_others_agree(pages, tmp_path):
    for (name, language), page in pages.items():
        (tmp_path / f"{name}.{language}.html").write_bytes(page)

    asked = ask_validators(tmp_path)

    assert asked.returncode == 0, asked.stdout + asked.stderr


@others
def test_validators_of_others_find_what_is_wrong(tmp_path):
    wrong = '{"@context": "https://schema.org", "@type": "Product", "prize": 1}'
    (tmp_path / "wrong.html").write_text(
        "<!doctype html><html lang=en><title>Wrong</title><ul><p></ul>"
        f'<script type="application/ld+json">{wrong}</script></html>'
    )

    said = ask_validators(tmp_path).stdout

    assert 'Required attribute "name" is missing' in said
    assert "prize" in said
    assert "does not exist in type" in said
    if shutil.which("java"):
        assert "not allowed as child of element" in said
