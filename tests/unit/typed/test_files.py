"""Files and lists as spreadsheets save them (F21)."""

from datetime import date
from io import BytesIO

import pytest

from loyalty.granting import Grant, InvalidGrant, _read
from loyalty.legacy import Row, read
from loyalty.lines import Problem
from loyalty.typed import one_line
from loyalty.why import ReasonMissing, valid_reason
from shop.typed.lists import read_list
from tests.unit.typed.test_typed import wide

ROWS = "member,points,expires,reason\nalice@members.example,120,2027-12-31,Sunny Club\n"
ALICE = Row(2, "alice@members.example", 120, date(2027, 12, 31), "Sunny Club")


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + ROWS,
        "\ufeff" + ROWS.replace(",", ";"),
        ROWS.replace(",", "\t"),
        ROWS.replace(",", " ;  "),
        ROWS.replace("Sunny Club", "Sunny\u00a0Club\u200b"),
        ROWS.replace("Sunny Club", "\u3000Sunny\u2003Club"),
        ROWS.replace("120", "\u00a0１２０ "),
        ROWS.replace("alice@", "ＡＬＩＣＥ＠\u200b"),
        ROWS.replace("2027-12-31", "2027-12-31\ufeff"),
        ROWS.replace("member,points", "Member\u00a0,POINTS"),
    ],
)
def test_f21_a_row_is_read_however_it_was_saved(content):
    """F21."""
    assert list(read(BytesIO(content.encode()))) == [ALICE]


def test_f21_a_separator_may_be_said_before_all():
    """F21: as Excel does; lines are still counted as an editor does."""
    content = "sep=;\r\n" + ROWS.replace(",", ";").replace("\n", "\r\n")
    (row,) = read(BytesIO(content.encode()))

    assert row == Row(3, *list(vars(ALICE).values())[1:])


def test_f21_what_breaks_over_lines_is_no_reason():
    """F21: that a line breaks within a cell is a fault of the file, and is said."""
    content = ROWS.replace("Sunny Club", '"Sunny\nClub"')
    (problem,) = read(BytesIO(content.encode()))

    assert isinstance(problem, Problem)


@pytest.mark.parametrize("text", ["Sunny  Club", "Cafe\u0301", "½ price", "ｗｉｄｅ"])
def test_f21_a_line_that_was_taken_before_reads_as_it_did(text):
    """F21: what was brought in is known by its reason (L36): no points twice."""
    assert one_line(f" {text} ") == text


def test_f21_a_reason_of_blanks_is_none_and_one_with_odd_blanks_is_a_reason():
    """F21."""
    assert valid_reason(" for\u00a0her\u200b patience\u3000") == "for her patience"
    for nothing in ("", " ", "\u200b", "\u00a0\ufeff", "\u3164"):
        with pytest.raises(ReasonMissing):
            valid_reason(nothing)


def test_f21_a_grant_takes_odd_blanks_and_no_broken_lines():
    """F21."""
    given = _read(Grant("new\u00a0year", 5, "Happy\u200b new\u3000year"))

    assert (given.occasion, given.reason) == ("new year", "Happy new year")
    for text in ("", "two\nlines", "\u200b"):
        with pytest.raises(InvalidGrant):
            _read(Grant("x", 5, text))


@pytest.mark.parametrize(
    "text",
    [
        "A-1,B-2,C-3",
        "\ufeffA-1;B-2;C-3",
        "A-1\r\nB-2\r\nC-3\r\n",
        " A-1 ;\tB-2\u00a0;C-3\u200b\n",
        '"A-1";"B-2";"C-3"',
        "A-1，B-2、C-3，A-1",
        wide("A-1,B-2;C-3"),
    ],
)
def test_f21_a_list_is_read_however_it_was_saved(text):
    """F21."""
    assert read_list(text) == ["A-1", "B-2", "C-3"]
