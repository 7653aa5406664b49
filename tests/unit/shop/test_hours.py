"""Opening hours as people write and read them."""

import pytest

from shop.delivery.hours import read_hours, same_days


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("10:00–18:00", "10:00–18:00"),
        ("9.00-13.00", "09:00–13:00"),
        (" 9:00 - 12:30，14:00—18:00 ", "09:00–12:30, 14:00–18:00"),
        ("08:00–24:00", "08:00–24:00"),
    ],
)
def test_hours_are_read_in_many_spellings(written, read):
    assert read_hours(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "always",
        "10",
        "25:00–26:00",
        "10:61–12:00",
        "18:00–10:00",
        "10:00–10:00",
        "10:00–24:30",
        "10:00–14:00, 13:00–18:00",
        "14:00–18:00, 9:00–12:00",
    ],
)
def test_what_are_no_hours_is_refused(written):
    with pytest.raises(ValueError, match=r"\d|always"):
        read_hours(written)


def test_days_of_the_same_hours_stand_together():
    hours = ["", "10–18", "10–18", "10–18", "", "9–14", ""]

    assert same_days(hours) == [
        (0, 0, ""),
        (1, 3, "10–18"),
        (4, 4, ""),
        (5, 5, "9–14"),
        (6, 6, ""),
    ]
