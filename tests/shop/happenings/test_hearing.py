"""Every listener hears everything, in order, whatever becomes of the others."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from shop.happenings import hearing, listening, tasks
from shop.happenings.backoff import next_try
from shop.happenings.models import Hearing
from shop.outbox.models import Message
from tests.factories import NOW
from tests.hearing import let_all_hear

pytestmark = pytest.mark.django_db


def hear_all(at=NOW):
    """As the worker does: until nothing is due."""
    while hearing.hear_next(at=at):
        pass


def test_all_hear_in_the_order_of_writing(tea):
    for reference in "1234":
        tea.brew(reference)

    hear_all()

    for guest in ("Ada", "Bo"):
        assert [what for who, what in tea.heard if who == guest] == list("1234")
    assert not Hearing.objects.exists()


def test_nobody_hears_before_it_has_happened(tea):
    tea.brew("1", at=NOW + timedelta(seconds=1))

    hear_all()

    assert tea.heard == []


def test_who_fails_is_asked_again_and_misses_nothing(tea):
    tea.bad.add("Ada")
    tea.brew("1")
    tea.brew("2")
    hear_all()

    waits = Hearing.objects.get(listener="Ada", happening__reference="1")
    assert (waits.tries, waits.last_error) == (1, "RuntimeError: too hot")
    assert waits.due_at == next_try(tries=1, failed_at=NOW)
    # Its own later news waits too, or it would come first.
    after = Hearing.objects.get(happening__reference="2")
    assert (after.listener, after.due_at, after.tries) == ("Ada", waits.due_at, 0)
    hear_all(waits.due_at)
    assert Hearing.objects.get(pk=waits.pk).tries == 2

    tea.bad.clear()
    hear_all(NOW + timedelta(hours=1))

    assert [what for who, what in tea.heard if who == "Ada"] == ["1", "2"]


def test_who_fails_holds_back_neither_others_nor_other_subjects(tea):
    tea.bad.add("Ada")
    tea.brew("1")
    hear_all()
    tea.bad.clear()
    tea.brew("2")
    tea.brew("3", pot="pot:2")
    hear_all()

    assert sorted(tea.heard) == [("Ada", "3"), ("Bo", "1"), ("Bo", "2"), ("Bo", "3")]


def test_what_a_listener_wrote_before_it_failed_is_undone(tea, monkeypatch):
    def fail_late(happening):
        Message.objects.create(
            kind="welcome",
            recipient="ada@example.com",
            language="en",
            reference=happening.reference,
            created_at=NOW,
            due_at=NOW,
        )
        raise RuntimeError("the pen broke")

    monkeypatch.setitem(listening._listening["tea.brewed"], "Ada", fail_late)
    tea.brew("1")
    hear_all()

    assert not Message.objects.exists()
    assert Hearing.objects.get().last_error == "RuntimeError: the pen broke"


def test_a_listener_of_another_release_waits_for_it(tea, monkeypatch):
    tea.brew("1")
    kept = listening._listening
    monkeypatch.setattr(listening, "_listening", {})
    hear_all()

    assert {waits.last_error for waits in Hearing.objects.all()} == {
        "NobodyListens: Ada to tea.brewed",
        "NobodyListens: Bo to tea.brewed",
    }
    monkeypatch.setattr(listening, "_listening", kept)
    let_all_hear()
    assert sorted(tea.heard) == [("Ada", "1"), ("Bo", "1")]


def test_the_worker_tells_all_that_is_due(tea):
    tea.brew("1")
    tea.brew("2", pot="pot:2")

    assert tasks.hear_due() == 4
    assert tasks.hear_due() == 0


def test_what_is_held_up_is_seen(tea, client):
    now = timezone.now()
    tea.bad.add("Ada")
    tea.brew("old", at=now - hearing.PATIENCE - timedelta(seconds=1))
    tea.brew("new", at=now)
    assert client.get("/healthz").json()["happenings"] == "2 held up"
    hear_all(now)

    response = client.get("/healthz")
    assert response.json()["happenings"] == "1 held up"
    written = StringIO()
    call_command("unheard", stdout=written)
    assert "is not heard by Ada, 1 tries: RuntimeError: too hot" in written.getvalue()
    assert written.getvalue().endswith("1 held up\n")

    tea.bad.clear()
    hear_all(now + timedelta(hours=1))
    assert client.get("/healthz").json()["happenings"] == "ok"
