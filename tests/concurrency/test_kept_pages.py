"""A change commits while a page is made: nobody sees the old page afterwards."""

import psycopg
import pytest
from django.test import Client

from shop.freshness import epochs
from shop.storefront import keeping_pages, views
from tests.conftest import GROUND
from tests.factories import make_product

pytestmark = pytest.mark.concurrency


@pytest.fixture
def rename(committed_db):
    """Somebody else calls everything so, and commits."""

    def do(name: str) -> None:
        url = GROUND.url(database=committed_db, role="fairpoints_app")
        with psycopg.connect(url) as other:
            other.execute("UPDATE catalogue_product SET title_en = %s", [name])

    return do


@pytest.fixture
def renamed_meanwhile(rename, monkeypatch):
    """Once, after the goods of a page were read and before the page is there."""
    make_product(title="Before")
    tiles, times = views.tiles, []

    def read_then_rename(*what):
        shown = tiles(*what)
        if not times:
            times.append(1)
            rename("After")
        return shown

    monkeypatch.setattr(views, "tiles", read_then_rename)


def look() -> str:
    return Client().get("/en/catalogue/").text


def test_what_was_made_meanwhile_is_shown_to_nobody_else(renamed_meanwhile):
    assert "Before" in look()
    assert "After" in look()


def test_an_epoch_read_afterwards_would_not_do(renamed_meanwhile, monkeypatch):
    """Control: it would say that the old page is of the new epoch."""
    page = keeping_pages._page

    def read_now(response, making):
        return page(
            response,
            keeping_pages.Making(epochs._read(), making.at, making.route),
        )

    monkeypatch.setattr(keeping_pages, "_page", read_now)
    assert "Before" in look()
    assert "After" not in look()
