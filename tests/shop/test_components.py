"""The small pieces that the design system's templates are made of."""

from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from shop.components import numbers
from shop.components.listing import listed
from shop.delivery.models import PickupPoint

TEMPLATES = settings.BASE_DIR / "shop" / "templates"


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (numbers.money, "12.5", "€12.50"),
        (numbers.money, "-1.55", "−€1.55"),
        (numbers.money, "1234567", "€1,234,567.00"),
        (numbers.points, 1, "1 point"),
        (numbers.points, 1240, "1,240 points"),
        (numbers.points, -155, "−155 points"),
        (numbers.points_earned, 36, "+36 points"),
        (numbers.points_worth, 1240, "1,240 points · up to €12.40 off"),
    ],
)
def test_numbers_are_written_for_people(write, value, text):
    with translation.override("en"):
        assert write(value) == text


@pytest.mark.parametrize(
    ("language", "things", "text"),
    [
        ("en", [], ""),
        ("en", ["Austria"], "Austria"),
        ("en", ["Austria", "Spain"], "Austria and Spain"),
        ("en", ["Austria", "Italy", "Spain"], "Austria, Italy, and Spain"),
        ("zh-hans", ["奥地利", "意大利", "西班牙"], "奥地利、意大利和西班牙"),
    ],
)
def test_a_list_is_written_as_the_language_does(language, things, text):
    with translation.override(language):
        assert listed(things) == text


def test_opening_hours_break_between_their_parts_only():
    point = PickupPoint(hours=[*["08:00–12:30, 14:00–18:00"] * 5, "", ""])

    written = render_to_string("components/hours.html", {"point": point})

    assert '<span class="nowrap">Mon–Fri 08:00–12:30</span>, <span' in written
    assert '<span class="nowrap">14:00–18:00</span>\n' in written


def test_a_changed_query_starts_again_at_the_first_page(rf):
    request = rf.get("/?q=tea&page=3&sort=price")
    query = Template("{% load components %}{% query sort=None q='a&b' %}")

    changed = query.render(Context({"request": request}, autoescape=False))

    assert QueryDict(changed.removeprefix("?")) == QueryDict("q=a%26b")


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name
)
def test_one_line_comments_stay_on_one_line(path: Path):
    """Django would show the others to the shopper."""
    for line in path.read_text().splitlines():
        assert line.count("{#") == line.count("#}"), line


def test_a_demonstration_says_so(monkeypatch):
    assert "demonstration" not in render_to_string("components/footer.html")

    monkeypatch.setattr(settings, "DEMO", True)

    assert "demonstration" in render_to_string("components/footer.html")
