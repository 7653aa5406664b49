"""Oscar's pages, mended for who hears them or sees them on a phone."""

import pytest
from django.http import HttpResponse

from shop.forks.dashboard.outline import mend


def mended(html: str) -> str:
    response = HttpResponse(html)
    mend(response)
    return response.text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<h1>a</h1><h3 class='x'>b</h3>", "<h1>a</h1><h2 class='x'>b</h2>"),
        ("<h3>a</h3><h4>b</h4><h2>c</h2>", "<h1>a</h1><h2>b</h2><h2>c</h2>"),
        ("<h1>a</h1><h2>b</h2><h3>c</h3>", "<h1>a</h1><h2>b</h2><h3>c</h3>"),
        ("<hr><header>a</header>", "<hr><header>a</header>"),
    ],
)
def test_no_heading_leaves_a_level_out(written, read):
    assert mended(written) == read


def test_the_head_of_a_column_that_says_nothing_is_none():
    cells = '<th>a</th><th class="x">&nbsp;</th><th> </th><thead></thead>'
    read = '<th>a</th><td class="x">&nbsp;</td><td> </td><thead></thead>'
    assert mended(cells) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<h1> </h1><h1>a</h1>", "<h1>a</h1>"),
        ('<form action="" method="post">', '<form method="post">'),
        ('<ul role="tablist">', "<ul>"),
        (
            '<div data-oscarWidget="datetime"data-format="x">',
            '<div data-oscarWidget="datetime" data-format="x">',
        ),
        (
            "<thead>\n<th>a</th>\n</thead>",
            "<thead><tr>\n<th>a</th>\n</tr></thead>",
        ),
    ],
)
def test_what_a_checker_complains_of_is_mended(written, read):
    assert mended(written) == read


def test_what_counts_the_forms_stands_before_the_table():
    counts = '<div class="stack"><input type="hidden" name="a"></div>'
    table = f"<table><caption>b</caption>\n{counts}<tr></tr></table>"

    assert mended(table).startswith(f'{counts}<div class="table-responsive"')


def test_a_table_scrolls_by_itself():
    around = '<div class="table-responsive" tabindex="0">'
    assert (
        mended("<table class='t'></table>")
        == f"{around}<table class='t'></table></div>"
    )
