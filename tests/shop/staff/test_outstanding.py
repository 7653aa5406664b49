"""The accountant's page, and a member's page of a day that is over."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from loyalty import earning, expiry, policy, why
from shop.identity import roles
from shop.reports import outstanding
from tests.factories import make_member

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def earn(member, points, *, at, expires_at=None):
    return earning.accrue(
        member=member,
        points=points,
        reference=f"{points} at {at}",
        accrued_at=at,
        expires_at=expires_at or at + timedelta(days=900),
        pending=False,
        why=why.welcome(),
    )


def figures(rows):
    return [(row.on, row.totals.outstanding, row.discount) for row in rows]


def test_each_month_ends_with_what_was_outstanding_then(db):
    """L27: 31 January counts in full, in the shop's own zone."""
    end_of_january = expiry.close_of(date(2026, 1, 31))
    member = make_member(at=datetime(2025, 12, 10, tzinfo=UTC))
    earn(
        member,
        7,
        at=datetime(2025, 12, 11, tzinfo=UTC),
        expires_at=end_of_january + timedelta(microseconds=1),
    )
    earn(member, 100, at=end_of_january)
    earn(member, 30, at=end_of_january + timedelta(seconds=1))

    assert figures(outstanding.at_month_ends(at=NOW, years=1)) == [
        (date(2026, 2, 28), 130, Decimal("1.30")),
        (date(2026, 1, 31), 107, Decimal("1.07")),
        (date(2025, 12, 31), 7, Decimal("0.07")),
    ]
    assert outstanding.today(at=NOW).totals.outstanding == 130


def test_the_discount_is_that_of_the_rule_in_force_then(db, manager):
    member = make_member(at=datetime(2026, 1, 1, tzinfo=UTC))
    earn(member, 1000, at=datetime(2026, 1, 2, tzinfo=UTC))
    policy.publish_rule(
        actor=manager,
        published_at=datetime(2026, 2, 10, tzinfo=UTC),
        points_per_unit_of_discount=200,
    )

    found = {row.on.month: row for row in outstanding.at_month_ends(at=NOW, years=1)}

    assert (found[1].points_per_unit, found[1].discount) == (100, Decimal("10.00"))
    assert (found[2].points_per_unit, found[2].discount) == (200, Decimal("5.00"))


def test_the_file_says_what_the_page_says(client, staff_with):
    client.force_login(staff_with(roles.ACCOUNTANT))
    now = timezone.now()
    earn(make_member(at=now - timedelta(days=70)), 1234, at=now - timedelta(days=65))

    shown = client.get(reverse("staff:outstanding"), {"years": "2"})
    file = client.get(reverse("staff:outstanding-file"), {"years": "2"})

    assert shown.content.decode().count("1,234") >= 3
    headings, *rows = csv.reader(file.getvalue().decode("utf-8-sig").splitlines())
    assert headings[0] == "Day"
    months = shown.context["list"].rows()
    assert [row[0] for row in rows] == [month.on.isoformat() for month in months]
    assert rows[0][1:] == ["1", "1234", "0", "0", "1234", "0", "100", "12.34", "EUR"]


@pytest.mark.parametrize(
    ("language", "month", "highest"),
    [("en", "{:%b}", "highest 1,234"), ("zh-hans", "{0.month}月", "最高 1,234")],
)
def test_the_bars_say_which_months_and_how_high(
    client, staff_with, language, month, highest
):
    client.force_login(staff_with(roles.ACCOUNTANT))
    now = timezone.now()
    earn(make_member(at=now - timedelta(days=70)), 1234, at=now - timedelta(days=65))

    with translation.override(language):
        page = html.fromstring(client.get(reverse("staff:outstanding")).text)

    (bars,) = page.find_class("bars")
    last = timezone.localdate(now).replace(day=1) - timedelta(days=1)
    assert bars.xpath(".//*[local-name()='text']")[-1].text == month.format(last)
    assert highest in bars.text_content()


def test_more_months_take_no_more_queries(managing, shopper):
    url = reverse("staff:outstanding")
    managing.get(url)
    with CaptureQueriesContext(connection) as few:
        managing.get(url, {"years": "1"})
    with CaptureQueriesContext(connection) as many:
        managing.get(url, {"years": "5"})

    assert len(many) == len(few)


@pytest.mark.parametrize("years", ["", "0", "-1", "9999", "x", "1; DROP"])
def test_nonsense_asks_for_one_year(managing, years):
    page = managing.get(reverse("staff:outstanding"), {"years": years})
    assert (page.status_code, page.context["list"].asked["years"]) == (200, "1")


def test_a_shop_without_months_says_so(managing):
    page = managing.get(reverse("staff:outstanding")).content.decode()
    assert "No month has ended since the first member joined." in page


def test_staff_look_back_at_a_member(managing):
    now = timezone.now()
    member = make_member(at=now - timedelta(days=40))
    earn(member, 500, at=now - timedelta(days=30))
    earn(member, 70, at=now - timedelta(days=10))
    url = reverse("staff:member", args=[member.pk])
    day = timezone.localdate(now - timedelta(days=20))

    with CaptureQueriesContext(connection) as current:
        assert managing.get(url).context["balance"].available == 570
    with CaptureQueriesContext(connection) as past:
        page = managing.get(url, {"on": day.isoformat()})

    assert page.context["balance"].available == 500
    assert [line.points_change for line in page.context["postings"].page] == [500]
    assert len(past) <= len(current) + 2
