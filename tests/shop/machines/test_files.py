"""What machines ask for beside the pages: sitemaps, feeds, robots.txt, icons."""

import json
from datetime import UTC, timedelta
from urllib.parse import quote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from shop.forks.catalogue.models import Category, Product
from shop.storefront.machines import sitemaps
from tests.factories import make_category, make_member, make_product, make_variant

pytestmark = pytest.mark.django_db
SITE = "https://market.example"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "a": "http://www.w3.org/2005/Atom",
}
FILES = [
    "/robots.txt",
    "/sitemap.xml",
    "/en/sitemap-pages.xml",
    "/zh-hans/sitemap-categories.xml",
    "/zh-hans/sitemap-products-0.xml",
    "/zh-hans/new.atom",
    "/zh-hans/manifest.webmanifest",
]


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def tree(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return etree.fromstring(answer.content)


def found(element, path):
    return element.xpath(path, namespaces=NAMES)


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_everybodys_and_kept_for_a_while(path):
    make_product()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    first = client.get(path)

    assert first.status_code == 200
    assert first["Cache-Control"].startswith("public, max-age=")
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")
    again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_file_that_changed_is_sent_anew(client):
    first = client.get("/en/new.atom")
    make_product(title="Sencha")

    again = client.get("/en/new.atom", HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 200
    assert "Sencha" in again.text


def test_the_index_names_every_file_in_every_language(client):
    make_product()

    urls = found(tree(client, "/sitemap.xml"), "//s:loc/text()")

    kinds = ["pages", "categories", "products-0"]
    assert urls == [
        f"{SITE}/{language}/sitemap-{kind}.xml"
        for kind in kinds
        for language in ("en", "zh-hans")
    ]
    for url in urls:
        assert client.get(urlsplit(url).path).status_code == 200


def test_products_are_in_the_file_of_their_number(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "NUMBERS", 2)
    made = [make_product() for _each in range(5)]

    files = found(tree(client, "/sitemap.xml"), "//s:loc/text()")
    named = [
        url
        for path in files
        if "/en/sitemap-products" in path
        for url in found(tree(client, urlsplit(path).path), "//s:url/s:loc/text()")
    ]

    assert named == [f"{SITE}{product.get_absolute_url()}" for product in made]


def test_a_product_is_named_with_its_like_in_the_other_languages(client):
    product = make_product(title_en="Sencha", title_zh_hans="煎茶", slug_en="sencha")
    make_variant(product)
    Product.objects.create(
        title="Hidden", is_public=False, product_class=product.product_class
    )
    english = f"{SITE}/en/catalogue/sencha_{product.pk}/"
    chinese = f"{SITE}/zh-hans/catalogue/{quote('煎茶')}_{product.pk}/"

    root = tree(client, "/zh-hans/sitemap-products-0.xml")

    assert found(root, "//s:url/s:loc/text()") == [chinese]
    product.refresh_from_db()
    changed = product.date_updated.isoformat(timespec="seconds")
    assert found(root, "//s:lastmod/text()") == [changed]
    links = {link.get("hreflang"): link.get("href") for link in found(root, "//x:link")}
    assert links == {"en": english, "zh-Hans": chinese, "x-default": english}
    for url in links.values():
        assert client.get(urlsplit(url).path).status_code == 200


def test_categories_and_pages_are_named_as_they_call_themselves(client):
    drinks = Category(name_en="Drinks", name_zh_hans="饮品")
    Category.objects.add_root(instance=drinks)
    make_category("tea", parent=drinks)
    product = make_product(categories=["tea"])
    for kind in ("categories", "pages"):
        for language in ("en", "zh-hans"):
            root = tree(client, f"/{language}/sitemap-{kind}.xml")
            for url in found(root, "//s:url/s:loc/text()"):
                page = client.get(urlsplit(url).path)
                assert f'<link rel="canonical" href="{url}">' in page.text
    dates = found(tree(client, "/en/sitemap-categories.xml"), "//s:lastmod/text()")
    product.refresh_from_db()
    assert dates == [product.date_updated.isoformat(timespec="seconds")] * 2


def test_the_index_says_when_a_file_changed_last(client):
    made = [make_product() for _each in range(3)]
    latest = timezone.now() + timedelta(hours=1)
    Product.objects.filter(pk=made[0].pk).update(date_updated=latest)

    root = tree(client, "/sitemap.xml")

    changed = latest.astimezone(UTC).isoformat(timespec="seconds")
    assert found(root, "//s:lastmod/text()") == [changed] * 6


@pytest.mark.parametrize("name", ["products-999999", "products-7"])
def test_a_file_without_products_is_an_empty_one(client, name):
    assert not found(tree(client, f"/en/sitemap-{name}.xml"), "//s:url")


@pytest.mark.parametrize("name", ["products", "products--1", "other", "products-1e3"])
def test_what_is_no_file_is_not_found(client, name):
    assert client.get(f"/en/sitemap-{name}.xml").status_code == 404


def test_an_empty_shop_has_files_as_well(client):
    for path in FILES:
        assert client.get(path).status_code == 200


def test_files_take_few_queries(client, django_assert_max_num_queries):
    for _each in range(30):
        make_product()
    for path in FILES:
        with django_assert_max_num_queries(4):
            client.get(path)


def test_what_is_new_is_told_in_each_language(client):
    old = make_product(title="Old")
    Product.objects.filter(pk=old.pk).update(
        date_created=timezone.now() - timedelta(days=9)
    )
    new = make_product(
        title_en="Sencha \x0b & <tea>",
        title_zh_hans="煎茶",
        description_en="<p>Green</p>",
    )
    make_variant(old)

    root = tree(client, "/en/new.atom")
    assert found(root, "//a:entry/a:title/text()") == ["Sencha  & <tea>", "Old"]
    assert found(root, "//a:entry/a:summary/text()") == ["Green"]
    assert found(root, "//a:entry/a:id/text()")[0] == (
        f"{SITE}/en/catalogue/_{new.pk}/"
    )
    chinese = tree(client, "/zh-hans/new.atom")
    assert found(chinese, "//a:entry/a:title/text()") == ["煎茶", "Old"]
    assert found(chinese, "/a:feed/a:link[@rel='self']/@href") == [
        f"{SITE}/zh-hans/new.atom"
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_robots_are_kept_from_what_is_each_ones_own(client, language):
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    product = make_product()

    def may(path: str) -> bool:
        return rules.can_fetch("Googlebot", f"{SITE}{path}")

    for path in (
        "",
        "catalogue/",
        f"catalogue/x_{product.pk}/?variant=1",
        "search/?q=tea",
        "points/how-it-works/",
        "sitemap-pages.xml",
    ):
        assert may(f"/{language}/{path}"), path
    for path in (
        "account/sign-in/",
        "basket/",
        "checkout/",
        "points/",
        "staff/",
        "dashboard/",
        "password/reset/",
        "search/suggestions/?q=t",
    ):
        assert not may(f"/{language}/{path}"), path
    assert not may("/admin/login/")
    assert may("/static/shop/mark.svg")
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Morning Market"), ("zh-hans", "晨集")]
)
def test_the_manifest_is_in_the_language_of_its_pages(client, language, name):
    page = client.get(f"/{language}/").text
    assert f'<link rel="manifest" href="/{language}/manifest.webmanifest">' in page

    answer = client.get(f"/{language}/manifest.webmanifest")

    assert answer["Content-Type"] == "application/manifest+json"
    said = json.loads(answer.content)
    assert (said["name"], said["start_url"]) == (name, f"/{language}/")


@pytest.mark.parametrize("name", ["favicon.ico", "apple-touch-icon.png"])
def test_icons_are_where_devices_look_for_them(client, name):
    answer = client.get(f"/{name}")
    answer.close()

    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("image/")


def test_who_is_signed_in_reads_the_same_files(client):
    make_product()
    visitor = {path: client.get(path).content for path in FILES}
    client.force_login(make_member())

    assert {path: client.get(path).content for path in FILES} == visitor
