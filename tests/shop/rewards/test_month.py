"""A month on paper adds up: what opens it, what moved, what closes it."""

import csv
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import earning, expiry, reading, redemption, why
from shop.rewards import statement
from shop.rewards.month import month, months, own
from tests.factories import NOW, make_giver, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH = date(2025, 3, 1)
APRIL = date(2025, 4, 1)


def give(member, points, *, at, last):
    earning.accrue(
        member=member,
        points=points,
        reference=f"given-{points}",
        accrued_at=at,
        expires_at=expiry.expires_after(last),
        pending=False,
        why=why.welcome(),
        actor=make_giver(),
    )


def use(member, points, *, at):
    reference = f"used-{points}"
    redemption.hold_points(
        member=member,
        points=points,
        reference=reference,
        held_at=at,
        lapses_at=at + DAY,
        why=why.held_for_order(order=reference),
    )
    redemption.capture_hold(
        member=member,
        reference=reference,
        captured_at=at,
        why=why.redeemed_on_order(order=reference, discount=1, currency="EUR"),
    )


@pytest.fixture
def member():
    """100 before March, 250 in it, 40 used; 60 lapse in April."""
    member = make_member(at=NOW - 60 * DAY)
    give(member, 100, at=NOW - 40 * DAY, last=date(2025, 4, 10))
    give(member, 250, at=NOW, last=date(2026, 3, 1))
    use(member, 40, at=NOW + DAY)
    return member


def test_a_month_adds_up(member):
    seen = month(member=member, first=MARCH, now=NOW + 90 * DAY)

    assert (seen.opening, seen.added, seen.taken, seen.closing) == (100, 250, 40, 310)
    assert seen.is_over
    assert seen.not_booked == 0


@pytest.mark.parametrize("is_booked", [False, True], ids=["not booked", "booked"])
def test_what_time_took_is_a_line_whether_or_not_it_is_booked(member, is_booked):
    later = NOW + 90 * DAY
    if is_booked:
        expiry.expire_due(at=later)

    seen = month(member=member, first=APRIL, now=later)

    assert (seen.opening, seen.closing) == (310, 250)
    assert seen.taken == (60 if is_booked else 0)
    assert seen.not_booked == (0 if is_booked else -60)


def test_rows_are_in_order_of_day_then_of_recording(member):
    for points, days in ((20, 6), (30, 5), (40, 6)):
        give(member, points, at=NOW + days * DAY, last=date(2026, 3, 1))

    seen = month(member=member, first=MARCH, now=NOW + 90 * DAY)

    assert [line.points_change for line in seen.lines][-3:] == [30, 20, 40]
    balances = [line.points_balance for line in seen.lines]
    assert balances[-3:] == [340, 360, 400]
    assert balances[-1] == seen.closing


def test_months_follow_on_each_other(member):
    later = NOW + 90 * DAY
    found = [
        month(member=member, first=first, now=later)
        for first in months(member=member, now=later)
    ]

    assert [seen.first.month for seen in found] == [6, 5, 4, 3, 2]
    for after, before in pairwise(found):
        assert after.opening == before.closing
    assert found[-1].opening == 0
    assert found[0].closing == own(reading.balance(member=member, at=later))


def test_the_running_month_is_as_of_now(member):
    seen = month(member=member, first=MARCH, now=NOW + 2 * DAY)

    assert not seen.is_over
    assert (seen.opening, seen.closing, seen.not_booked) == (100, 310, 0)


def test_what_lapses_by_month(member):
    lots = reading.open_lots(member=member, at=NOW + 2 * DAY)

    assert [(one.first, one.points, one.share) for one in statement.by_month(lots)] == [
        (date(2025, 4, 1), 60, 24),
        (date(2026, 3, 1), 250, 100),
    ]


# -- Pages -----------------------------------------------------------------------------


def test_the_page_of_a_month(client, member):
    client.force_login(member)

    page = client.get(reverse("points:month", args=[2025, 3]))

    assert page.status_code == 200
    assert "Points in March 2025" in page.text
    assert "310" in page.text


@pytest.mark.parametrize(
    "path", ["2025-13", "2025-0", "0-1", "1999-12", "9999-12", "99999999999-1"]
)
def test_no_month_there_is_none_of(client, member, path):
    client.force_login(member)

    assert client.get(f"/en/points/months/{path}/").status_code == 404


def test_nobody_sees_the_months_of_others(client, member):
    assert client.get(reverse("points:month", args=[2025, 3])).status_code == 302
    client.force_login(make_member())

    assert "310" not in client.get(reverse("points:month", args=[2025, 3])).text


def test_all_of_it_as_a_file(client, member):
    client.force_login(member)

    answer = client.get(reverse("points:statement-file"))

    text = answer.content.decode("utf-8-sig")
    heading, *rows = csv.reader(text.splitlines())
    assert heading == ["Day", "What", "Why", "Order", "Points", "Balance"]
    assert [row[4:] for row in rows] == [
        ["100", "100"],
        ["250", "350"],
        ["-40", "310"],
        ["0", "310"],
    ]


def test_the_card_says_who_and_how_much(client):
    member = make_member(400, at=timezone.now(), last_name="Ada Fischer")
    client.force_login(member)
    number = f"{member.pk:06}"

    for page in ("customer:summary", "points:statement"):
        text = client.get(reverse(page)).text
        assert f"Member {number[:-3]} {number[-3:]}" in text
        assert "400 points · up to €4.00 off" in text
    assert b"<svg" in client.get(reverse("customer:card-code")).content
