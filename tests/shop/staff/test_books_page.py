"""L22: staff see whether the books agree, since when, and what to do next."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from shop.books import checking, digesting, runs
from shop.forks.order.models import Order
from shop.identity import roles
from tests.factories import announce_gifts
from tests.hearing import let_all_hear

URL = "staff:books"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.LEDGER_SIGNING_KEY = ""
    return tmp_path


def shown(client, language="en"):
    with translation.override(language):
        url = reverse(URL)
    return client.get(url).content.decode()


def check():
    announce_gifts()
    let_all_hear()
    return checking.check_nightly(now=timezone.now)


@pytest.mark.parametrize(("hours", "is_late"), [(25, False), (27, True)])
def test_before_the_first_check(managing, monkeypatch, hours, is_late):
    """A new shop is not late, however old the orders are that it was given."""
    since = timezone.now() - timedelta(hours=hours)
    monkeypatch.setattr(runs, "set_up_at", lambda: since)
    page = shown(managing)

    assert "The books have not been checked yet" in page
    late = "No check has come to its end for more than 26 hours" in page
    assert late is is_late
    assert "No digest yet" in page


def test_books_that_agree(managing, order):
    check()

    page = shown(managing)

    assert "The books agree" in page
    assert "Points accounts 1 · Orders of members 1" in page
    assert "26 hours" not in page
    assert "书目相符" not in page
    assert "账目相符" in shown(managing, "zh-hans")


def test_books_that_differ_say_what_and_what_to_do(managing, order):
    Order.objects.filter(pk=order.pk).update(points_redeemed=600)
    check()

    page = shown(managing)

    assert "The books do not agree: 2 differences" in page
    assert f"order {order.number}, points held" in page
    assert "Correct nothing in the database" in page
    assert 'role="alert"' in page


def test_a_check_that_broke_off(managing, monkeypatch):
    def breaks(at):
        raise RuntimeError("<no such table>")

    monkeypatch.setattr(checking, "pieces", breaks)
    check()

    page = shown(managing)

    assert "The last check did not come to its end" in page
    assert "&lt;no such table&gt;" in page


def test_a_check_is_asked_for_and_its_progress_shown(managing, manager, order):
    answer = managing.post(reverse("staff:check-books"), follow=True)

    page = answer.content.decode()
    assert "The check begins in a moment." in page
    assert "The books are being checked" in page
    assert 'data-hx-trigger="every 2s"' in page
    assert "Check now" not in page

    run = runs.begin(at=timezone.now())
    run.examined = {"accounts": 1200}
    run.save()
    assert "Looked at so far: Points accounts 1,200" in shown(managing)
    again = managing.post(reverse("staff:check-books"))
    assert again.status_code == 409
    assert "The books are being checked already." in again.content.decode()

    runs.finish(run, at=timezone.now() + timedelta(seconds=2))
    page = shown(managing)
    assert "every 2s" not in page
    assert manager.email in page


def test_digests_are_offered_and_can_be_taken_along(managing, shopper):
    path = digesting.write(at=timezone.now())
    (path.parent / "2020-01-01T000000Z.txt.gz").write_bytes(b"spoilt")

    page = shown(managing)
    assert "Not signed" in page
    assert "Damaged" in page

    answer = managing.get(reverse("staff:digest", args=[path.name]))
    assert answer["Content-Type"] == "application/gzip"
    assert path.name in answer["Content-Disposition"]
    assert f"\n{shopper.pk} 1 " in gzip.decompress(answer.content).decode()


def test_who_only_reads_cannot_ask(client, staff_with):
    client.force_login(staff_with(roles.ACCOUNTANT))

    assert "Check now" not in shown(client)


def test_the_page_asks_few_questions(managing, order, django_assert_max_num_queries):
    for _night in range(3):
        check()
    shown(managing)

    with django_assert_max_num_queries(16):
        shown(managing)
