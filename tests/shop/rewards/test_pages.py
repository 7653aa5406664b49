"""The member's points pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from loyalty import earning, why
from shop.account.tabs import tabs
from shop.orders.paying import confirming
from shop.rewards import statement
from tests.factories import (
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def member(client, now):
    member = make_member(1240, at=now)
    client.force_login(member)
    return member


def order(member, at, points=0):
    basket = make_basket([(make_product("30.00"), 1)], owner=member, points=points)
    made = place(basket, at=at)
    return confirming.mark_paid(number=made.number, actor=make_order_desk(), at=at)


def page(client, language="en", **query):
    response = client.get(f"/{language}/points/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_balance_comes_with_its_worth(client, member):
    shown = page(client)

    assert "1,240 points · up to €12.40 off" in shown
    assert "A welcome to the points programme." in shown


def test_it_has_the_tabs_of_every_page_of_the_account(client, member):
    shown = page(client)

    assert all(f'href="{tab["url"]}"' in shown for tab in tabs("points"))


def test_every_posting_says_why(client, member, now):
    made = order(member, now, points=500)

    shown = page(client)

    assert f"Earned on order {made.number}: 1 point per full €1.00 on €25.00" in shown
    assert f"Redeemed on order {made.number} for a discount of €5.00" in shown
    assert f"/en/account/orders/{made.number}/" in shown
    assert "25 points once their orders are delivered" in shown


def test_the_steps_of_one_day_stand_as_they_were_recorded(member, now):
    """Clocks differ by minutes, and a reader is told the day alone."""
    noon = timezone.localtime(now).replace(hour=12) - timedelta(days=1)
    for minutes in (0, -3, -60 * 24):
        earning.accrue(
            member=member,
            points=5,
            reference=f"R{minutes}",
            accrued_at=noon + timedelta(minutes=minutes),
            expires_at=now + timedelta(days=90),
            why=why.given_back(order="A7"),
            pending=False,
        )

    [row] = statement.rows(statement.postings(member=member), causes=["A7"])

    assert [step.reference for step in row.steps] == ["R-1440", "R0", "R-3"]


def test_f12_an_order_is_one_row_with_its_number(client, member, now):
    """What came of it is folded, in the order in which it happened."""
    made = order(member, now, points=500)

    shown = page(client)

    rows = client.get("/en/points/").context["rows"]
    assert [row.order for row in rows] == [made.number, ""]
    assert [step.kind for step in rows[0].steps] == ["hold", "redemption", "accrual"]
    assert rows[0].points == -475
    assert shown.count("statement-row") == 2
    assert shown.index("Set aside for order") < shown.index("Earned on order")
    assert "3 steps" in shown


def test_f12_what_is_recorded_late_stands_where_it_happened(client, member, now):
    for number, days in enumerate((0, 30, 10)):
        earning.accrue(
            member=member,
            points=number + 1,
            reference=f"gift-{number}",
            accrued_at=now - timedelta(days=days),
            expires_at=now + timedelta(days=90),
            pending=False,
            why=why.welcome(),
        )

    rows = client.get("/en/points/").context["rows"]

    begun = [row.begun_at for row in rows]
    assert begun == sorted(begun, reverse=True)


def test_postings_can_be_filtered(client, member, now):
    order(member, now, points=500)

    assert "Set aside for order" not in page(client, only="added")
    taken = page(client, only="taken")
    assert "Set aside for order" in taken
    assert "Earned on order" not in taken
    assert "Earned on order" in page(client, only="nonsense")


def test_a_new_member_sees_what_points_are(client, now):
    client.force_login(make_member(at=now))

    assert "No points yet" in page(client)


def test_the_statement_is_told_in_chinese(client, member):
    with translation.override("zh-hans"):
        title = translation.gettext("Your points")
        why_so = translation.gettext("A welcome to the points programme.")

    shown = page(client, language="zh-hans")

    assert 'lang="zh-Hans"' in shown
    assert title in shown
    assert why_so in shown


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get("/en/points/")

    assert response.status_code == 302
    assert "sign-in" in response.url


def test_nobody_reaches_the_statement_of_another(client, member, now):
    """There is no address with a member in it; a query for one is ignored."""
    other = make_member(77, at=now)

    assert "77 points" not in page(client, member=other.pk, user=other.pk)
    assert client.get(f"/en/points/{other.pk}/").status_code == 404


def test_a_strange_page_number_is_not_found(client, member):
    assert client.get("/en/points/", {"page": "99"}).status_code == 404
    assert client.get("/en/points/", {"page": "x"}).status_code == 404


def test_a_long_statement_is_paged_with_the_same_queries(client, member, now):
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(25):
        earning.accrue(
            member=member,
            points=10,
            reference=f"gift-{number}",
            accrued_at=now,
            expires_at=now + timedelta(days=90),
            pending=False,
            why=why.welcome(),
        )

    with CaptureQueriesContext(connection) as many:
        shown = page(client)

    assert len(many) <= len(few)
    assert "Page 1 of 2" in shown
    assert shown.count("statement-row") == 20


def test_anybody_may_read_how_points_work(client):
    shown = client.get("/en/points/how-it-works/").content.decode()

    assert "100 points take €1.00 off" in shown
    assert "waiting time of 14 days" in shown
    assert "Points are not money." in shown
    assert "12 months" in shown
    for more in ("points/vouchers", "missions", "account/invite"):
        assert f'href="/en/{more}/"' in shown
    assert 'href="/en/points/tier/"' not in shown  # there are none yet


def days_ago(now, days):
    return timezone.localdate(now - timedelta(days=days)).isoformat()


@pytest.fixture
def old_member(client, now):
    """Somebody with 300 points for 30 days, and 40 more for 10."""
    member = make_member(300, at=now - timedelta(days=30))
    earning.accrue(
        member=member,
        points=40,
        reference="gift",
        accrued_at=now - timedelta(days=10),
        expires_at=now + timedelta(days=90),
        pending=False,
        why=why.welcome(),
    )
    client.force_login(member)
    return member


def test_a_member_looks_back(client, old_member, now):
    shown = page(client, on=days_ago(now, 20))

    assert "300 points · up to €3.00 off" in shown
    assert "Back to now" in shown
    assert shown.count("statement-row") == 1
    assert f"?on={days_ago(now, 20)}&amp;only=added" in shown
    assert "No points had moved by then." in page(client, on=days_ago(now, 50))


def test_f12_the_look_back_comes_after_the_statement(client, old_member, now):
    shown = page(client)

    assert shown.index("statement-row") < shown.index("look-back")


def test_today_is_now(client, old_member, now):
    shown = page(client, on=days_ago(now, 0))

    assert "340 points" in shown
    assert "Back to now" not in shown


def test_looking_back_takes_at_most_two_more_queries(client, old_member, now):
    with CaptureQueriesContext(connection) as present:
        page(client)
    with CaptureQueriesContext(connection) as past:
        page(client, on=days_ago(now, 20))

    assert len(past) <= len(present) + 2


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("9999-12-31", "This day is still to come."),
        ("0001-01-01", "There were no points yet on this day."),
        ("2026-02-30", "Enter a valid date."),
        ("yesterday", "Enter a valid date."),
        ("\0", "Enter a valid date."),
    ],
)
def test_an_odd_day_is_refused_and_shows_now(client, old_member, day, message):
    response = client.get("/en/points/", {"on": day})

    assert response.status_code == 422
    shown = response.content.decode()
    assert message in shown
    assert "340 points" in shown
