import csv
from datetime import date
from decimal import Decimal

import pytest

from shop.csv_files import csv_bytes
from shop.staff.shell.downloads import csv_file


def written(*rows):
    return list(csv.reader(csv_bytes(rows).decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "==1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        " =1",
        '=HYPERLINK("x")',
        "＝1+1",  # a full-width sign counts as well
    ],
)
def test_no_text_becomes_a_formula(cell):
    """S17"""
    assert written([cell, "last"]) == [[f"'{cell}", "last"]]


def test_numbers_dates_and_other_texts_stay_what_they_are():
    """S17: a negative number is a number, not a formula."""
    row = [
        -5,
        Decimal("-1.50"),
        date(2026, 3, 31),
        "Tea, green",
        'say "hi"',
        "积分",
        "",
    ]

    assert written(row) == [
        ["-5", "-1.50", "2026-03-31", "Tea, green", 'say "hi"', "积分", ""]
    ]


def test_it_is_a_file_to_download():
    response = csv_file("points.csv", [["积分"]])

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="points.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
