"""L22: the books are checked each night, the result is kept, and a lie is told."""

import json
import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from shop.audit.models import Entry
from shop.books import asking, checking, runs, tasks
from shop.books.examining import Piece
from shop.books.models import ReconciliationRun
from shop.identity import roles
from shop.identity.roles import give_role
from shop.operations import standing
from shop.outbox import delivering
from tests.factories import NOW, make_staff, make_user
from tests.hearing import outbox

HOUR = timedelta(hours=1)


@pytest.fixture
def manager(db):
    person = make_user(first_name="Mai", language="zh-hans")
    give_role(person=person, role=roles.MANAGER)
    return person


def check(at=None):
    return checking.check_nightly(now=lambda: at or timezone.now())


def reconcile():
    output = StringIO()
    try:
        call_command("reconcile", stdout=output)
    except SystemExit as ended:
        return ended.code, output.getvalue()
    return 0, output.getvalue()


def test_the_command_says_what_was_examined(order):
    assert reconcile() == (
        0,
        f"1 accounts, 1 orders, 1 documents, 0 returns, {standing.count()} guards, "
        "1 stock records, 1 payments, 2 log entries examined\n0 differences\n",
    )


def test_the_command_names_what_differs(lie):
    code, output = reconcile()

    assert code == 1
    assert f"order {lie.number}, points redeemed: the order says 500" in output
    assert output.endswith("\n2 differences\n")


def test_a_clean_night_is_kept_and_nobody_is_woken(order, manager):
    run = check()

    assert run.is_clean
    assert run.examined == {
        "accounts": 1,
        "orders": 1,
        "documents": 1,
        "returns": 0,
        "guards": standing.count(),
        "stock records": 1,
        "payments": 1,
        "log entries": 3,
    }
    assert run.started_at <= run.finished_at
    assert not outbox().filter(kind="books-differ").exists()


def test_a_difference_is_kept_and_told_once(lie, manager, mailoutbox, caplog):
    with caplog.at_level(logging.ERROR):
        run = check()

    assert (run.differences, len(run.first), run.is_clean) == (2, 2, False)
    assert "2 differences" in caplog.text
    [message] = outbox().filter(kind="books-differ")
    assert (message.recipient, message.language) == (manager.email, "zh-hans")
    runs.finish(run, at=timezone.now())
    assert outbox().filter(kind="books-differ").count() == 1

    while delivering.deliver_next(at=timezone.now()):
        pass
    [mail] = (mail for mail in mailoutbox if mail.to == [manager.email])
    assert "2" in mail.subject
    assert lie.number in mail.body
    assert "/staff/books/" in mail.body


def test_the_next_night_is_told_anew(lie, manager):
    check()
    check()

    assert outbox().filter(kind="books-differ").count() == 2


def test_who_is_told_can_be_set(lie, manager, settings):
    settings.ALERT_EMAILS = ["ops@example.com", "audit@example.com"]

    check()

    told = outbox().filter(kind="books-differ").values_list("recipient", flat=True)
    assert sorted(told) == ["audit@example.com", "ops@example.com"]


def test_only_the_first_differences_are_kept_in_words(order, monkeypatch):
    many = [f"difference {number}" for number in range(80)]
    monkeypatch.setattr(
        checking,
        "pieces",
        lambda at: (
            Piece(what="accounts", count=1, differences=many) for _part in range(2)
        ),
    )

    run = check()

    assert (run.differences, len(run.first)) == (160, checking.KEPT)
    assert len(json.dumps(run.first)) < 10_000


def test_a_check_that_breaks_says_so(order, manager, monkeypatch, caplog):
    def breaks(at):
        raise RuntimeError("no such table")
        yield

    monkeypatch.setattr(checking, "pieces", breaks)

    run = check()

    assert (run.error, run.is_clean) == ("RuntimeError: no such table", False)
    assert "no such table" in caplog.text
    [message] = outbox().filter(kind="books-differ")
    assert message.context["error"] == run.error
    assert runs.is_missing(at=timezone.now() + runs.EVERY)


def test_staff_ask_for_a_check_and_the_worker_does_it(
    order, manager, django_capture_on_commit_callbacks, monkeypatch
):
    woken = []
    monkeypatch.setattr(asking.carry_out_asked, "delay", lambda: woken.append(1))

    with django_capture_on_commit_callbacks(execute=True):
        run = asking.ask(actor=manager, at=timezone.now())

    assert woken == [1]
    assert runs.under_way() == run
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor) == ("books.check", manager)

    tasks.carry_out_asked()

    run.refresh_from_db()
    assert run.is_clean
    assert runs.under_way() is None
    tasks.carry_out_asked()
    assert ReconciliationRun.objects.count() == 1


def test_asking_without_a_broker_is_left_to_the_sweep(
    order, manager, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    def refuse():
        raise asking.OperationalError("nobody there")

    monkeypatch.setattr(asking.carry_out_asked, "delay", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        asking.ask(actor=manager, at=timezone.now())

    assert "the sweep will check" in caplog.text
    assert runs.under_way()


def test_one_check_at_a_time(order, manager):
    asking.ask(actor=manager, at=NOW)

    with pytest.raises(runs.AlreadyUnderWay):
        asking.ask(actor=manager, at=NOW)

    # The night takes what was asked for as its own.
    assert check().actor == manager
    assert ReconciliationRun.objects.count() == 1


def test_a_check_that_was_stopped_makes_way_and_is_told(order, manager):
    stopped = runs.open_run(actor=None, at=NOW)
    runs.begin(at=NOW)
    with pytest.raises(runs.AlreadyUnderWay):
        runs.open_run(actor=None, at=NOW + HOUR / 2)

    runs.open_run(actor=None, at=NOW + runs.LONGEST)

    stopped.refresh_from_db()
    assert stopped.error == "stopped from outside"
    assert outbox().filter(kind="books-differ").count() == 1


def test_asking_needs_its_permission(db):
    with pytest.raises(PermissionDenied):
        asking.ask(actor=make_staff("books.view_reconciliationrun"), at=NOW)
    assert not ReconciliationRun.objects.exists()


def test_a_night_without_a_check_is_noticed(order):
    now = timezone.now()
    assert not runs.is_missing(at=runs.set_up_at() + runs.EVERY - HOUR), "it is new"
    assert runs.is_missing(at=runs.set_up_at() + runs.EVERY + HOUR)

    check()

    assert not runs.is_missing(at=now + runs.EVERY - HOUR)
    assert runs.is_missing(at=now + runs.EVERY + HOUR)
