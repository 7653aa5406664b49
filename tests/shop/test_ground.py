"""The ground of the tests itself."""

import threading

import psycopg
import pytest
from django.db import connection, connections


def test_tests_run_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("fairpoints_app", "fairpoints_app")


def test_the_application_role_may_not_change_tables(db):
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission"):
        cursor.execute("CREATE TABLE of_my_own ()")


def test_a_committed_database_is_seen_by_threads(committed_db, owner_connection):
    seen = []

    def look():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), (SELECT count(*) FROM made)")
            seen.append(cursor.fetchone())
        connections.close_all()

    owner_connection.execute("CREATE TABLE made (number int)")
    owner_connection.execute("GRANT SELECT, INSERT ON made TO fairpoints_app")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO made VALUES (1)")
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [(committed_db, 1)]


def test_the_owner_sees_the_same_database(db, owner_connection):
    assert isinstance(owner_connection, psycopg.Connection)
    (name,) = owner_connection.execute("SELECT current_database()").fetchone()
    assert name == connection.settings_dict["NAME"]
