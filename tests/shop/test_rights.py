"""F32: what the application's role may do, in a database restored from a backup too."""

import os
import subprocess
import sys
import uuid

import psycopg
import pytest

from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import OWNER, ROLES_SQL, SUPERUSER
from tests.architecture.test_containers import programs
from tests.conftest import GROUND

APP = "fairpoints_app"
# What is left of reading and writing where a table says more than it stores.
KEPT = {
    "audit_entry": {"SELECT", "INSERT"},
    "documents_document": {"SELECT", "INSERT"},
    "documents_series": {"SELECT"},
    "freshness_change": {"SELECT", "INSERT", "DELETE"},
    "happenings_happening": {"SELECT", "INSERT"},
    "loyalty_account": {"SELECT"},
    "loyalty_budgetslot": {"SELECT"},
    "loyalty_campaign": {"SELECT", "INSERT"},
    "loyalty_campaignstep": {"SELECT"},
    "loyalty_campaignversion": {"SELECT", "INSERT"},
    "loyalty_freeze": {"SELECT"},
    "loyalty_hold": {"SELECT"},
    "loyalty_ladder": {"SELECT", "INSERT"},
    "loyalty_ladderstep": {"SELECT", "INSERT"},
    "loyalty_limit": {"SELECT"},
    "loyalty_lot": {"SELECT"},
    "loyalty_merge": {"SELECT"},
    "loyalty_mergeproposal": {"SELECT", "INSERT"},
    "loyalty_mission": {"SELECT", "INSERT"},
    "loyalty_missionbudget": {"SELECT"},
    "loyalty_missiondecision": {"SELECT"},
    "loyalty_missiondeed": {"SELECT", "INSERT"},
    "loyalty_missionpart": {"SELECT"},
    "loyalty_missionreward": {"SELECT"},
    "loyalty_missionstep": {"SELECT", "INSERT"},
    "loyalty_missionversion": {"SELECT", "INSERT"},
    "loyalty_movement": {"SELECT"},
    "loyalty_posting": {"SELECT"},
    "loyalty_proposedadjustment": {"SELECT", "INSERT"},
    "loyalty_rule": {"SELECT", "INSERT"},
    "loyalty_tier": {"SELECT", "INSERT"},
    "loyalty_tierstanding": {"SELECT", "INSERT", "UPDATE"},
    "loyalty_voucher": {"SELECT"},
    "loyalty_voucherchoice": {"SELECT", "INSERT"},
    "loyalty_voucherentry": {"SELECT"},
    "outbox_message": {"SELECT", "INSERT", "UPDATE"},
    "payments_dispute": {"SELECT", "INSERT"},
    "payments_payment": {"SELECT", "INSERT", "UPDATE"},
    "payments_refund": {"SELECT", "INSERT", "UPDATE"},
    "payments_refundelsewhere": {"SELECT", "INSERT"},
    "payments_settled": {"SELECT", "INSERT"},
    "payments_webhookevent": {"SELECT", "INSERT", "UPDATE"},
    "referrals_link": {"SELECT", "INSERT"},
    "referrals_referral": {"SELECT", "INSERT"},
    "referrals_reward": {"SELECT", "INSERT", "UPDATE"},
    "referrals_terms": {"SELECT", "INSERT"},
    "prices_offerchange": {"SELECT", "INSERT"},
    "prices_pricechange": {"SELECT", "INSERT"},
    "prices_rangeshrunk": {"SELECT", "INSERT"},
    "returns_withdrawal": {"SELECT", "INSERT"},
    "rewards_perkgiven": {"SELECT", "INSERT"},
    "storefront_syllable": {"SELECT"},
    "tax_rate": {"SELECT", "INSERT", "DELETE"},
    "texts_version": {"SELECT", "INSERT"},
}
COLUMNS = {
    ("documents_series", "next_number"),
    ("loyalty_mergeproposal", "withdrawn_at"),
    ("loyalty_proposedadjustment", "withdrawn_at"),
    ("payments_dispute", "changes"),
    ("payments_dispute", "state"),
    ("payments_refundelsewhere", "state"),
}
ALL = {"SELECT", "INSERT", "UPDATE", "DELETE"}
POINTS = """
    INSERT INTO users_user (id, password, is_superuser, email, first_name, last_name,
        is_staff, is_active, date_joined, language)
    VALUES (1, '!', false, 'alice@members.example', '', '', false, true, now(), 'en');
    SELECT ledger.enrol(1, now());
    SELECT ledger.accrue(1, 100, 'E1', now(), '{"code": "welcome", "params": {}}', NULL,
        now() + interval '1 year', false, 1);
"""
# As clusters were prepared before, and as a careless hand might prepare one.
BLANKET = f"""
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
        GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""


# Effectively, by whatever way a right came.
RIGHTS = """
    SELECT relname, privilege FROM pg_class, unnest(
        '{SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN}'
        ::text[]) AS privilege
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition
        AND has_table_privilege('fairpoints_app', pg_class.oid, privilege)
