"""The rooms of the staff pages: whoever knows one desk finds the way at another."""

import re
from pathlib import Path

import pytest

from shop.staff.desks import SECTIONS

STAFF = Path("shop/staff")
TEMPLATES = Path("shop/templates/staff")
DESKS = sorted(path.parent for path in STAFF.glob("*/desk.py"))
# What a file is, as its name says it.
KINDS = ("pages", "forms", "list", "lists", "words", "finding", "figures")
# Files that are named for the thing they reckon.
THINGS = (
    "desk",
    "history",
    "seen",
    "urls",
    "progress",
    "rule_example",
    "sheet",
    "summary",
    "vat_table",
    "__init__",
)
# Tables that are no lists: what one order, return or preview is made of.
TABLES = {
    "campaigns/_differences.html",
    "money/vat.html",
    "orders/order.html",
    "people/_merge_preview.html",
    "returns/return.html",
    "shell/_table.html",
    "texts/texts.html",  # eight pages, whatever is written
}


def test_every_folder_is_a_desk_or_its_shell():
    folders = {path.parent.name for path in STAFF.glob("*/__init__.py")}
    assert {desk.name for desk in DESKS} == folders - {"shell", "templatetags"}


@pytest.mark.parametrize("desk", DESKS, ids=lambda path: path.name)
def test_a_desk_has_its_parts_under_their_names(desk):
    names = {path.stem for path in desk.glob("*.py")}
    odd = {name for name in names - set(THINGS) if name.rpartition("_")[2] not in KINDS}
    assert not odd, "say what it is: " + ", ".join(KINDS)
    leads_to_pages_of_its_own = names > {"desk", "__init__"}
    assert ("urls" in names) == leads_to_pages_of_its_own
    if leads_to_pages_of_its_own:
        assert list((TEMPLATES / desk.name).glob("*")) or list(desk.glob("*_list.py"))
    text = (desk / "desk.py").read_text()
    entries = re.findall(r"^([A-Z]+) = Section\(", text, re.MULTILINE)
    assert entries
    named = {section.name for section in SECTIONS}
    assert set(re.findall(r'name="([^"]+)"', text)) <= named


def test_no_page_is_divided_by_hand():
    """Every list is declared: it pages, and so it has its search and its file."""
    by_hand = [
        path
        for path in STAFF.rglob("*.py")
        if "Paginator" in path.read_text() and path != STAFF / "shell/lists.py"
    ]
    assert not by_hand
    paged = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "components/pagination.html" in path.read_text()
    }
    assert paged == {"shell/_rows.html"}
    tables = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "data-cards" in path.read_text()
    }
    assert tables <= TABLES, "declare it, or say here that it is no list"
