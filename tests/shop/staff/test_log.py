"""S19: the log can be read and added to, and nothing else."""

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from shop.audit.models import Entry
from shop.audit.record import record

REWRITES = (
    "UPDATE audit_entry SET action = 'nothing'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
)


@pytest.mark.parametrize("sql", REWRITES)
def test_the_application_may_not_rewrite_the_log(sql, db):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError) as refused:
        cursor.execute(sql)
    assert "permission denied" in str(refused.value)


@pytest.mark.parametrize("sql", REWRITES)
def test_not_even_the_owner_rewrites_the_log(sql, owner_connection):
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
        owner_connection.execute(sql)
    assert "append-only" in str(refused.value)


def test_the_page_shows_who_did_what_before_and_after(client, manager, shopper):
    record(
        actor=manager,
        action="points.adjust",
        subject=f"member:{shopper.pk}",
        before={"available": 5000},
        after={"available": 5005},
        reason="For the delay",
        recorded_at=timezone.now(),
    )
    client.force_login(manager)

    page = client.get(reverse("staff:log")).content.decode()

    for text in (
        manager.email,
        "Points adjusted",
        "5000",
        "5005",
        "For the delay",
        reverse("staff:member", args=[shopper.pk]),
    ):
        assert text in page


def test_the_log_is_found_by_subject_person_and_day(client, manager):
    client.force_login(manager)
    for subject in ("order:A", "order:B"):
        record(
            actor=manager,
            action="order.cancel",
            subject=subject,
            recorded_at=timezone.now(),
        )
    url = reverse("staff:log")

    def found(**query):
        page = client.get(url, query).context["page"]
        return [entry.subject for entry in page.object_list]

    assert found(subject="order:A") == ["order:A"]
    assert found(person=manager.email[:8]) == ["order:B", "order:A"]
    assert found(person="nobody") == []
    assert found(last="2020-01-01") == []
    assert Entry.objects.count() == 2
