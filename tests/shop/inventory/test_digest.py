"""One mail a day about what is low."""

from datetime import timedelta

import pytest

from shop.inventory import digest
from shop.inventory.models import LowStockDay
from shop.outbox import delivering
from shop.outbox.models import Message
from tests.factories import NOW, make_product, make_staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _told(settings):
    settings.ALERT_EMAILS = ["stock@example.com"]
    settings.LOW_STOCK_THRESHOLD = 5


def mails():
    return Message.objects.filter(kind="stock-low").order_by("pk")


def test_a_day_has_one_mail_however_often_it_is_written():
    make_product(title="Cup", stock=2)

    assert digest.write(at=NOW)
    assert not digest.write(at=NOW + timedelta(hours=3))
    assert mails().count() == 1
    assert digest.write(at=NOW + DAY)
    assert mails().count() == 2


def test_nothing_is_sent_when_nothing_is_low():
    make_product(stock=100)

    assert not digest.write(at=NOW)
    assert not mails().exists()
    assert LowStockDay.objects.get().stockrecords == []


def test_what_is_new_since_the_last_mail_comes_first_and_is_marked():
    make_product(title="Jug", stock=1)
    digest.write(at=NOW)
    make_product(title="Cup", stock=4)
    make_product(title="Plate", stock=0)

    digest.write(at=NOW + DAY)

    context = mails().last().context
    assert (context["count"], context["new"]) == (3, 2)
    assert [(row["title"], row["is_new"]) for row in context["rows"]] == [
        ("Plate", True),
        ("Cup", True),
        ("Jug", False),
    ]


def test_without_addresses_it_goes_to_staff_who_correct_the_stock(settings):
    settings.ALERT_EMAILS = []
    make_staff("partner.correct_stock", email="hand@example.com")
    make_staff("partner.view_stockrecord", email="eyes@example.com")
    gone = make_staff("partner.correct_stock", email="gone@example.com")
    gone.is_active = False
    gone.save()
    make_product(stock=1)

    digest.write(at=NOW)

    assert [mail.recipient for mail in mails()] == ["hand@example.com"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["NEW · Cup", "2 pieces", "sold out"]), ("zh-hans", ["杯子", "售罄"])],
)
def test_the_mail_is_written_in_the_readers_language(
    mailoutbox, settings, language, words
):
    settings.LANGUAGE_CODE = language
    make_product(title="Cup", title_zh_hans="杯子", stock=2)
    make_product(title="Jug", stock=0)
    digest.write(at=NOW)

    while delivering.deliver_next(at=NOW):
        pass

    for word in words:
        assert word in mailoutbox[0].body, mailoutbox[0].body
