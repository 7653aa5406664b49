"""L36: what a file of old balances says is read strictly, and staged to the point."""

from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.legacy import Part, Row, read, staged, too_late
from loyalty.lines import LONGEST_LINE, Problem

HEADER = b"member,points,expires,reason\n"
GOOD = b"alice@members.example,120,2027-12-31,Sunny Club\n"
ALICE = Row(2, "alice@members.example", 120, date(2027, 12, 31), "Sunny Club")


def entries(content: bytes) -> list[Row | Problem]:
    return list(read(BytesIO(content)))


@pytest.mark.parametrize(
    "content",
    [
        HEADER + GOOD,
        b"\xef\xbb\xbf" + HEADER + GOOD,
        (HEADER + GOOD).replace(b"\n", b"\r\n"),
        HEADER + b' Alice@Members.example , 120,2027-12-31,"Sunny Club"',
        HEADER + GOOD + b"\n\n",
    ],
    ids=["plain", "byte order mark", "of Windows", "spaces and quotes", "blank lines"],
)
def test_a_row_is_read(content):
    assert entries(content) == [ALICE]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("alice,1,2027-12-31,x", "member 'alice' is not an e-mail address"),
        ("a\0@b,1,2027-12-31,x", r"member 'a\x00@b' is not an e-mail address"),
        ("a@b,1.5,2027-12-31,x", "points '1.5' are not a whole number"),
        ("a@b,1_000,2027-12-31,x", "points '1_000' are not a whole number"),
        ("a@b,١٢,2027-12-31,x", "points '١٢' are not a whole number"),
        ("a@b,,2027-12-31,x", "points '' are not a whole number"),
        ("a@b,-5,2027-12-31,x", "points -5 are negative"),
        ("a@b,0,2027-12-31,x", "points 0 are not from 1 to 1000000000"),
        ("a@b,1000000001,2027-12-31,x", "points 1000000001 are not from 1 to 10000000"),
        ("a@b,1,31.12.2027,x", "expires '31.12.2027' is not a date like 2027-12-31"),
        ("a@b,1,2027-02-29,x", "expires '2027-02-29' is not a date like 2027-12-31"),
        ("a@b,1,20271231,x", "expires '20271231' is not a date like 2027-12-31"),
        ("a@b,1,9999-12-31,x", "expires 9999-12-31 is after 2999-12-31"),
        ("a@b,1,2027-12-31,", "reason must be one line of 1 to 200 characters"),
        ('a@b,1,2027-12-31,"x\ny"', "reason must be one line of 1 to 200 characters"),
        ("a@b,1,2027-12-31", "3 columns instead of 4"),
        ("a@b,-1,soon,x", "points -1 are negative; expires 'soon' is not a date"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_the_rest_is_read(row, text):
    """L37: negative amounts are refused, like everything that is no number."""
    [good, problem, other] = entries(HEADER + GOOD + row.encode() + b"\nb@c,1,x,\n")

    assert good == ALICE
    assert (problem.line, problem.text[: len(text)]) == (3, text)
    assert other.line == 4 + row.count("\n")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "line 1: the first line must be member,points,expires,reason"),
        (GOOD, "line 1: the first line must be member,points,expires,reason"),
        (HEADER.replace(b",", b"|"), "line 1: the first line must be member,points"),
        ((HEADER + GOOD).decode().encode("utf-16"), "line 1: not UTF-8"),
        (HEADER + GOOD + "b@c,1,2027-12-31,Café\n".encode("latin-1"), "line 3: not UT"),
        (HEADER + GOOD + b'b@c,1,2027-12-31,"x', "line 4: not CSV"),
        (HEADER + b"x" * (LONGEST_LINE + 1), "line 2: longer than 10000 bytes"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content, problem):
    assert str(entries(content)[-1]).startswith(problem)


def test_the_same_row_twice_is_a_problem():
    later, bobs = GOOD.replace(b"2027", b"2028"), GOOD.replace(b"alice", b"bob")

    found = entries(HEADER + GOOD + later + bobs + GOOD.replace(b"alice", b"ALICE"))

    assert found[3] == Problem(5, "the same as line 2")
    assert all(isinstance(row, Row) for row in found[:3])


@pytest.mark.parametrize(
    "change",
    [
        {"points": 121},
        {"expires": date(2028, 1, 1)},
        {"reason": "Sunny  Club"},
    ],
)
def test_a_row_is_known_by_its_source_and_what_it_says_of_a_member(change):
    said = vars(ALICE)

    assert Row(**said | {"line": 9, "member": "a@b"}).fingerprint(
        "A"
    ) == ALICE.fingerprint("A")
    assert Row(**said | change).fingerprint("A") != ALICE.fingerprint("A")
    assert ALICE.fingerprint("B") != ALICE.fingerprint("A")


def test_a_release_ends_where_a_shorter_month_ends():
    """L27: each month is counted from the first day, none from the one before."""
    assert staged(100, months=3, day=date(2026, 1, 31)) == [
        Part(1, 34, date(2026, 2, 28)),
        Part(2, 33, date(2026, 3, 31)),
        Part(3, 33, date(2026, 4, 30)),
    ]


def test_without_months_all_is_released_at_once():
    assert staged(100, months=0, day=date(2026, 1, 31)) == [Part(1, 100)]


@given(
    points=st.integers(1, 10**9),
    months=st.integers(1, 120),
    day=st.dates(date(2000, 1, 1), date(2900, 1, 1)),
)
def test_the_parts_of_a_release_add_up(points, months, day):
    parts = staged(points, months=months, day=day)
    shares = [part.points for part in parts]

    assert sum(shares) == points
    assert len(shares) == min(points, months)
    assert max(shares) - min(shares) in {0, 1}
    assert shares == sorted(shares, reverse=True)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert day < parts[0].day
    assert all(a.day < b.day for a, b in pairwise(parts))


def test_points_must_be_worth_something_until_the_last_is_released():
    last_day, day_after = date(2027, 12, 31), date(2028, 1, 1)

    assert too_late(ALICE, months=0, day=last_day) is None
    assert too_late(ALICE, months=0, day=day_after) == "expired on 2027-12-31"
    assert too_late(ALICE, months=10, day=date(2027, 2, 28)) is None
    assert too_late(ALICE, months=10, day=date(2027, 3, 1)) == (
        "expires on 2027-12-31, before its last part is released on 2028-01-01"
    )
