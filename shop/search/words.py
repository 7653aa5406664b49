"""Texts cut into words, in both languages of the shop.

PostgreSQL sees a Chinese sentence as one word, so Chinese is cut by jieba first
and then indexed as it is (`simple`); English is stemmed by PostgreSQL.
"""

import logging
from functools import cache
from html import unescape

from django.conf import settings
from django.utils.html import strip_tags

CONFIGURATIONS = {"en": "english", "zh-hans": "simple"}


def plain(html: str) -> str:
    """Return the words of some HTML."""
    return unescape(strip_tags(html.replace("<", " <"))).strip()


def segmented(text: str) -> str:
    """Cut `text` into words with spaces between them, Chinese and Latin alike."""
    return " ".join(
        word
        for part in _cutter().cut_for_search(text.lower())
        if (word := part.strip()) and any(letter.isalnum() for letter in word)
    )


def characters(text: str) -> str:
    """Return the Chinese characters of `text` with spaces between them.

    As a phrase they find a name that jieba cuts differently in a longer text.
    """
    return " ".join(letter for letter in text if "\u4e00" <= letter <= "\u9fff")


def for_index(text: str, language: str) -> str:
    """Return `text` as it goes into the index of `language`."""
    if language == "zh-hans":
        return f"{segmented(text)} {characters(text)}"
    return text


@cache
def _cutter():
    """Load the dictionary once, when a process first needs it (about a second)."""
    import jieba  # noqa: PLC0415

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    # By default it trusts a file that any user of the machine can put in /tmp.
    cutter.tmp_dir = str(settings.DATA_DIR)
    return cutter
