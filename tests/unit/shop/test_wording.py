"""What becomes of a text that staff write or paste (S12)."""

import time

import pytest

from shop.texts.wording import LONGEST, tidy, to_html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Hello **you**", "<p>Hello <strong>you</strong></p>"),
        ("# A\n\n## B", "<h2>A</h2>\n<h3>B</h3>"),
        ("### A\n\n##### B\n\n### C", "<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>"),
        ("<h1 class=x>A</h1>", "<h2>A</h2>"),
        ("a <script>alert(1)</script>b", "<p>a b</p>"),
        ("a <SCRIPT src=//x></SCRIPT>b", "<p>a b</p>"),
        ("<style>p{}</style>\n\nb", "<p>b</p>"),
        ("<p onclick='x()' style='y'>b</p>", "<p>b</p>"),
        ("<form action=/x><input><button>Go</button></form>", "Go"),
        ("![a](https://x.example/y.png)", "<p></p>"),
        ("<iframe src=https://x.example></iframe>", ""),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>"),
        (
            "<a href='java&#10;script:alert(1)'>a</a>",
            '<p><a rel="noopener noreferrer">a</a></p>',
        ),
        ("[a](/en/x)", '<p><a href="/en/x" rel="noopener noreferrer">a</a></p>'),
        (
            "<a href='//x.example' target=_top>a</a>",
            '<p><a href="//x.example" rel="noopener noreferrer">a</a></p>',
        ),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        ("<b", "<p>&lt;b</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", "<p></p>"),
        ("退货", "<p>退货</p>"),
        ("", ""),
    ],
)
def test_a_text_is_shown_without_what_could_harm(written, shown):
    assert to_html(written) == shown


def test_a_pasted_text_loses_what_nobody_sees():
    assert tidy("\ufeffa\r\nb\x00\x0b\u202ec\rd  \n") == "a\nbc\nd"


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>", "["])
def test_no_text_takes_long_however_odd(piece):
    odd = (piece * LONGEST)[:LONGEST]
    begun = time.process_time()

    to_html(odd)

    assert time.process_time() - begun < 10
