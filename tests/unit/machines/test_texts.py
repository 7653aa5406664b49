"""Texts of people become descriptions: plain, short, and cut at a word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.storefront.machines.texts import SHOWN, cut, plain


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("a<br>b <b>c</b>, d", "a b c, d"),
        ("Salt &amp; pepper &lt;3", "Salt & pepper <3"),
        ("<script>alert(1)</script>Tea", "Tea"),
        (" \n\t ", ""),
        (None, ""),
        ("<p>🎁</p>", "🎁"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<<<<" * 40, "<<<<" * 40),
    ],
)
def test_markup_becomes_words(markup, words):
    assert plain(markup) == words


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("Short", "Short"),
        ("one two three four five", "one two three…"),
        ("one two, threefold four", "one two…"),
        ("采自春天的茶叶，清香甘甜，回味悠长", "采自春天的茶叶…"),
        ("Unbelievablylongword", "Unbelievablylong…"),
        ("采自春天的 Sencha tea", "采自春天的…"),
    ],
)
def test_what_is_long_is_cut_at_a_word(text, begun):
    assert cut(text, 17) == begun


@given(st.text())
def test_whatever_is_written_fits(text):
    begun = cut(plain(text))

    assert len(begun) <= SHOWN
    assert "\n" not in begun


def test_a_huge_text_takes_no_time():
    begun = time.monotonic()

    assert len(cut(plain("<p>word </p>" * 500_000))) <= SHOWN
    assert cut("x" * 1_000_000).endswith("…")
    assert time.monotonic() - begun < 1
