"""How the words of a mail look as HTML."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"\b[0-9A-Z]+(?:-[0-9A-Z]+)+\b")
ALONE = re.compile(rf"<p>({CODE.pattern})</p>")


@register.filter
def codes(words: str) -> SafeString:
    """Keep numbers such as 7K2PM-4RTX on one line; one that is a paragraph is large."""
    html = ALONE.sub(
        r'<p style="font-size:30px;line-height:1.2;letter-spacing:2px">\1</p>',
        conditional_escape(words),
    )
    whole = CODE.sub(r'<span style="white-space:nowrap">\g<0></span>', html)
    return mark_safe(whole)  # noqa: S308  escaped above
