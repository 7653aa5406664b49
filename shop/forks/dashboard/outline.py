"""Mend what Oscar's pages leave out for those who hear them, or see them on a phone.

In the finished page, for it is so in most of their templates: headings that leave a
level out, heads of columns that say nothing, tables wider than a screen.
"""

import re

from django.http import HttpResponse

HEADING = re.compile(rb"<(/?)h([1-6])\b")
SAYS_NOTHING = re.compile(rb"<th([^>]*)>((?:\s|&nbsp;)*)</th>")
TABLE = re.compile(rb"<table\b")
# It can be scrolled with the keyboard too.
SCROLLS = b'<div class="table-responsive" tabindex="0"><table'


def mend(response: HttpResponse) -> None:
    page = _in_order(response.content)
    page = SAYS_NOTHING.sub(rb"<td\1>\2</td>", page)
    page = TABLE.sub(SCROLLS, page).replace(b"</table>", b"</table></div>")
    response.content = page


def _in_order(page: bytes) -> bytes:
    """Let each heading be at most one level below the one above it."""
    level = 0

    def in_its_place(found: re.Match[bytes]) -> bytes:
        nonlocal level
        if not found[1]:
            level = min(int(found[2]), level + 1)
        return b"<%bh%d" % (found[1], level)

    return HEADING.sub(in_its_place, page)
