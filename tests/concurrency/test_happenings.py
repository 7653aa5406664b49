"""Several workers tell what happened: in order, and each thing to each once."""

import pytest
from django.db import transaction
from django.db.models import Exists

from shop.happenings import hearing, listening
from shop.happenings.models import Happening, Hearing
from shop.happenings.telling import happen
from shop.kinds import happenings
from shop.outbox import sending
from shop.outbox.models import Message
from tests.concurrency import race as races
from tests.concurrency.race import meet, race
from tests.factories import NOW

pytestmark = [pytest.mark.concurrency, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def listener(monkeypatch):
    """Let a function be the only one who listens when tea is brewed."""
    monkeypatch.setattr(happenings, "_by_code", dict(happenings._by_code))
    happenings.declare("tea.brewed", "Tea brewed")

    def listen(hear):
        monkeypatch.setattr(listening, "_listening", {"tea.brewed": {"Ada": hear}})

    return listen


def brew(*references):
    for reference in references:
        happen(
            kind="tea.brewed", subject="pot:1", facts={}, at=NOW, reference=reference
        )


def work():
    """As a worker does; returns how often it has told something."""
    told = 0
    while hearing.hear_next(at=NOW):
        told += 1
    return told


def hear_first_while_second_is_told(listener):
    """Two workers; the first happening is not heard before the second is, if it can."""
    heard = []

    def hear(happening):
        meet("listening")
        if happening.reference == "second":
            heard.append("second")
        meet("told")
        if happening.reference == "first":
            heard.append("first")

    listener(hear)
    brew("first", "second")
    told = race([work, work])
    assert sum(told) == 2, told
    return heard


def test_two_workers_keep_the_order(listener):
    assert hear_first_while_second_is_told(listener) == ["first", "second"]


def test_control_who_does_not_look_for_earlier_news_tells_it_late(
    listener, monkeypatch
):
    """The positive control: without the look, the workers do come to be apart."""
    races.wait_for_all(monkeypatch)
    monkeypatch.setattr(hearing, "_comes_later", lambda: Exists(Hearing.objects.none()))

    assert hear_first_while_second_is_told(listener) == ["second", "first"]


def tell_two_workers_one_thing(listener):
    heard = []

    def hear(happening):
        meet("listening")
        heard.append(happening.reference)

    listener(hear)
    brew("first")
    race([work, work])
    return heard


def test_two_workers_tell_a_thing_once(listener):
    assert tell_two_workers_one_thing(listener) == ["first"]


def test_control_without_the_row_lock_both_tell_it(listener, monkeypatch):
    """The positive control."""
    races.without_row_locks(monkeypatch)

    assert tell_two_workers_one_thing(listener) == ["first", "first"]


def test_one_cause_twice_at_once_happens_once(listener):
    listener(lambda happening: None)

    def cause():
        with transaction.atomic():
            brew("first")
            meet("written")

    assert race([cause, cause]) == [None, None]

    assert Happening.objects.count() == 1
    assert Hearing.objects.count() == 1


def test_a_worker_killed_before_it_is_marked_tells_again_and_mails_once(
    listener, monkeypatch
):
    """S18: what the listener wrote is undone with it; what it did outside is not."""
    heard = []

    def hear(happening):
        heard.append(happening.reference)
        sending.queue(
            kind="welcome",
            to="ada@example.com",
            language="en",
            context={"name": "Ada"},
            reference=happening.reference,
            queued_at=happening.happened_at,
        )

    def die(*_args, **_options):
        raise SystemExit

    listener(hear)
    brew("first")
    with monkeypatch.context() as patched:
        patched.setattr(Hearing, "delete", die)
        with pytest.raises(SystemExit):
            work()
    assert (Message.objects.count(), Hearing.objects.count()) == (0, 1)

    assert work() == 1

    assert heard == ["first", "first"]
    assert (Message.objects.count(), Hearing.objects.count()) == (1, 0)
