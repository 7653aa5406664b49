"""Postcodes and phone numbers as people write them (F10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.delivery.rates import Destination, closeness
from shop.typed import postcodes
from shop.typed.phones import NotAPhone, read_phone
from tests.unit.typed.test_typed import ODD, wide


@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("D-10115", "DE", "10115"),
        ("d 10115", "DE", "10115"),
        ("DE–10115", "DE", "10115"),
        ("１０１１５", "DE", "10115"),
        ("10\u200b115\u00a0", "DE", "10115"),
        ("A-1010", "AT", "1010"),
        ("L-1009", "LU", "1009"),
        ("CH-8001", "CH", "8001"),
        ("FL-9490", "LI", "9490"),
        ("S-114 55", "SE", "114 55"),
        ("SE-11455", "SE", "114 55"),
        ("〒100-0001", "JP", "100-0001"),
        ("〒１００－０００１", "JP", "100-0001"),
        ("100ー0001", "JP", "100-0001"),
        ("1234ab", "NL", "1234 AB"),
        ("NL-1234 AB", "NL", "1234 AB"),
        ("sw1a1aa", "GB", "SW1A 1AA"),
        ("M2 5BQ", "GB", "M2 5BQ"),
        ("00950", "PL", "00-950"),
        ("1073", "LV", "LV-1073"),
        ("lv1073", "LV", "LV-1073"),
        ("AD500", "AD", "AD500"),
        ("h3z2y7", "CA", "H3Z 2Y7"),
        ("95014 1234", "US", "95014-1234"),
        ("d02 x285", "IE", "D02 X285"),
        ("100190", "CN", "100190"),
        ("", "HK", ""),
        ("999077", "HK", "999077"),
        ("somewhere 7", "KP", "SOMEWHERE 7"),
    ],
)
def test_f10_a_postcode_is_read_as_its_country_writes_it(typed, country, read):
    """F10."""
    assert postcodes.read(typed, country=country) == read


@pytest.mark.parametrize(
    ("typed", "country"),
    [("1", "DE"), ("A-10115", "DE"), ("D-1010", "AT"), ("10115", "AT"), ("x", "GB")],
)
def test_f10_what_is_no_postcode_of_the_country_is_refused(typed, country):
    """F10: and the error can say how one is written."""
    with pytest.raises(postcodes.NotAPostcode):
        postcodes.read(typed, country=country)


def test_f10_an_example_is_read_as_it_is():
    """F10."""
    for country in postcodes.SHAPES:
        shown = postcodes.example(country)

        assert postcodes.read(shown, country=country) == shown
        assert bool(shown) == postcodes.are_needed(country)


@given(typed=ODD, country=st.sampled_from(["DE", "GB", "JP", "LV", "HK", "KP", "AR"]))
def test_reading_a_postcode_again_changes_nothing(typed, country):
    try:
        once = postcodes.read(typed, country=country)
    except postcodes.NotAPostcode:
        return
    assert postcodes.read(once, country=country) == once


@pytest.mark.parametrize("country", ["HK", "MO", "AE", "QA"])
def test_f10_some_places_need_none(country):
    """F10."""
    assert postcodes.are_needed("DE")
    assert not postcodes.are_needed(country)


@pytest.mark.parametrize("typed", ["D-27498", "27 498", wide("27498")])
def test_f10_a_zone_knows_a_postcode_however_it_is_typed(typed):
    """F10: by the zone's staff, or by the shopper."""
    helgoland = Destination(country="DE", postcode="27498")

    assert closeness(["DE"], [typed], helgoland) == 6
    there = Destination(country="DE", postcode=typed)
    assert closeness(["DE"], ["27498"], there) == 6


@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("030 901820", "DE", "+49 30 901820"),
        ("+49 (0)30 901820", "FR", "+49 30 901820"),
        ("００４９ ３０ ９０１８２０", "DE", "+49 30 901820"),
        ("030 901820 ext. 12", "DE", "+49 30 901820 ext. 12"),
        ("030\u00a0901820 x12", "DE", "+49 30 901820 ext. 12"),
        ("030 901820 Durchwahl 12", "DE", "+49 30 901820 ext. 12"),
        ("010 6552 9988 转 12", "CN", "+86 10 6552 9988 ext. 12"),
        ("010 6552 9988，分机：12", "CN", "+86 10 6552 9988 ext. 12"),
        ("01 42 68 53 00 poste 12", "FR", "+33 1 42 68 53 00 ext. 12"),
    ],
)
def test_f10_a_phone_number_keeps_its_extension(typed, country, read):
    """F10."""
    assert read_phone(typed, country=country) == read
    assert read_phone(read, country="US") == read


@given(typed=ODD)
def test_any_text_is_a_phone_number_or_none(typed):
    try:
        once = read_phone(typed, country="DE")
    except NotAPhone:
        return
    assert read_phone(once, country="DE") == once