"""
CHANGEABLE = """
    SELECT relname, attname
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relname = ANY (%s) AND attnum > 0 AND NOT attisdropped
        AND has_column_privilege('fairpoints_app', pg_class.oid, attnum, 'UPDATE')
"""


def rights(connection: psycopg.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, right in connection.execute(RIGHTS).fetchall():
        found.setdefault(table, set()).add(right)
    return found


def columns(connection: psycopg.Connection) -> set[tuple[str, str]]:
    """Which columns of the kept tables the role may change."""
    kept = [table for table, may in KEPT.items() if "UPDATE" not in may]
    return set(connection.execute(CHANGEABLE, [kept]).fetchall())


def run(program: str, *arguments: str) -> None:
    subprocess.run(
        [programs() / program, *arguments], check=True, capture_output=True, text=True
    )


def migrate(database: str) -> None:
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--skip-checks", "-v0"],
        env=os.environ | {"DATABASE_URL": GROUND.url(database=database, role=OWNER)},
        check=True,
    )


@pytest.fixture(
    scope="module", params=["", BLANKET], ids=["prepared", "prepared as before"]
)
def restored(request, tmp_path_factory):
    """The name of a database restored from a backup of one with points, migrated."""
    backup = tmp_path_factory.mktemp("backups") / "shop"
    source, name = (f"{what}_{uuid.uuid4().hex[:12]}" for what in ("kept", "restored"))
    GROUND.create(source)
    try:
        with GROUND.connect(database=source, role=OWNER) as connection:
            connection.execute(POINTS)
        # Extensions are the cluster's: roles.sql brings them.
        url = GROUND.url(database=source, role=OWNER)
        run("pg_dump", "-Fc", "--exclude-extension=*", f"--file={backup}", url)
        with GROUND.connect(database="postgres", role=SUPERUSER) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        with GROUND.connect(database=name, role=SUPERUSER) as connection:
            connection.execute(ROLES_SQL.read_bytes())
            connection.execute(request.param.encode())
        url = GROUND.url(database=name, role=OWNER)
        run("pg_restore", "--exit-on-error", f"--dbname={url}", str(backup))
        migrate(name)
        yield name
    finally:
        GROUND.drop(name)
        GROUND.drop(source)


def test_a_restored_backup_gives_no_right_more(restored):
    """F32: the note that all is installed comes back with the backup."""
    with GROUND.connect(database=restored, role=OWNER) as connection:
        found = rights(connection)
        assert {table: found[table] for table in KEPT} == KEPT
        assert columns(connection) == COLUMNS
        others = {table: may for table, may in found.items() if table not in KEPT}
        assert len(others) > 50
        assert {table for table, may in others.items() if may != ALL} == set()


def test_a_migrated_database_gives_the_same_rights(db, owner_connection):
    found = rights(owner_connection)
    assert {table: found[table] for table in KEPT} == KEPT
    assert columns(owner_connection) == COLUMNS


def test_a_new_table_is_nobodys_until_it_is_looked_at(restored):
    with GROUND.connect(database=restored, role=OWNER) as connection:
        connection.execute("CREATE TABLE just_made (number int)")
        assert "just_made" not in rights(connection)


def test_every_table_that_refuses_is_named(db, owner_connection):
    """Where a trigger forbids to change or delete, rights are not all there are."""
    guarded = owner_connection.execute(
        """
        SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND NOT relispartition
            AND tgtype & 2 = 2 AND tgtype & 40 > 0  -- before DELETE or TRUNCATE
        """
    ).fetchall()
    assert len(guarded) > 10
    assert {table for (table,) in guarded} <= set(KEPT)


def test_no_moment_is_beyond_what_can_be_read(db, owner_connection):
    """One row of infinity would silence whoever reads its table."""
    unbounded = owner_connection.execute(
        """
        SELECT attrelid::regclass::text, attname FROM pg_attribute a
        JOIN pg_class c ON c.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND atttypid IN ('timestamptz'::regtype, 'date'::regtype)
            AND NOT attisdropped AND NOT EXISTS (
                SELECT FROM pg_constraint k WHERE conrelid = attrelid
                    AND conkey = ARRAY[attnum] AND contype = 'c'
                    AND pg_get_constraintdef(k.oid) LIKE '%isfinite%')
        """
    ).fetchall()
    assert unbounded == []
    with pytest.raises(psycopg.errors.CheckViolation, match="happened_at_is_a_day"):
        owner_connection.execute(
            """
            INSERT INTO happenings_happening
                (kind, subject, facts, reference, happened_at, recorded_at)
            VALUES ('order.placed', 'order:1', '{}', 'x', 'infinity', now())
            """
        )
    owner_connection.rollback()


FORGERIES = [
    "INSERT INTO loyalty_posting SELECT * FROM loyalty_posting",
    "UPDATE loyalty_account SET available = 1000000",
    "DELETE FROM loyalty_movement",
    "INSERT INTO loyalty_lot SELECT * FROM loyalty_lot",
    "UPDATE audit_entry SET action = 'nothing'",
    "DELETE FROM audit_entry",
    "UPDATE documents_document SET number = 1",
    "DELETE FROM documents_document",
    "INSERT INTO documents_series (code, prefix, next_number) VALUES ('x', 'X-', 1)",
    "UPDATE documents_series SET code = 'x'",
    "UPDATE returns_withdrawal SET id = id",
    "UPDATE tax_rate SET valid_from = valid_from",
    "SELECT ledger._lock(1)",
]


def test_the_application_forges_nothing_after_a_restore(restored):
    """F32"""
    with GROUND.connect(database=restored, role=APP) as connection:
        [[posted]] = connection.execute("SELECT count(*) FROM loyalty_posting")
        assert posted == 1
        for forgery in FORGERIES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="denied"):
                connection.execute(forgery)
        [[differences]] = connection.execute("SELECT count(*) FROM ledger.differences")
        assert differences == 0


TAKEN_AWAY = {
    "a trigger": "DROP TRIGGER append_only ON loyalty_posting",
    "a check": "ALTER TABLE loyalty_movement DROP CONSTRAINT loyalty_movement_allowed",
    "a definer": "ALTER FUNCTION ledger.adjust SECURITY INVOKER",
    "a closed step": "GRANT EXECUTE ON FUNCTION ledger._lock TO fairpoints_app",
    "a door": "DROP FUNCTION ledger.freeze",
}
STANDING = (ROOT / "loyalty" / "ledger" / "standing.sql").read_text()


def test_what_a_restore_lost_comes_back_whatever_the_note_says(restored):
    """F32: guards are looked for, not believed in."""
    with GROUND.connect(database=restored, role=OWNER) as connection:
        whole = connection.execute(STANDING).fetchall()
        for loss in TAKEN_AWAY.values():
            before = connection.execute(STANDING).fetchall()
            connection.execute(loss)
            assert connection.execute(STANDING).fetchall() != before
        migrate(restored)
        assert sorted(connection.execute(STANDING).fetchall()) == sorted(whole)
