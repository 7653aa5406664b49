import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.functional import lazy

from shop.csv_files import BYTE_ORDER_MARK, csv_pieces
from shop.staff.shell.downloads import csv_file


def written(*rows):
    file = io.StringIO("".join(csv_pieces(rows)).removeprefix(BYTE_ORDER_MARK))
    return list(csv.reader(file))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "==1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\tx",
        "\rx",
        "\n=1",
        " =1",
        '=HYPERLINK("x")',
        "＝1+1",  # a full-width sign counts as well
    ],
)
def test_no_text_becomes_a_formula(cell):
    """S17"""
    assert written([cell, "last"]) == [[f"'{cell}", "last"]]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Li;=cmd|'/C calc'!A0;", "Li;'=cmd|'/C calc'!A0;"),
        ("a\t+1", "a\t'+1"),
        ("a; -1;\n@x", "a;' -1;'\n@x"),
        ("=1;=1", "'=1;'=1"),
        ("a-b; c=d, -5", "a-b; c=d, -5"),
    ],
)
def test_nor_behind_what_other_countries_spreadsheets_take_for_the_end(text, kept):
    """S17: in a euro country a semicolon ends a cell, quoted or not."""
    assert written(["first", text]) == [["first", kept]]


def test_numbers_dates_and_other_texts_stay_what_they_are():
    """S17: a negative number is a number, not a formula."""
    row = [
        -5,
        Decimal("-1.50"),
        Decimal("1E+3"),
        date(2026, 3, 31),
        datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
        True,
        None,
        {"paid": "=1"},
        "Tea, green",
        'say "hi"',
        "积分",
        "",
    ]

    assert written(row) == [
        [
            "-5",
            "-1.50",
            "1000",
            "2026-03-31",
            "2026-04-01 00:30:00",
            "true",
            "",
            '{"paid": "=1"}',
            "Tea, green",
            'say "hi"',
            "积分",
            "",
        ]
    ]


def test_it_is_a_file_to_download():
    response = csv_file("points.csv", [["积分"]])

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="points.csv"'
    assert response.getvalue().startswith(b"\xef\xbb\xbf")


def test_words_that_are_translated_late_are_guarded_like_any_text():
    """S17: a lazy text is no number."""
    assert written([lazy(lambda: "=1+1", str)()]) == [["'=1+1"]]


def test_a_file_is_written_while_it_is_sent():
    taken = []

    def rows():
        for number in range(5_000):
            taken.append(number)
            yield [number]

    pieces = csv_pieces(rows())
    next(pieces), next(pieces)
    assert len(taken) < 1_000
