"""F14: what checkers of HTML and of accessibility complain of, in every template."""

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import make_basket, make_member, make_product, place

SHOP = Path(__file__).parents[2] / "shop"
TEMPLATES = sorted((SHOP / "templates").rglob("*.html"))
HEADING = re.compile(r"<h([1-6])\b")


def test_f14_attributes_of_htmx_are_data():
    bare = [
        str(template.relative_to(SHOP))
        for template in TEMPLATES
        if re.search(r"(?<![-\w])hx-[a-z]", template.read_text())
    ]

    assert bare == []


def test_f14_a_time_has_no_part_of_a_second():
    at = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=ZoneInfo("Europe/Berlin"))
    events = [{"label": "Paid", "at": at, "done": True}]
    page = render_to_string("components/timeline.html", {"events": events})

    assert 'datetime="2026-03-14T09:26:53+0100"' in page
    assert not [one for one in TEMPLATES if "|date:'c'" in one.read_text()]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["summary", "order-list", "order"])
def test_f14_no_heading_skips_a_level(client, name):
    member = make_member()
    order = place(make_basket([(make_product(), 1)], owner=member))
    client.force_login(member)
    keys = [order.number] if name == "order" else []
    shown = client.get(reverse(f"customer:{name}", args=keys)).text
    levels = [int(level) for level in HEADING.findall(shown)]

    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["login", "register", "order-find", "withdraw-find"])
def test_f14_what_is_wrong_with_a_form_has_the_focus(client, name):
    fresh = client.get(reverse(f"customer:{name}")).text
    answer = client.post(reverse(f"customer:{name}"), {"next": ""}).text

    assert 'role="alert" tabindex="-1" autofocus' not in fresh
    assert 'role="alert" tabindex="-1" autofocus' in answer
