"""L29: what expires is told 30 and 7 days before, as it is left then, and once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from loyalty import earning, expiry, redemption, why
from shop.notices import wishes
from shop.outbox.delivering import deliver_next
from shop.outbox.models import Message
from shop.rewards import expiring
from tests.factories import NOW, make_giver, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def points(member, number, *, days, at=NOW):
    """So many points whose last day comes in so many days."""
    last = timezone.localdate(at) + days * DAY
    earning.accrue(
        member=member,
        points=number,
        reference=f"x-{member.pk}-{days}-{number}-{at.timestamp()}",
        accrued_at=at - DAY,
        expires_at=expiry.expires_after(last),
        pending=False,
        why=why.welcome(),
        actor=make_giver(),
    )


def told():
    """Days and points of each notice, in the order they were written."""
    found = Message.objects.filter(kind="points-expiring").order_by("pk")
    return [(message.recipient, message.context["points"]) for message in found]


@pytest.fixture
def member():
    return make_member(email="ada@members.example")


def spend(member, number, *, at=NOW):
    redemption.hold_points(
        member=member,
        points=number,
        reference=f"o{number}",
        held_at=at,
        lapses_at=at + DAY,
        why=why.held_for_order(order="o"),
    )


@pytest.mark.parametrize(
    ("days", "mails"),
    [(31, 0), (30, 1), (8, 1), (7, 1), (0, 1)],
    ids=["31 days", "30 days", "8 days", "7 days", "today"],
)
def test_the_first_mail_comes_thirty_days_before(member, days, mails):
    points(member, 100, days=days)

    assert expiring.tell(at=NOW) == mails
    assert expiring.tell(at=NOW) == 0
    assert len(told()) == mails


def test_a_second_one_comes_a_week_before_and_no_third(member):
    points(member, 100, days=30)

    written = [expiring.tell(at=NOW + day * DAY) for day in range(31)]

    assert [day for day, mails in enumerate(written) if mails] == [0, 23]


def test_it_says_what_is_left_then(member):
    """L29: not what there was when the points were given."""
    points(member, 100, days=30)
    expiring.tell(at=NOW)
    spend(member, 70)
    redemption.capture_hold(
        member=member,
        reference="o70",
        captured_at=NOW,
        why=why.redeemed_on_order(order="o", discount=1, currency="EUR"),
    )
    expiring.tell(at=NOW + 23 * DAY)

    assert [points for _to, points in told()] == [100, 30]


def test_what_is_set_aside_is_not_among_it(member):
    points(member, 100, days=7)
    spend(member, 70)

    expiring.tell(at=NOW)

    assert told() == [("ada@members.example", 30)]


def test_nothing_left_is_nothing_to_write_about(member):
    points(member, 100, days=7)
    spend(member, 100)

    assert expiring.tell(at=NOW) == 0


def test_one_mail_for_the_whole_window_by_days(member):
    for days, number in ((20, 5), (25, 7), (25, 1), (49, 11), (51, 100)):
        points(member, number, days=days)

    expiring.tell(at=NOW)

    (mail,) = Message.objects.filter(kind="points-expiring")
    assert mail.context["points"] == 24
    assert [day["points"] for day in mail.context["days"]] == [5, 8, 11]
    # The window has been told; the next begins with the first day beyond it.
    assert [expiring.tell(at=NOW + day * DAY) for day in range(1, 13)] == [0] * 12
    assert expiring.tell(at=NOW + 13 * DAY) == 1  # a week before the 20th day
    assert expiring.tell(at=NOW + 21 * DAY) == 1
    assert told()[-1][1] == 111 + 8


def test_points_of_every_day_are_one_mail_a_month_and_one_a_week(member):
    for days in range(120):
        points(member, 10, days=days)

    mails = sum(expiring.tell(at=NOW + day * DAY) for day in range(60))

    assert mails <= 2 + 60 / 7 + 1


def test_a_date_that_was_moved_away_is_told_again_when_it_is_near(member):
    points(member, 100, days=30)
    expiring.tell(at=NOW)
    points(member, 50, days=100)

    assert expiring.tell(at=NOW + 70 * DAY) == 1
    assert told()[-1][1] == 50


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_in_the_members_language_with_a_way_out(member, language, mailoutbox):
    member.language = language
    member.save()
    points(member, 100, days=7)
    expiring.tell(at=NOW)

    deliver_next(at=NOW)

    (mail,) = mailoutbox
    subject = {"en": "100 points are valid until", "zh-hans": "100 积分"}
    assert mail.subject.startswith(subject[language])
    headers = mail.message()
    url = headers["List-Unsubscribe"]
    assert url.startswith("<http")
    assert f"/{language}/account/notices/off/" in url
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_does_without_gets_none_and_costs_none(member):
    wishes.want(person=member, topics=["invitations"], said_at=NOW)
    points(member, 100, days=7)

    assert expiring.tell(at=NOW) == 0
    wishes.want(person=member, topics=["expiring"], said_at=NOW)
    assert expiring.tell(at=NOW) == 1


def test_an_address_that_nobody_confirmed_gets_none(member):
    points(member, 100, days=7)
    member.confirmed_at = None
    member.save()

    assert expiring.tell(at=NOW) == 0


def test_many_are_written_to_with_few_statements(django_assert_max_num_queries):
    for _member in range(12):
        points(make_member(), 100, days=7)

    with django_assert_max_num_queries(24):
        assert expiring.tell(at=NOW) == 12


def test_the_day_is_the_programmes(member):
    """Half past eleven in the evening there is still that day (L27)."""
    zone = ZoneInfo("Europe/Berlin")
    late = NOW.astimezone(zone).replace(hour=23, minute=30)
    points(member, 100, days=30, at=NOW)

    assert expiring.tell(at=late - DAY) == 0
    assert expiring.tell(at=late) == 1
