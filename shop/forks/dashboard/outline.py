"""Mend what Oscar's pages leave out for those who hear them, or see them on a phone.

In the finished page, for it is so in most of their templates; a template of ours for
each would have to follow every change of theirs.
"""

import re

from django.http import HttpResponse

HEADING = re.compile(rb"<(/?)h([1-6])\b")
# It can be scrolled with the keyboard too.
SCROLLS = b'<div class="table-responsive" tabindex="0"><table'
EMPTY_PICTURE = b'src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt=""'
MENDED = [
    (re.compile(wrong, re.DOTALL), right)
    for wrong, right in [
        # Headings, and heads of columns, that say nothing.
        (rb"<h1>\s*</h1>", b""),
        (rb"<th([^>]*)>((?:\s|&nbsp;)*)</th>", rb"<td\1>\2</td>"),
        (rb"<th>(<input [^>]*>)</th>", rb"<td>\1</td>"),
        # What counts the forms of a table stands before it.
        (
            rb"(<table[^>]*>\s*(?:<caption>[^<]*</caption>)?)\s*"
            rb'(<div class="stack">(?:\s*<input type="hidden"[^>]*>)+\s*</div>)',
            rb"\2\1",
        ),
        (rb"<thead>(\s*<th\b.*?)</thead>", rb"<thead><tr>\1</tr></thead>"),
        # Tables are wider than a phone.
        (rb"<table\b", SCROLLS),
        (rb"</table>", b"</table></div>"),
        # The same name for the menu of every row.
        (rb' (?:id|aria-labelledby)="dropdownMenuButton"', b""),
        # Tabs that are links in a list.
        (rb' role="tablist"', b""),
        (rb'<span class="error-block">(<ul.*?</ul>)</span>', rb"<div>\1</div>"),
        (rb' action=""', b""),
        (rb'="datetime"data-', b'="datetime" data-'),
        (rb'<img class="img-fluid mx-auto">', b"<img %b>" % EMPTY_PICTURE),
    ]
]


def mend(response: HttpResponse) -> None:
    page = response.content
    for wrong, right in MENDED:
        page = wrong.sub(right, page)
    response.content = _in_order(page)


def _in_order(page: bytes) -> bytes:
    """Let each heading be at most one level below the one above it."""
    level = 0

    def in_its_place(found: re.Match[bytes]) -> bytes:
        nonlocal level
        if not found[1]:
            level = min(int(found[2]), level + 1)
        return b"<%bh%d" % (found[1], level)

    return HEADING.sub(in_its_place, page)
