"""What happened is written with its cause, once, and for ever."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from shop.happenings import tasks
from shop.happenings.models import Happening, Hearing
from shop.happenings.telling import happen
from shop.kinds import Undeclared
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_it_is_written_with_who_has_to_hear_of_it(tea):
    tea.brew("1")

    happening = Happening.objects.get()
    assert (happening.kind, happening.subject) == ("tea.brewed", "pot:1")
    assert (happening.facts, happening.reference) == ({"cups": 2}, "1")
    assert (happening.happened_at, happening.key) == (NOW, "1")
    assert happening.recorded_at > NOW
    assert list(
        Hearing.objects.order_by("listener").values_list(
            "happening", "listener", "subject", "due_at", "tries", "last_error"
        )
    ) == [(happening.pk, guest, "pot:1", NOW, 0, "") for guest in ("Ada", "Bo")]
    assert tea.heard == []


def test_it_takes_one_statement(tea):
    with CaptureQueriesContext(connection) as captured:
        tea.brew("1")

    assert len(captured) == 1


def test_it_is_undone_with_its_cause(tea):
    @transaction.atomic
    def brew_and_spill():
        tea.brew("1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        brew_and_spill()

    assert not Happening.objects.exists()
    assert not Hearing.objects.exists()


def test_a_cause_is_told_once(tea):
    tea.brew("1")
    tea.brew("1", cups=3, at=NOW + timedelta(days=1))
    Hearing.objects.all().delete()
    tea.brew("1")
    tea.brew("2")

    assert [told.reference for told in Happening.objects.order_by("pk")] == ["1", "2"]
    assert Hearing.objects.count() == 2


@pytest.mark.parametrize("facts", [{}, {"cups": 2, "milk": True}, {"milk": True}])
def test_other_facts_than_declared_are_refused(tea, facts):
    with pytest.raises(Undeclared):
        happen(kind="tea.brewed", subject="pot:1", facts=facts, at=NOW, reference="1")


def test_a_kind_nobody_declared_is_refused(tea):
    with pytest.raises(Undeclared):
        happen(kind="tea.spilt", subject="pot:1", facts={}, at=NOW, reference="1")


def test_the_worker_is_woken_after_the_commit_only(
    tea, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(tasks.hear_due, "delay", lambda: woken.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        tea.brew("1")
        assert woken == []

    assert woken == [True]


REWRITES = (
    "UPDATE happenings_happening SET facts = '{}'",
    "DELETE FROM happenings_happening",
    "TRUNCATE happenings_happening CASCADE",
)


@pytest.mark.parametrize("sql", REWRITES)
def test_the_application_may_not_rewrite_what_happened(sql, db):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError) as refused:
        cursor.execute(sql)
    assert "permission denied" in str(refused.value)


@pytest.mark.parametrize("sql", REWRITES)
def test_not_even_the_owner_rewrites_what_happened(sql, owner_connection):
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
        owner_connection.execute(sql)
    assert "append-only" in str(refused.value)
