"""A text of the shop as HTML: Markdown, and of HTML what a text needs. Pure.

What people paste may be anything. Scripts, styles, forms, pictures and attributes are
left out, whatever they hide behind: pages show what `to_html` gives as it is.
"""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# A text of the shop has some 5,000 signs, long terms 60,000.
LONGEST = 100_000
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("strong", "b", "em", "i", "u", "s", "del", "sub", "sup", "code", "pre", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "address"),
}
SCHEMES = {"https", "http", "mailto", "tel"}
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]"
)
HEADING = re.compile(r"<(/?)h([1-6])\b", re.I)
_markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable("table")


def tidy(text: str) -> str:
    """The text with one kind of line end, and without signs that only disturb it.

    Among them those that turn the direction of what follows.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", lines).strip()


@lru_cache(maxsize=32)
def to_html(text: str) -> str:
    """The text as it may stand below the one heading of a page."""
    return nh3.clean(
        _below_the_title(_markdown.render(text)),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def says_something(text: str) -> bool:
    return bool(nh3.clean(to_html(text), tags=set()).strip())


def _below_the_title(written: str) -> str:
    """Bring headings to the second level and below, without leaving out one."""
    found = sorted({int(level) for _end, level in HEADING.findall(written)})
    levels = {level: min(place, 6) for place, level in enumerate(found, 2)}
    return HEADING.sub(lambda tag: f"<{tag[1]}h{levels[int(tag[2])]}", written)
