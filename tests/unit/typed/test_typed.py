"""What people type is read alike, however their keyboard writes it (F06, F09, F24)."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.typed import address, is_reachable, line, plain
from shop.typed.numbers import ALPHABET, read_figures, read_number
from shop.typed.signs import compact, letters_and_figures

READERS = [
    line,
    plain,
    address,
    compact,
    letters_and_figures,
    read_figures,
    read_number,
]
ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\u200b\u200c\u200d\ufeff\u00ad\u3000\u00a0\u0301\ufe0f№#-–ー@.ſİıß"
        ),
        st.sampled_from(ALPHABET),
    ),
    max_size=30,
)
# What stands between the signs of a text that means the same without it.
NOISE = st.sampled_from(
    ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060", "\u00ad", "\t"]
)
DASHES = st.sampled_from(
    ["", "-", "–", "—", "−", "‐", "‑", "‒", "―", "－", "﹣", "ー", " - ", "_", "."]
)


def wide(text: str) -> str:
    """As a Chinese keyboard writes it."""
    return "".join(
        chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text
    )


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(text=ODD)
def test_reading_what_was_read_changes_nothing(read, text):
    once = read(text)

    assert read(once) == once


@given(text=ODD)
def test_a_line_has_nothing_that_is_not_seen(text):
    read = line(text)

    assert read == read.strip()
    assert not {sign for sign in read if sign.isspace()} - {" "}
    hidden = [sign for sign in read if unicodedata.category(sign) in ("Cc", "Cs")]
    assert hidden == []
    assert "\u200b" not in read
    assert "\ufeff" not in read


@given(
    figures=st.text(ALPHABET, min_size=10, max_size=10),
    noise=st.lists(NOISE, min_size=11, max_size=11),
    dash=DASHES,
    before=st.sampled_from(["", "#", "＃", "№", "No. ", "Order no.: ", "订单号："]),
    as_typed=st.sampled_from([str, str.lower, wide, lambda text: wide(text.lower())]),
)
def test_f06_a_number_is_read_however_it_is_typed(
    figures, noise, dash, before, as_typed
):
    """F06."""
    number = f"{figures[:5]}-{figures[5:]}"
    pieces = [sign + gap for sign, gap in zip(as_typed(figures), noise, strict=False)]
    typed = before + noise[-1] + "".join([*pieces[:5], dash, *pieces[5:]])

    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("letter", "figure"), ["O0", "I1", "L1", "o0", "i1", "l1", "UV"]
)
def test_f06_letters_that_are_no_figures_are_what_they_look_like(letter, figure):
    """F06."""
    assert read_number(f"{letter}AAAA-AAAAA") == f"{figure}AAAA-AAAAA"


@given(
    local=st.text(string.ascii_letters + string.digits, min_size=1, max_size=8),
    noise=st.lists(NOISE, min_size=3, max_size=3),
    as_typed=st.sampled_from([str, str.upper, wide]),
)
def test_f24_an_address_has_one_form(local, noise, as_typed):
    """F24."""
    before, between, after = noise
    typed = before + as_typed(local) + between + as_typed("@example.com") + after

    assert address(typed) == f"{local.lower()}@example.com"
    assert is_reachable(address(typed))


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("ſid@example.com", "sid@example.com"),
        ("ſID＠ＥＸＡＭＰＬＥ．com", "sid@example.com"),
        ("sid@example。com", "sid@example.com"),
        ("\N{KELVIN SIGN}im@example.com", "kim@example.com"),
        ("sid@müller.example", "sid@xn--mller-kva.example"),
        ("sid@MU\u0308LLER.example", "sid@xn--mller-kva.example"),
        ("sid@XN--MLLER-KVA.example", "sid@xn--mller-kva.example"),
    ],
)
def test_f24_signs_that_stand_for_others_make_no_other_address(typed, form):
    """F24."""
    assert address(typed) == form
    assert is_reachable(form)


@pytest.mark.parametrize(
    "typed", ["İlker@example.com", "ılker@example.com", "é@example.com", "a@straße.de"]
)
def test_f24_an_address_that_mail_cannot_reach_is_known(typed):
    """F24."""
    assert not is_reachable(address(typed))


def test_what_holds_an_emoji_together_stays():
    assert line("  👩\u200d🍳\u200b said\u00a0 so\u200d ") == "👩\u200d🍳 said so"
