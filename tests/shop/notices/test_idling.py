"""L29: what ends by inactivity is told 30 to 60 days before, or does not end."""

from datetime import timedelta

import pytest

from loyalty import adjustment, earning, idling, policy, reading, why
from loyalty.models import Posting
from shop.notices import wishes
from shop.outbox.models import Message
from shop.rewards import idling as telling
from tests.factories import NOW, make_giver, make_member, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
IDLE = NOW + 330 * DAY


@pytest.fixture(autouse=True)
def by_inactivity():
    chief = make_user(email="chief@shop.example")
    chief.is_superuser = True
    chief.save()
    policy.publish_rule(
        actor=chief,
        published_at=NOW,
        expiry_profile="inactivity",
        expiry_months=12,
        law="ca-qc",
    )


@pytest.fixture
def member():
    member = make_member(email="ada@members.example")
    give(member, 250)
    return member


def give(member, points, *, at=NOW):
    earning.accrue(
        member=member,
        points=points,
        reference=f"x-{at.timestamp()}",
        accrued_at=at,
        expires_at=adjustment.expires_like_earned(at),
        pending=False,
        why=why.welcome(),
        actor=make_giver(),
    )


def mails():
    return list(Message.objects.filter(kind="points-idle").order_by("pk"))


def test_it_is_told_once_and_ends_on_the_day_that_was_told(member):
    written = [telling.tell(at=NOW + day * DAY) for day in range(300, 400, 2)]
    [mail] = mails()
    told = Posting.objects.get(kind="notice")

    assert sum(written) == 1
    assert mail.context["points"] == 250
    assert mail.context["last_day"] in why.Why.of(told.why).text()
    days = (told.expires_at - told.occurred_at) / DAY
    assert 30 <= days <= 60

    assert idling.end_due(at=told.expires_at) == 1
    assert reading.balance(member=member, at=told.expires_at).available == 0


def test_who_orders_is_told_again_a_year_later(member):
    assert telling.tell(at=IDLE) == 1
    give(member, 5, at=IDLE + DAY)

    assert telling.tell(at=IDLE + 60 * DAY) == 0
    assert telling.tell(at=IDLE + DAY + 330 * DAY) == 1


@pytest.mark.parametrize("cause", ["does without", "not confirmed", "signed off"])
def test_whoever_is_not_told_keeps_the_points(member, cause):
    """The ledger refuses to end what was not announced, however late it is."""
    if cause == "does without":
        wishes.want(person=member, topics=(), said_at=NOW)
    elif cause == "not confirmed":
        member.confirmed_at = None
    else:
        member.is_active = False
    member.save()

    assert telling.tell(at=IDLE) == 0
    assert telling.tell(at=IDLE + 400 * DAY) == 0
    assert idling.end_due(at=IDLE + 1000 * DAY) == 0
    assert reading.balance(member=member, at=IDLE + 1000 * DAY).available == 250


def test_a_mail_that_is_not_written_leaves_no_note(member, monkeypatch):
    """They said that they do without it between the list and the letter."""
    monkeypatch.setattr(telling, "write", lambda _notices, *, at: 0)

    assert telling.tell(at=IDLE) == 0
    assert not Posting.objects.filter(kind="notice").exists()
