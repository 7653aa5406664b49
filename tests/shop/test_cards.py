"""A card is made once, and is another one as soon as it would show anything else."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation

from shop.storefront import cards
from shop.storefront.tiles import Badge, Tile

TILE = Tile(
    place=1,
    product_id=1,
    title="Tea <green>",
    url="/en/catalogue/tea_1/",
    picture="tea.png",
    tint="oat",
    price=Decimal("9.50"),
    is_from=False,
    earns=9,
    badge=None,
    can_be_added=True,
)


@pytest.fixture
def made(monkeypatch):
    """How often a card has been made."""
    times = []
    render = cards.render_to_string
    monkeypatch.setattr(
        cards, "render_to_string", lambda *args: times.append(1) or render(*args)
    )
    cards._kept.clear()
    return times


def show(*tiles, is_member=False, here="/en/", eager=False, hide=""):
    return cards.cards(tiles, is_member=is_member, here=here, eager=eager, hide=hide)


def test_a_card_is_made_once_for_every_list(made):
    first = show(TILE, here="/en/?a=1&b=2")
    second = show(TILE, replace(TILE, product_id=2), here='/en/"')

    assert len(made) == 2
    assert 'name="next" value="/en/?a=1&amp;b=2"' in first
    assert second.count('name="next" value="/en/&quot;"') == 2
    assert "Tea &lt;green&gt;" in first
    assert cards.HERE not in first + second


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Tea"},
        {"url": "/en/catalogue/green-tea_1/"},
        {"picture": ""},
        {"tint": "moss"},
        {"price": Decimal("9.60")},
        {"is_from": True},
        {"earns": 10},
        {"badge": Badge("New", "new")},
        {"can_be_added": False},
    ],
    ids=str,
)
def test_what_a_tile_says_otherwise_is_another_card(made, other):
    assert show(TILE) != show(replace(TILE, **other))


def test_who_looks_and_where_is_another_card(made):
    shown = [
        show(TILE),
        show(TILE, is_member=True),
        show(TILE, eager=True),
        show(replace(TILE, badge=Badge("New", "new"))),
        show(replace(TILE, badge=Badge("New", "new")), hide="old"),
    ]
    with translation.override("zh-hans"):
        shown.append(show(TILE))

    assert len(made) == len(shown)
    assert "with an account" in shown[0]
    assert "with an account" not in shown[1]


def test_a_picture_made_meanwhile_is_shown(made, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    tile = replace(TILE, picture="meanwhile.png")
    before = show(tile)

    default_storage.save("meanwhile.png.card.webp", ContentFile(b"a picture"))

    assert "card.webp" not in before
    assert "meanwhile.png.card.webp" in show(tile)
