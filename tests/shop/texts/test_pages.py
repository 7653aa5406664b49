"""What shoppers read of the shop's own texts, and staff write."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.freshness import epochs
from shop.storefront.turning import next_turn
from shop.texts import reading
from shop.texts.models import Page, Version
from shop.texts.wording import LONGEST
from tests.factories import make_zone
from tests.shop.texts.conftest import publish_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(author):
    return partial(publish_by, author, at=timezone.now())


def address(page="terms", language="en"):
    return f"/{language}/texts/{page}/"


def test_a_text_is_read_in_the_readers_language(client, publish):
    publish(en="# Scope\n\nOur terms", zh="# 范围\n\n我们的条款")

    page = client.get(address()).text
    assert "<h2>Scope</h2>" in page
    assert "我们的条款" not in page
    assert "我们的条款" in client.get(address(language="zh-hans")).text


def test_what_is_written_in_one_language_is_marked_in_the_other(client, publish):
    publish(en="Our terms")

    page = client.get(address(language="zh-hans")).text
    assert '<div class="prose" lang="en">' in page
    assert "尚无" in page


@pytest.mark.parametrize("page", Page.values)
def test_every_page_answers_before_anything_is_written(client, page):
    answer = client.get(address(page))

    assert answer.status_code == 200
    # What delivery costs is known without a word.
    assert ("noindex" in answer.text) == (page != "delivery")
    assert address(page) in client.get("/en/").text  # the footer leads there


@pytest.mark.parametrize("page", ["other", "TERMS", "version"])
def test_there_are_no_other_pages(client, page):
    assert client.get(address(page)).status_code == 404
    assert client.get("/en/texts/version/999999999/").status_code == 404


def test_a_version_keeps_its_address_and_says_that_another_holds(client, publish):
    old = publish(en="Old words")
    kept = reverse("texts:version", args=[old.pk])
    assert "is another" not in client.get(kept).text
    publish(en="New words")

    page = client.get(kept).text
    assert "Old words" in page
    assert "is another" in page
    assert "noindex" in page


def test_what_is_coming_is_nobodys_to_read_yet(client, publish):
    coming = publish(begins=timezone.now() + timedelta(days=1))

    assert client.get(reverse("texts:version", args=[coming.pk])).status_code == 404
    assert "Words" not in client.get(address()).text


def test_a_published_text_ends_the_pages_that_are_kept(publish):
    before, now = epochs.epoch(), timezone.now()
    publish(begins=now + timedelta(hours=1))

    assert epochs.epoch() != before
    assert next_turn(at=now) == now + timedelta(hours=1)


def test_what_delivery_costs_comes_from_the_tables(client):
    make_zone(["DE"], standard="14.90")

    page = client.get(address("delivery")).text
    assert "€14.90" in page


def test_the_sitemap_names_what_is_written(client, publish):
    publish(Page.IMPRINT)

    files = client.get("/en/sitemap-pages.xml").text
    assert address("imprint") in files
    assert address("privacy") not in files


class TestStaff:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, author):
        client.force_login(author)

    def send(self, client, page="terms", **fields):
        newest = reading.latest(Page(page))
        known = {"earlier": newest.pk if newest else "", "body_en": "Words"}
        return client.post(reverse("staff:text", args=[page]), known | fields)

    def test_a_preview_publishes_nothing(self, client):
        sent = {"body_en": "**Bold** <script>x</script>", "preview": "1"}
        page = self.send(client, **sent)

        assert "<strong>Bold</strong>" in page.text
        assert "<script>x" not in page.text
        assert not Version.objects.exists()

    def test_what_lacks_a_language_is_said(self, client):
        said = self.send(client).headers["Location"]

        assert "Not written in: 简体中文" in client.get(said).text

    def test_a_book_is_refused_and_stays_in_the_form(self, client):
        book = "x" * (2 * LONGEST)
        page = self.send(client, body_en=book)

        assert page.status_code == 422
        assert "100000 signs at most" in page.text
        assert book in page.text

    def test_of_two_who_write_the_second_is_told_and_can_go_on(self, client, publish):
        mine = {"body_en": "Mine", "earlier": ""}
        theirs = publish(en="Theirs")

        page = self.send(client, **mine)
        assert page.status_code == 409
        assert "Mine" in page.text
        assert f'name="earlier" value="{theirs.pk}"' in page.text
        assert self.send(client, body_en="Mine").status_code == 302

    def test_a_language_is_emptied_only_on_purpose(self, client, publish):
        kept = publish(en="Words", zh="条款")

        page = self.send(client)
        assert page.status_code == 422
        assert "Shoppers in 简体中文 will read the text in English." in page.text
        other = self.send(client, emptied_on_purpose="en")
        assert other.status_code == 422
        assert reading.latest(Page.TERMS) == kept
        assert self.send(client, preview="1").status_code == 200
        sure = self.send(client, emptied_on_purpose="zh-hans")
        assert sure.status_code == 302

    def test_an_old_wording_is_written_on(self, client, publish):
        old = publish(en="Old words", zh="旧条款")
        newest = publish(en="New words", zh="新条款")
        address = reverse("staff:text", args=["terms"])

        link = f"?wording={old.pk}"
        assert f'href="{link}"' in client.get(address).text
        page = client.get(f"{address}{link}").text
        assert "Old words</textarea>" in page
        assert "旧条款</textarea>" in page
        assert f'name="earlier" value="{newest.pk}"' in page
        other = reverse("staff:text", args=["privacy"])
        assert client.get(f"{other}{link}").status_code == 404

    @pytest.mark.parametrize("odd", ["x", "9" * 30, "\0", "-1", "²"])
    def test_there_are_no_other_wordings(self, client, odd):
        address = reverse("staff:text", args=["terms"])

        assert client.get(address, {"wording": odd}).status_code == 404

    def test_nothing_is_refused(self, client):
        assert self.send(client, body_en=" ").status_code == 422

    @pytest.mark.parametrize(
        "day",
        [
            "2020-01-01T00:00",
            "0001-01-01T00:00",
            "9999-12-31T00:00",
            "9999-12-31T23:59",
            "soon",
            "\0",
        ],
    )
    def test_odd_days_are_refused(self, client, day):
        assert self.send(client, valid_from=day).status_code == 422
        assert not Version.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["home", "catalogue:index", "customer:login", "customer:register", "search:search"],
)
def test_every_page_leads_to_the_withdrawal_function(client, name):
    """Directive (EU) 2023/2673: in reach without an account, checkout included."""
    assert reverse("customer:withdraw-find") in client.get(reverse(name)).text
    assert client.get(reverse("customer:withdraw-find")).status_code == 200
